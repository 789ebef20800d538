import { comparePaths } from '../../file/path.ts'
import { absent, directoryState } from '../../file/state.ts'
import type { Tree } from '../../file/tree/tree.ts'
import { listFiles } from '../../file/list.ts'
import { subtreeOf } from '../../file/tree/subtree.ts'
import { type Baseline, changedInGit, differences, gitOf, isNamed } from './baseline.ts'
import { type Committed, committedFiles } from './committed.ts'
import { unlikeCommit } from './checkout.ts'
import { directoriesOf, directoryMode } from './directories.ts'
import type { Git } from './git.ts'
import { ignoredBy, isAmong } from './ignored.ts'
import { entryAt, everything, stateAt } from './look.ts'
import { touchedFiles } from './modes.ts'
import { type IndexChange, indexChanges } from './staged.ts'
import { walkTree } from './walk.ts'

/** The state of a file that was as the commit has it: its content is in git's objects. */
export const inCommit = 'commit'

/** One path that is no longer as it was. States are those of files; `before` may be {@link inCommit}. */
export interface TreeChange {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** What a command changed: files, and directories that came, went, or have another mode. */
export interface TreeChanges {
  readonly files: readonly TreeChange[]
  readonly directories: readonly TreeChange[]
  /** The `.git` of each repository inside of the tree that came or went. */
  readonly repositories: readonly TreeChange[]
  /** What is staged otherwise: it is undone, and no breach. */
  readonly index: readonly IndexChange[]
  /** For a command that was repeated after a crash: the states that it found, which are not those that were saved. */
  readonly started?: { readonly [path: string]: string }
}

/** How a tree differs from its baseline. Errors: `failed` where git told what was there, and tells no longer. */
export async function changesSince(
  tree: Tree,
  gitNow: Git | undefined,
  baseline: Baseline,
  writes: readonly string[],
): Promise<TreeChanges> {
  const git = gitOf(baseline, gitNow)
  const walked = await walkTree(tree, git, git ? [...baseline.ignored, ...(await ignoredBy(git))] : baseline.ignored)
  const before = await statesBefore(tree, git, baseline, { writes, special: walked.special })
  const files = [...before]
    .toSorted(([a], [b]) => comparePaths(a, b))
    .flatMap(([path, state]) => {
      const after = stateAt(tree, path)
      return after === state || (state === absent && after.startsWith('directory:'))
        ? []
        : [{ path, before: state, after: fileOnly(after) }]
    })
  const changed = files.map(({ path }) => path)
  return {
    files,
    directories: directoryChanges(tree, baseline, { walked: walked.directories, writes, changed }),
    repositories: repositoryChanges(tree, baseline.repositories, walked.repositories),
    index: await indexChanges(git, baseline),
  }
}

function repositoryChanges(tree: Tree, before: readonly string[], now: readonly string[]): readonly TreeChange[] {
  const made = now.filter((path) => !before.includes(path))
  // One that is ignored now is still there.
  const lost = before.filter((path) => !now.includes(path) && entryAt(tree, path) === undefined)
  return [
    ...made.map((path) => ({ path, before: absent, after: 'repository' })),
    ...lost.map((path) => ({ path, before: 'repository', after: absent })),
  ]
}

/** A directory in a file's place is told among the directories. */
function fileOnly(state: string): string {
  return state.startsWith('directory:') ? absent : state
}

/** The state before of every path that may have changed. */
async function statesBefore(
  tree: Tree,
  git: Git | undefined,
  baseline: Baseline,
  { writes, special }: { readonly writes: readonly string[]; readonly special: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const tracked = git ? await trackedAt(git, baseline) : []
  const states = new Map<string, string>()
  const isIgnored = isAmong(baseline.ignored)
  const appear = (path: string): void => {
    if (!isIgnored(path) || isNamed(path, writes)) states.set(path, absent)
  }
  const known = new Set(tracked.map(({ path }) => path))
  for (const path of [...special, ...(await pathsNow(tree, git, baseline, writes, known))]) appear(path)
  if (git && baseline.head !== undefined) {
    const told = await differences(git, baseline.head)
    for (const { path, status } of told) if (status === 'A') appear(path)
    const changed = told.filter(({ status }) => status !== 'A').map(({ path }) => path)
    const suspects = new Set([...touchedFiles(tree, baseline.modes, tracked), ...changed]).difference(baseline.saved)
    for (const path of await unlikeCommit(tree, git, { head: baseline.head, modes: baseline.modes }, [...suspects]))
      states.set(path, inCommit)
  }
  for (const [path, state] of baseline.saved) states.set(path, state)
  for (const path of baseline.apart) states.delete(path)
  return states
}

async function pathsNow(
  tree: Tree,
  git: Git | undefined,
  baseline: Baseline,
  writes: readonly string[],
  tracked: ReadonlySet<string>,
): Promise<readonly string[]> {
  const declared = listFiles(tree, everything, writes)
  if (!git)
    return baseline.complete
      ? subtreeOf(tree, '')
          .filter(({ entry }) => entry.kind !== 'directory')
          .map(({ path }) => path)
      : declared
  return [...declared, ...(await changedInGit(git))].filter((path) => !tracked.has(path))
}

/** What the commit has: whether these files changed, git tells. */
async function trackedAt(git: Git, { head }: Baseline): Promise<readonly Committed[]> {
  return head === undefined ? [] : committedFiles(git, head)
}

function directoryChanges(
  tree: Tree,
  { directories, saved }: Baseline,
  {
    walked,
    writes,
    changed,
  }: { readonly walked: readonly string[]; readonly writes: readonly string[]; readonly changed: readonly string[] },
): readonly TreeChange[] {
  const now = directoriesOf(tree, { walked, writes, paths: [...saved.keys(), ...changed] })
  const paths = [...new Set([...directories.keys(), ...now.keys()])].toSorted(comparePaths)
  const stateOf = (mode: number | undefined): string => (mode === undefined ? absent : directoryState(mode))
  // What was watched, and is ignored now, is still looked at.
  const states = paths.map((path) => ({ path, before: stateOf(directories.get(path)), after: stateOf(directoryMode(tree, path)) }))
  return states.filter(({ before, after }) => before !== after)
}
