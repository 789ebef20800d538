import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PlanError } from '@backout/core/model'
import { coveredChanges } from './covered-changes.ts'
import type { CommitTarget } from './commit-target.ts'
import { askGit, git } from './git.ts'

/** What the commit's message says. */
export interface CommitMessage {
  readonly subject: string
  readonly body: string
  readonly run: string
}

/**
 * One commit of what the plan's files are now, with a `Backout-Run:` trailer. Git's plumbing on an index of its own: what somebody has
 * staged stays staged, and no hook runs (a commit hook would see, and could change, a work tree that is not what is committed).
 * Undefined where no file changed. Errors: `failed`; `conflict` where the branch has moved since.
 */
export async function commitRun(target: CommitTarget, message: CommitMessage): Promise<{ readonly commit: string } | undefined> {
  const paths = await coveredChanges(target)
  if (paths.length === 0) return undefined
  const tree = await treeWith(target, paths)
  const signed = (await askGit(target.top, ['config', '--type=bool', 'commit.gpgsign'])) === 'true' ? ['-S'] : []
  const commit = await git(target.top, ['commit-tree', tree, '-p', target.base, ...signed, '-F', '-'], { input: text(message) })
  // The index first: had only the branch moved, the next commit of somebody would take the run's changes back.
  if (target.current) await git(target.top, ['update-index', '--add', '--remove', '-z', '--stdin'], { input: list(paths) })
  await moveRef(target, commit, message.run)
  return { commit }
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
