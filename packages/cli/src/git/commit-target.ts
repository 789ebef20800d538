import { realpath } from 'node:fs/promises'
import { PlanError } from '@backout/core/model'
import { type Cover, coveredChanges } from './covered-changes.ts'
import { askGit } from './git.ts'

/** Where a run's commit will go: found out, and found possible, before the run begins. */
export interface CommitTarget extends Cover {
  /** The commit that HEAD is now, and that the new one follows. */
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
 * or the like is under way, git knows who commits, nothing that the plan may write differs from HEAD, and BRANCH is new or where HEAD is. Errors: `refused`.
 */
export async function commitTarget(root: string, branch: string | undefined, covers: (path: string) => boolean): Promise<CommitTarget> {
  const top = await askGit(root, ['rev-parse', '--show-toplevel'])
  if (top === undefined) throw refused('this is no git work tree', 'Run it without --commit')
  const base = await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (base === undefined) throw refused('there is no commit yet', 'Commit the plan first')
  for (const [ref, what] of unfinished)
    if ((await askGit(root, ['rev-parse', '--verify', '--quiet', ref])) !== undefined)
      throw refused(`a ${what} is under way`, `Finish the ${what} first`)
  await demandIdentity(root)
  const where = await refOf(root, base, branch)
  const real = await realpath(root)
  const dirty = await coveredChanges({ root: real, top, covers })
  if (dirty.length > 0) {
    const more = dirty.length > 1 ? ` (and ${dirty.length - 1} more)` : ''
    throw refused(`"${dirty[0]}"${more} has changes already, and the plan may write it`, 'Commit or stash these changes first')
  }
  return { root: real, top, base, covers, ...where }
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

async function refOf(root: string, base: string, branch: string | undefined): Promise<Pick<CommitTarget, 'ref' | 'current' | 'fresh'>> {
  const head = (await askGit(root, ['symbolic-ref', '--quiet', 'HEAD'])) ?? 'HEAD'
  if (branch === undefined) return { ref: head, current: true, fresh: false }
  const ref = `refs/heads/${branch}`
  if (ref === head) return { ref, current: true, fresh: false }
  if ((await askGit(root, ['check-ref-format', '--branch', branch])) === undefined)
    throw refused(`"${branch}" is no name of a branch`, 'Name another branch')
  const tip = await askGit(root, ['rev-parse', '--verify', '--quiet', ref])
  if (tip !== undefined && tip !== base)
    throw refused(`branch "${branch}" is not where HEAD is`, 'Name a new branch, or check that one out')
  const trees = (await askGit(root, ['worktree', 'list', '--porcelain'])) ?? ''
  if (trees.split('\n').includes(`branch ${ref}`))
    throw refused(`branch "${branch}" is checked out in another work tree`, 'Name a new branch')
  return { ref, current: false, fresh: tip === undefined }
}

function refused(reason: string, hint: string): PlanError {
  return new PlanError('refused', `Cannot run with --commit: ${reason}`, { hint })
}
