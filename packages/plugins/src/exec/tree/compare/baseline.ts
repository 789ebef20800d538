import { PlanError } from '@backout/core/plugin'
import { covers } from '../../../file/glob/covers.ts'
import { escapeGlob, isExclusion } from '../../../file/glob/syntax.ts'
import { listFiles } from '../../../file/list.ts'
import { comparePaths } from '../../../file/path.ts'
import { subtreeOf } from '../../../file/tree/subtree.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { directoriesOf } from '../look/directories.ts'
import { convertedFiles } from '../look/converted.ts'
import type { Git } from '../git/git.ts'
import { unlikeCheckout } from '../git/line-ends.ts'
import { everything, stateAt } from '../look/look.ts'
import { cleanModes, type Modes } from '../look/modes.ts'
import { type Rules, rulesOf, type Settings, settingsOf } from '../git/rules.ts'
import type { Staged } from '../git/staged.ts'
import { changedIn, isWatched, tellOf } from '../git/told.ts'
import { walkTree } from '../look/walk.ts'

/** The working tree as it was before a command. */
export interface Baseline {
  /** Whether git told what is tracked, and what is ignored. */
  readonly inGit: boolean
  /** What git ignored: whatever rules there are afterwards, this was there, and is not watched. */
  readonly ignored: readonly string[]
  /** The commit that holds the content of all clean tracked files; without it there are none. */
  readonly head: string | undefined
  /** By which rules a checkout gives that content. Older records do not say. */
  readonly rules?: Rules | undefined
  readonly modes: Modes
  /** States of all files that are saved: dirty, untracked, and whatever the command may write. */
  readonly saved: ReadonlyMap<string, string>
  /** Modes of all directories that were there. */
  readonly directories: ReadonlyMap<string, number>
  /** What was staged in git's index. */
  readonly staged: ReadonlyMap<string, Staged>
  /** The `.git` of each repository that was inside of the tree. */
  readonly repositories: readonly string[]
  /** Files in which databases keep their data: they change under a command without being changed by it. */
  readonly apart: readonly string[]
  /** Whether what is neither saved nor tracked was not there. False outside git in a tree that is too large to save whole. */
  readonly complete: boolean
}

/** Takes the baseline of a tree. Files that git ignores, and those that are `apart`, are not watched, unless `writes` names them; nor are repositories inside of it. */
export async function takeBaseline(
  tree: Tree,
  git: Git | undefined,
  writes: readonly string[],
  allApart: readonly string[] = [],
): Promise<Baseline> {
  const apart = allApart.filter((path) => !isNamed(path, writes))
  const settings = git && settingsOf(git)
  const [told, unlike = []] = await Promise.all([git && tellOf(git, git.head), git && unlikeItsCheckout(tree, git, settings!)])
  const ignored = told?.ignored ?? []
  const { directories, special, repositories } = await walkTree(tree, git, ignored)
  const { paths, complete } = pathsToSave(tree, told && [...changedIn(told), ...unlike], { writes, special, apart })
  const saved = new Map(paths.map((path) => [path, stateAt(tree, path)]))
  return {
    inGit: git !== undefined,
    ignored,
    head: git?.head,
    ...(git && told && { rules: rulesOf(tree.root, git, (await settings)!, changedIn(told)) }),
    modes: cleanModes(tree, told?.committed ?? []),
    saved,
    directories: directoriesOf(tree, { walked: directories, writes, paths }),
    staged: told?.staged ?? new Map(),
    repositories,
    apart,
    complete,
  }
}

/** The git that a baseline was taken with, if with any. Errors: `failed` where it is gone: each file that it holds would then seem to be new. */
export function gitOf({ inGit }: Pick<Baseline, 'inGit'>, now: Git | undefined): Git | undefined {
  if (!inGit || now) return inGit ? now : undefined
  throw new PlanError('failed', 'Cannot tell what the command changed: git no longer tells what was there before', {
    hint: 'Put the repository (its .git) back first',
  })
}

/** Whether one of some patterns covers a path, and none excludes it. */
export function isNamed(path: string, patterns: readonly string[]): boolean {
  const part = escapeGlob(path)
  return (
    patterns.some((pattern) => covers(pattern, part)) && !patterns.some((pattern) => isExclusion(pattern) && covers(pattern.slice(1), part))
  )
}

/** Bytes up to which a tree outside git is saved whole. */
const wholeTree = 64 * 1024 * 1024

/** Files of which a checkout of their commit would give something else, though git takes them for unchanged. */
async function unlikeItsCheckout(tree: Tree, git: Git, settings: Promise<Settings>): Promise<readonly string[]> {
  return (await Promise.all([unlikeCheckout(git, settings), convertedFiles(git, tree)])).flat().filter(isWatched)
}

/** What is saved of a tree. `inGit` is what git says of it, and undefined where it says nothing. */
function pathsToSave(
  tree: Tree,
  inGit: readonly string[] | undefined,
  {
    writes,
    special,
    apart,
  }: { readonly writes: readonly string[]; readonly special: readonly string[]; readonly apart: readonly string[] },
): { readonly paths: readonly string[]; readonly complete: boolean } {
  const declared = listFiles(tree, everything, writes)
  if (inGit) return { paths: unique([...declared, ...special, ...inGit], apart), complete: true }
  const all = subtreeOf(tree, '').filter(({ path, entry }) => entry.kind !== 'directory' && !apart.includes(path))
  const size = all.reduce((sum, { entry }) => sum + (entry.kind === 'file' ? entry.size : 0), 0)
  if (size > wholeTree) return { paths: declared, complete: false }
  const paths = all.map(({ path }) => path)
  return { paths: unique(paths, apart), complete: true }
}

function unique(paths: readonly string[], apart: readonly string[]): readonly string[] {
  return [...new Set(paths).difference(new Set(apart))].toSorted(comparePaths)
}
