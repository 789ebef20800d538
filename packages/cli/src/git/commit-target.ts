import { realpath } from 'node:fs/promises'
import { PlanError } from '@backout/core/model'
import { type Cover, coveredChanges } from './covered-changes.ts'
import { askGit, demandGit } from './git.ts'
import { pathsBetween, treeWith } from './tree-with.ts'

/** Where a run's commit will go: found out, and found possible, before the run begins. */
export interface CommitTarget extends Cover {
  /** The commit that the new one follows: where HEAD is now, or the one that was made on the branch before. */
  readonly base: string
  /** `refs/heads/main`, or `HEAD` where it is detached. */
  readonly ref: string
  /** The ref is the one that is checked out. */
  readonly current: boolean
  /** The ref does not exist yet. */
  readonly fresh: boolean
}

/**
 * Makes sure that the run's changes can be told from everybody else's: there is a git work tree with a commit, no merge
 * or the like is under way, git knows who commits, nothing that the plan may write differs from what the commit follows, and BRANCH is new, where HEAD is,
 * or at `made`: the commit of the plan that ran before this one. Errors: `refused`.
 */
export async function commitTarget(
  root: string,
  branch: string | undefined,
  covers: (path: string) => boolean,
  made?: string,
): Promise<CommitTarget> {
  await demandGit(root, 'Cannot run with --commit')
  const top = await askGit(root, ['rev-parse', '--show-toplevel'])
  if (top === undefined) throw refused('this is no git work tree', 'Run it without --commit')
  const head = await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (head === undefined) throw refused('there is no commit yet', 'Commit the plan first')
  for (const [ref, what] of unfinished)
    if ((await askGit(root, ['rev-parse', '--verify', '--quiet', ref])) !== undefined)
      throw refused(`a ${what} is under way`, `Finish the ${what} first`)
  await demandIdentity(root)
  const where = await refOf(root, head, branch, made)
  const cover = { root: await realpath(root), top, covers }
  const dirty = where.base === head ? await coveredChanges(cover) : await changesSince(cover, where.base)
  if (dirty.length > 0) {
    const more = dirty.length > 1 ? ` (and ${dirty.length - 1} more)` : ''
    throw refused(`"${dirty[0]}"${more} has changes already, and the plan may write it`, 'Commit or stash these changes first')
  }
  return { ...cover, ...where }
}

/** What git is in the middle of while such a ref is there. */
const unfinished = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['REBASE_HEAD', 'rebase'],
] as const

/** Git makes no commit of nobody. Errors: `refused`. */
async function demandIdentity(root: string): Promise<void> {
  for (const name of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT'])
    if ((await askGit(root, ['var', name])) === undefined)
      throw refused('git does not know who commits', 'Say who you are: git config user.name NAME; git config user.email ADDRESS')
}

/** What of the work tree is not as a commit has it that HEAD does not lead to. */
async function changesSince(cover: Cover, base: string): Promise<readonly string[]> {
  const paths = await coveredChanges(cover, base)
  return paths.length === 0 ? [] : pathsBetween(cover.top, base, await treeWith(cover.top, base, paths))
}

type Where = Pick<CommitTarget, 'base' | 'ref' | 'current' | 'fresh'>

async function refOf(root: string, base: string, branch: string | undefined, made: string | undefined): Promise<Where> {
  const head = (await askGit(root, ['symbolic-ref', '--quiet', 'HEAD'])) ?? 'HEAD'
  if (branch === undefined) return { base, ref: head, current: true, fresh: false }
  const ref = `refs/heads/${branch}`
  if (ref === head) return { base, ref, current: true, fresh: false }
  if ((await askGit(root, ['check-ref-format', '--branch', branch])) === undefined)
    throw refused(`"${branch}" is no name of a branch`, 'Name another branch')
  const tip = await askGit(root, ['rev-parse', '--verify', '--quiet', ref])
  if (tip !== undefined && tip !== base && tip !== made)
    throw refused(`branch "${branch}" is not where HEAD is`, 'Name a new branch, or check that one out')
  const trees = (await askGit(root, ['worktree', 'list', '--porcelain'])) ?? ''
  if (trees.split('\n').includes(`branch ${ref}`))
    throw refused(`branch "${branch}" is checked out in another work tree`, 'Name a new branch')
  return { base: tip ?? base, ref, current: false, fresh: tip === undefined }
}

function refused(reason: string, hint: string): PlanError {
  return new PlanError('refused', `Cannot run with --commit: ${reason}`, { hint })
}
