import { isReserved } from '../../../file/path.ts'
import { type Committed, committedFiles } from './committed.ts'
import type { Git } from './git.ts'
import { ignoredBy } from './ignored.ts'
import { readIndex, type Staged, stagedIn } from './staged.ts'

/** What git tells of a work tree at one time, beside a commit. */
export interface Told {
  readonly ignored: readonly string[]
  /** The files of the commit. */
  readonly committed: readonly Committed[]
  /** How files on disk differ from the commit: those that git has. */
  readonly differences: readonly Difference[]
  /** Files that are neither in the index nor ignored. */
  readonly untracked: readonly string[]
  /** Files that git was told not to look at. */
  readonly unlookedAt: readonly string[]
  readonly staged: ReadonlyMap<string, Staged>
}

/** `status` is A (not in the commit), D, M or T. */
export interface Difference {
  readonly status: string
  readonly path: string
}

/** Asks git, all at once: each question is a process, and none needs the answer of another. Before the first commit nothing is committed, and all that git has differs. */
export async function tellOf(git: Git, commit: string | undefined): Promise<Told> {
  const [ignored, committed, told, index] = await Promise.all([
    ignoredBy(git),
    commit === undefined ? [] : committedFiles(git, commit),
    commit === undefined ? undefined : differencesFrom(git, commit),
    readIndex(git),
  ])
  const differences = told ?? Array.from(index.entries.keys(), (path) => ({ status: 'A', path }))
  return {
    ignored,
    committed,
    differences: differences.filter(({ path }) => isWatched(path)),
    untracked: index.untracked.filter(isWatched),
    unlookedAt: index.unlookedAt.filter(isWatched),
    staged: stagedIn(index),
  }
}

/** What may not be as the commit has it, or is not in it, by path. */
export function changedIn({ untracked, differences, unlookedAt }: Told): readonly string[] {
  return [...untracked, ...differences.map(({ path }) => path), ...unlookedAt]
}

async function differencesFrom(git: Git, commit: string): Promise<readonly Difference[]> {
  const how = ['--name-status', '-z', '--no-renames', '--no-ext-diff', '--relative', '--ignore-submodules=all']
  const fields = await git.paths(['diff', ...how, commit])
  return fields.flatMap((status, index) => (index % 2 === 0 ? [{ status, path: fields[index + 1]! }] : []))
}

/** Whether a path that git lists is watched: not the folders of git and of Backout, nor a repository inside of the tree, which it lists as a directory, with a slash. */
export function isWatched(path: string): boolean {
  return !path.endsWith('/') && !path.split('/').some(isReserved)
}
