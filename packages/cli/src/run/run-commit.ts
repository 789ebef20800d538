import { maybeTouchedBy } from '@backout/core/execute'
import { type BoundPlan, type CommitWish, type JournalRecord, PlanError } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import { replay } from '@backout/core/record'
import { onOneLine } from '@backout/core/report/printable'
import type { Repository } from '../compose/repository/repository.ts'
import { exitCodes } from '../exit-codes.ts'
import { failureJson } from '../failure.ts'
import { commitRun } from '../git/commit-run.ts'
import { commitTarget, recordedTarget } from '../git/commit-target.ts'
import type { OutcomeJson } from '../shapes/run.ts'

/** Finds out whether and where a commit of the run's file changes can be made. `branch` is `HEAD` for where HEAD is; `made` is the commit of the plan before. Errors: `refused`. */
export async function prepareCommit(
  root: string,
  bound: BoundPlan,
  { branch, made }: { readonly branch: string; readonly made: string | undefined },
  plugins: readonly Plugin[],
): Promise<CommitWish> {
  const { base, ref, fresh } = await commitTarget(
    root,
    branch === 'HEAD' ? undefined : branch,
    coverOf(bound.scope.files ?? [], plugins),
    made,
  )
  return { base, ref, fresh }
}

/**
 * Commits the changes of a run that succeeded, where its record says that they are to be, and puts the commit on record. Where git does not let it, the run
 * has succeeded all the same: the outcome says why it is not committed, and that a person is needed.
 */
export async function commitAsWished(outcome: OutcomeJson, repository: Repository): Promise<OutcomeJson> {
  if (outcome.ending !== 'succeeded') return outcome
  const { records } = await repository.store.read(outcome.run)
  const { commit, commitTo } = replay(records)
  if (!commitTo) return outcome
  try {
    return await commitOutcome(outcome, { commitTo, begunAt: commit, records }, repository)
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    const { message, hint } = failureJson(thrown).error
    return { ...outcome, exitCode: exitCodes.person, notCommitted: { message, hint } }
  }
}

/** Why no commit is made of a run that was made before; undefined where one was made then. */
export async function whyNotCommitted(run: string, store: Repository['store']): Promise<string | undefined> {
  const { committed } = replay((await store.read(run)).records)
  return committed !== undefined ? undefined : 'a commit is made right after a run, and this call made none'
}

function coverOf(entries: readonly string[], plugins: readonly Plugin[]): (path: string) => boolean {
  const driver = plugins.flatMap(({ drivers }) => drivers).find(({ family }) => family === 'files')
  return (path) => entries.some((entry) => driver?.covers(entry, path) ?? false)
}

/** Which files the run may have written: what else has changed in the scope, while it waited or was interrupted, is somebody else's. */
function writtenBy(bound: BoundPlan, records: readonly JournalRecord[]): readonly string[] {
  const touches = maybeTouchedBy(bound, records).map(({ touch }) => touch)
  return touches.filter(({ resource, access }) => resource === 'files' && access === 'write').map(({ part }) => part)
}

interface Wished {
  readonly commitTo: CommitWish
  /** HEAD when the run began. */
  readonly begunAt: string | undefined
  readonly records: readonly JournalRecord[]
}

async function commitOutcome(
  outcome: OutcomeJson,
  { commitTo, begunAt, records }: Wished,
  { root, store, plugins }: Repository,
): Promise<OutcomeJson> {
  const { run } = outcome
  const { bound } = await store.frozen(run)
  const target = await recordedTarget(root, commitTo, coverOf(writtenBy(bound, records), await plugins('code')), begunAt)
  const body = `Run of plan "${bound.name}" in environment "${bound.environment}"`
  const made = await commitRun(target, { subject: onOneLine(bound.title ?? `Run ${bound.name}`), body, run })
  if (!made) return { ...outcome, nothingToCommit: true }
  await using claim = await store.claim({ run, names: [`run:${run}`], holder: `commit of run ${run}`, purpose: `commit run "${run}"` })
  await using journal = await store.append(run, claim)
  await journal.append([{ kind: 'committed', commit: made.commit, branch: target.ref.replace(/^refs\/heads\//, '') }], 'durable')
  return { ...outcome, commit: made.commit }
}
