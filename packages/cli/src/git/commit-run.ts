import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PlanError } from '@backout/core/model'
import { changedPaths, fromRoot } from './changed-paths.ts'
import { askGit, git } from './git.ts'

/** Where a run's commit will go: found out, and found possible, before the run begins. */
export interface CommitTarget {
  readonly root: string
  /** The top of the work tree. */
  readonly top: string
  /** The commit that HEAD is now, and that the new one follows. */
  readonly base: string
  /** `refs/heads/main`, or `HEAD` where it is detached. */
  readonly ref: string
  /** The ref is the one that is checked out. */
  readonly current: boolean
  /** The ref does not exist yet. */
  readonly fresh: boolean
  /** Whether the plan may write a path (relative to the root). */
  readonly covers: (path: string) => boolean
}

/** What the commit's message says. */
export interface CommitMessage {
  readonly subject: string
  readonly body: string
  readonly run: string
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
  const dirty = (await changedPaths(top)).filter((path) => isCovered(real, top, path, covers))
  if (dirty.length > 0) {
    const more = dirty.length > 1 ? ` (and ${dirty.length - 1} more)` : ''
    throw refused(`"${dirty[0]}"${more} has changes already, and the plan may write it`, 'Commit or stash these changes first')
  }
  return { root: real, top, base, covers, ...where }
}

/**
 * One commit of what the plan's files are now, with a `Backout-Run:` trailer. Git's plumbing on an index of its own: what somebody has
 * staged stays staged, and no hook runs (a commit hook would see, and could change, a work tree that is not what is committed).
 * Undefined where no file changed. Errors: `failed`; `conflict` where the branch has moved since.
 */
export async function commitRun(target: CommitTarget, message: CommitMessage): Promise<{ readonly commit: string } | undefined> {
  const paths = (await changedPaths(target.top)).filter((path) => isCovered(target.root, target.top, path, target.covers))
  if (paths.length === 0) return undefined
  const tree = await treeWith(target, paths)
  const signed = (await askGit(target.top, ['config', '--type=bool', 'commit.gpgsign'])) === 'true' ? ['-S'] : []
  const commit = await git(target.top, ['commit-tree', tree, '-p', target.base, ...signed, '-F', '-'], { input: text(message) })
  // The index first: had only the branch moved, the next commit of somebody would take the run's changes back.
  if (target.current) await git(target.top, ['update-index', '--add', '--remove', '-z', '--stdin'], { input: list(paths) })
  await moveRef(target, commit, message.run)
  return { commit }
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

async function treeWith(target: CommitTarget, paths: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'backout-index-'))
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    await git(target.top, ['read-tree', target.base], { env })
    await git(target.top, ['update-index', '--add', '--remove', '-z', '--stdin'], { env, input: list(paths) })
    return await git(target.top, ['write-tree'], { env })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function moveRef(target: CommitTarget, commit: string, run: string): Promise<void> {
  const expected = target.fresh ? '0'.repeat(commit.length) : target.base
  try {
    await git(target.top, ['update-ref', '-m', `backout: run ${run}`, target.ref, commit, expected])
  } catch (cause) {
    const tip = await askGit(target.top, ['rev-parse', '--verify', '--quiet', target.ref])
    const moved = tip !== (target.fresh ? undefined : target.base)
    const why = moved ? 'it has moved since the run began' : 'git does not let it be moved'
    const turn = target.current ? `git reset ${commit}` : `git branch --force ${target.ref.replace(/^refs\/heads\//, '')} ${commit}`
    throw new PlanError('conflict', `Cannot commit run "${run}" on "${target.ref}": ${why}`, {
      cause,
      hint: `The changes are in the work tree, and in commit ${commit}${moved ? '' : `\nTo let the branch be there: ${turn}`}`,
    })
  }
}

function text({ subject, body, run }: CommitMessage): string {
  return `${subject}\n\n${body}\n\nBackout-Run: ${run}\n`
}

function list(paths: readonly string[]): string {
  return paths.map((path) => `${path}\0`).join('')
}

function isCovered(root: string, top: string, path: string, covers: (path: string) => boolean): boolean {
  const inRoot = fromRoot(root, top, path)
  return inRoot !== undefined && covers(inRoot)
}

function refused(reason: string, hint: string): PlanError {
  return new PlanError('refused', `Cannot run with --commit: ${reason}`, { hint })
}
