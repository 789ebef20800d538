import { ancestorsOf, comparePaths } from '../../../file/path.ts'
import { absent, directoryState } from '../../../file/tree/state.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { type Baseline, gitOf, isNamed } from '../compare/baseline.ts'
import { changesSince, inCommit, type TreeChange, type TreeChanges } from '../compare/changes.ts'
import { unlikeCommit } from '../compare/checkout.ts'
import type { Git } from '../git/git.ts'
import type { Loaded } from './undo.ts'
import { isAmong } from '../git/ignored.ts'
import { stateAt } from '../look/look.ts'

/**
 * What a command changed since it was started first, where a crash ended that start and it was repeated: from what was saved then, to how
 * the repetition left it. What the repetition found and left alone, the first start may have written.
 */
export async function sinceFirstStart(tree: Tree, gitNow: Git | undefined, loaded: Loaded, changes: TreeChanges): Promise<TreeChanges> {
  const { saved, head } = loaded.baseline
  const git = gitOf(loaded.baseline, gitNow)
  const committed = new Set(git && head !== undefined ? await git.paths(['ls-tree', '-r', '-z', '--name-only', head]) : [])
  const last = new Map(Object.entries(changes.started ?? {}))
  for (const { path, after } of changes.files) last.set(path, after)
  for (const [path, after] of await leftByFirst(tree, git, loaded.baseline, { last, committed })) last.set(path, after)
  for (const { path, before } of changes.files) if (before === inCommit) committed.add(path)
  const isIgnored = isAmong(loaded.baseline.ignored)
  const files = [...last].flatMap(([path, after]): readonly TreeChange[] => {
    if (isIgnored(path) && !saved.has(path) && !isNamed(path, loaded.writes)) return []
    const before = saved.get(path) ?? (committed.has(path) ? inCommit : absent)
    return before === after ? [] : [{ path, before, after }]
  })
  const { repositories, index } = await changesSince(tree, git, loaded.baseline, loaded.writes)
  return {
    repositories,
    index,
    files: files.toSorted((a, b) => comparePaths(a.path, b.path)),
    directories: directoriesFor(tree, loaded, files, changes),
  }
}

/** How the first start left what the repetition neither found nor changed: as the commit has it, or gone. */
async function leftByFirst(
  tree: Tree,
  git: Git | undefined,
  { saved, head, rules, modes }: Baseline,
  { last, committed }: { readonly last: ReadonlyMap<string, string>; readonly committed: ReadonlySet<string> },
): Promise<readonly (readonly [path: string, after: string])[]> {
  const paths = [...saved].flatMap(([path, before]) => (last.has(path) || stateAt(tree, path) === before ? [] : [path]))
  const known = paths.filter((path) => committed.has(path))
  const unlike = git && head !== undefined ? await unlikeCommit(tree, git, { head, rules, modes }, known) : known
  const clean = new Set(known).difference(new Set(unlike))
  return paths.map((path) => [path, clean.has(path) ? stateAt(tree, path) : absent])
}

/** Directories that came or went with these files, in either start. */
function directoriesFor(tree: Tree, { baseline }: Loaded, files: readonly TreeChange[], changes: TreeChanges): readonly TreeChange[] {
  const found = new Map(changes.directories.map((one) => [one.path, one]))
  for (const path of new Set(files.flatMap((file) => ancestorsOf(file.path)))) {
    const mode = baseline.directories.get(path)
    const now = stateAt(tree, path)
    if (mode === undefined && now !== absent) found.set(path, { path, before: absent, after: now })
    if (mode !== undefined && now === absent) found.set(path, { path, before: directoryState(mode), after: absent })
  }
  return [...found.values()].toSorted((a, b) => comparePaths(a.path, b.path))
}
