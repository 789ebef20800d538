import { PlanError } from '@backout/core/model'
import { coveredChanges } from './covered-changes.ts'
import type { CommitTarget } from './commit-target.ts'
import { askGit, git } from './git.ts'
import { pathsBetween, treeWith, updateIndex } from './tree-with.ts'

/** What the commit's message says. */
export interface CommitMessage {
  readonly subject: string
  readonly body: string
  readonly run: string
}

/**
 * One commit of what the plan's files are now, with a `Backout-Run:` trailer. Git's plumbing on an index of its own: what somebody has
 * staged stays staged, and no hook of a commit runs (it would see, and could change, a work tree that is not what is committed).
 * Undefined where no file changed. Errors: `failed`; `conflict` where the branch has moved since.
 */
export async function commitRun(target: CommitTarget, message: CommitMessage): Promise<{ readonly commit: string } | undefined> {
  const paths = await coveredChanges(target, target.base)
  const tree = await treeWith(target.top, target.base, paths)
  if ((await pathsBetween(target.top, target.base, tree)).length === 0) return undefined
  const commit = await makeCommit(target, tree, text(message))
  // The index first: had only the branch moved, the next commit of somebody would take the run's changes back.
  if (target.current) await updateIndex(target.top, paths)
  await moveRef(target, commit, message.run)
  return { commit }
}

/** Errors: `failed`. */
async function makeCommit({ top, base }: CommitTarget, tree: string, message: string): Promise<string> {
  const isSigned = (await askGit(top, ['config', '--type=bool', 'commit.gpgsign'])) === 'true'
  try {
    return await git(top, ['commit-tree', tree, '-p', base, ...(isSigned ? ['-S'] : []), '-F', '-'], { input: message })
  } catch (cause) {
    const hint =
      'Git is told to sign commits (commit.gpgsign): see to its key (git config user.signingKey), and commit the changes, which are in the work tree'
    throw isSigned ? new PlanError('failed', 'Cannot make a signed commit', { cause, hint }) : cause
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
