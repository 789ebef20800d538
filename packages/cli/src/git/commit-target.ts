import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type CommitWish, PlanError } from '@backout/core/model'
import { type Cover, coveredChanges } from './covered-changes.ts'
import { askGit, git, startGit, workTree } from './git.ts'
import { pathsBetween, treeWith } from './tree-with.ts'

/** Where a run's commit will go: found out, and found possible, before the run begins. It follows where HEAD is then, or what was committed on the branch before. */
export interface CommitTarget extends Cover, CommitWish {
  /** The ref is the one that is checked out. */
  readonly current: boolean
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
  const top = await workTree(root, { tried: 'Cannot run with --commit', otherwise: 'Run it without --commit' })
  const head = await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (head === undefined) throw refused('there is no commit yet', 'Commit the plan first')
  const unfinished = await unfinishedWork(root)
  if (unfinished !== undefined) throw refused(`a ${unfinished} is under way`, `Finish the ${unfinished} first`)
  await demandIdentity(root)
  const where = await refOf(root, head, branch, made)
  const cover = { root: await realpath(root), top, covers }
  const dirty = where.base === head ? await coveredChanges(cover) : await changesSince(cover, where.base)
  if (dirty.length > 0) {
    const more = dirty.length > 1 ? ` (and ${dirty.length - 1} more)` : ''
    throw refused(`"${dirty[0]}"${more} has changes already, and the plan may write it`, 'Commit or stash these changes first')
  }
  await demandMovable(top, where)
  return { ...cover, ...where }
}

/** The target that the record of a run names. Errors: `missing`, `refused` where what is checked out tells nothing of what the run has changed. */
export async function recordedTarget(
  root: string,
  { base, ref, fresh }: CommitWish,
  covers: (path: string) => boolean,
  begunAt: string | undefined,
): Promise<CommitTarget> {
  const otherwise = 'The changes are in the work tree: commit them'
  const [top, head, checkedOut] = await Promise.all([
    workTree(root, { tried: 'Cannot commit', otherwise }),
    askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    checkedOutRef(root),
  ])
  const current = checkedOut === ref
  if (!current && head !== begunAt)
    throw new PlanError('refused', `Cannot commit on "${ref}": another commit is checked out than when the run began`, { hint: otherwise })
  return { base, ref, fresh, current, root: await realpath(root), top, covers }
}

/** What git is in the middle of: what it takes up again, or gives up, from where HEAD was then. */
async function unfinishedWork(root: string): Promise<string | undefined> {
  for (const [ref, what] of unfinishedRefs) if ((await askGit(root, ['rev-parse', '--verify', '--quiet', ref])) !== undefined) return what
  for (const [name, what] of unfinishedFolders) if ((await heldByGit(root, name)) !== undefined) return what
  return undefined
}

/** Where git keeps something of this work tree, from there; undefined where it is not there. */
async function heldByGit(folder: string, name: string): Promise<string | undefined> {
  const path = await git(folder, ['rev-parse', '--git-path', name])
  return existsSync(resolve(folder, path)) ? path : undefined
}

const unfinishedRefs = [
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['REBASE_HEAD', 'rebase'],
] as const

/** A rebase that stands at a `break`, or behind a command that failed, has no ref; nor has `git am`, nor several picks between two of them. */
const unfinishedFolders = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase or am'],
  ['sequencer', 'cherry-pick or revert'],
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

type Where = Omit<CommitTarget, keyof Cover>

/** Looks for a lock of the index, prepares to move the ref, and leaves it: git knows what would be in the way, such as a branch `a` in that of `a/b`, a lock, or a hook that guards it. Errors: `refused`. */
async function demandMovable(top: string, { ref, base, fresh, current }: Where): Promise<void> {
  const lock = current ? await heldByGit(top, 'index.lock') : undefined
  if (lock !== undefined)
    throw refused(`git's index is locked ("${lock}")`, 'Wait until no other git works here; the lock of one that was killed can be removed')
  const change = fresh ? `create ${ref} ${base}` : `update ${ref} ${base} ${base}`
  const { exitCode, stderr } = await startGit(top, ['update-ref', '--stdin'], { input: `start\n${change}\nprepare\nabort\n` })
  if (exitCode === 0) return
  const [why = ''] = stderr.trim().split('\n\n')
  throw refused(
    `git does not let "${ref}" be moved: ${why.replaceAll(/^fatal: (?:prepare: )?/gm, '')}`,
    'See to it, or name another branch',
  )
}

async function refOf(root: string, base: string, branch: string | undefined, made: string | undefined): Promise<Where> {
  const head = await checkedOutRef(root)
  if (branch === undefined) return { base, ref: head, current: true, fresh: false }
  const ref = `refs/heads/${branch}`
  if (ref === head) return { base, ref, current: true, fresh: false }
  if ((await askGit(root, ['check-ref-format', '--branch', branch])) !== branch)
    throw refused(`"${branch}" is no name of a branch`, 'Name another branch')
  const tip = await askGit(root, ['rev-parse', '--verify', '--quiet', ref])
  if (tip !== undefined && tip !== base && tip !== made)
    throw refused(`branch "${branch}" is not where HEAD is`, 'Name a new branch, or check that one out')
  const trees = (await askGit(root, ['worktree', 'list', '--porcelain'])) ?? ''
  if (trees.split('\n').includes(`branch ${ref}`))
    throw refused(`branch "${branch}" is checked out in another work tree`, 'Name a new branch')
  return { base: tip ?? base, ref, current: false, fresh: tip === undefined }
}

async function checkedOutRef(root: string): Promise<string> {
  return (await askGit(root, ['symbolic-ref', '--quiet', 'HEAD'])) ?? 'HEAD'
}

function refused(reason: string, hint: string): PlanError {
  return new PlanError('refused', `Cannot run with --commit: ${reason}`, { hint })
}
