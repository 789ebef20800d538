import { comparePaths } from '../../../file/path.ts'
import { absent, directoryState } from '../../../file/tree/state.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { listFiles } from '../../../file/list.ts'
import { subtreeOf } from '../../../file/tree/subtree.ts'
import { type Baseline, gitOf, isNamed } from './baseline.ts'
import { unlikeCommit } from './checkout.ts'
import { directoriesOf, directoryMode } from '../look/directories.ts'
import type { Git } from '../git/git.ts'
import { isAmong } from '../git/ignored.ts'
import { entryAt, everything, stateAt } from '../look/look.ts'
import { touchedFiles } from '../look/modes.ts'
import { type IndexChange, indexChanges } from '../git/staged.ts'
import { changedIn, type Told, tellOf } from '../git/told.ts'
import { walkTree } from '../look/walk.ts'

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
  const told = git && (await tellOf(git, baseline.head))
  const walked = await walkTree(tree, git, [...baseline.ignored, ...(told?.ignored ?? [])])
  const before = await statesBefore(tree, git, baseline, { told, writes, special: walked.special })
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
    // What was staged beside another commit says nothing.
    index: told && git.head === baseline.head ? indexChanges(baseline.staged, told.staged) : [],
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

interface Now {
  readonly told: Told | undefined
  readonly writes: readonly string[]
  readonly special: readonly string[]
}

/** The state before of every path that may have changed. */
async function statesBefore(
  tree: Tree,
  git: Git | undefined,
  baseline: Baseline,
  { told, writes, special }: Now,
): Promise<ReadonlyMap<string, string>> {
  const { committed = [], differences = [] } = told ?? {}
  const states = new Map<string, string>()
  const isIgnored = isAmong(baseline.ignored)
  const isKnown = new Set(committed.map(({ path }) => path))
  const found = [...listFiles(tree, everything, writes), ...(told ? changedIn(told) : allFiles(tree, baseline))]
  for (const path of [...special, ...found.filter((one) => !isKnown.has(one))])
    if (!isIgnored(path) || isNamed(path, writes)) states.set(path, absent)
  const { head, rules, modes } = baseline
  if (git && head !== undefined) {
    const changed = differences.filter(({ status }) => status !== 'A').map(({ path }) => path)
    const suspects = new Set([...touchedFiles(tree, modes, committed), ...changed]).difference(baseline.saved)
    for (const path of await unlikeCommit(tree, git, { head, rules, modes }, [...suspects])) states.set(path, inCommit)
  }
  for (const [path, state] of baseline.saved) states.set(path, state)
  for (const path of baseline.apart) states.delete(path)
  return states
}

/** Without git, where all that was there is saved. */
function allFiles(tree: Tree, { complete }: Baseline): readonly string[] {
  const all = complete ? subtreeOf(tree, '') : []
  return all.filter(({ entry }) => entry.kind !== 'directory').map(({ path }) => path)
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
