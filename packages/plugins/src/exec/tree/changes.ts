import { comparePaths } from '../../file/path.ts'
import { absent, directoryState } from '../../file/state.ts'
import type { Tree } from '../../file/tree/tree.ts'
import { listFiles } from '../../file/list.ts'
import { subtreeOf } from '../../file/tree/subtree.ts'
import { type Baseline, changedInGit, differences } from './baseline.ts'
import { directoriesOf } from './directories.ts'
import type { Git } from './git.ts'
import { everything, stateAt } from './look.ts'
import { changedModes } from './modes.ts'

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
  /** For a command that was repeated after a crash: the states that it found, which are not those that were saved. */
  readonly started?: { readonly [path: string]: string }
}

/** How a tree differs from its baseline. */
export async function changesSince(tree: Tree, git: Git | undefined, baseline: Baseline, writes: readonly string[]): Promise<TreeChanges> {
  const before = await statesBefore(tree, git, baseline, writes)
  const files = [...before]
    .toSorted(([a], [b]) => comparePaths(a, b))
    .flatMap(([path, state]) => {
      const after = stateAt(tree, path)
      return after === state || (state === absent && after.startsWith('directory:'))
        ? []
        : [{ path, before: state, after: fileOnly(after) }]
    })
  return {
    files,
    directories: await directoryChanges(
      tree,
      git,
      baseline,
      writes,
      files.map(({ path }) => path),
    ),
  }
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
  writes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const tracked = git ? await trackedAt(git, baseline) : []
  const states = new Map<string, string>()
  for (const path of await pathsNow(tree, git, baseline, writes, new Set(tracked))) states.set(path, absent)
  for (const path of changedModes(tree, baseline.modes, tracked)) states.set(path, inCommit)
  if (git && baseline.head !== undefined) {
    for (const { path, status } of await differences(git, baseline.head)) states.set(path, status === 'A' ? absent : inCommit)
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
async function trackedAt(git: Git, { head }: Baseline): Promise<readonly string[]> {
  return head === undefined ? [] : git.paths(['ls-tree', '-r', '-z', '--name-only', head])
}

async function directoryChanges(
  tree: Tree,
  git: Git | undefined,
  baseline: Baseline,
  writes: readonly string[],
  changed: readonly string[],
): Promise<readonly TreeChange[]> {
  const now = await directoriesOf(tree, git, writes, [...baseline.saved.keys(), ...changed])
  const stateIn = (modes: ReadonlyMap<string, number>, path: string): string => {
    const mode = modes.get(path)
    return mode === undefined ? absent : directoryState(mode)
  }
  const paths = [...new Set([...baseline.directories.keys(), ...now.keys()])].toSorted(comparePaths)
  const states = paths.map((path) => ({ path, before: stateIn(baseline.directories, path), after: stateIn(now, path) }))
  return states.filter(({ before, after }) => before !== after)
}
