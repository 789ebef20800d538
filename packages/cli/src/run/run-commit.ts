import { type BoundPlan, PlanError } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import type { Repository } from '../compose/repository.ts'
import { exitCodes } from '../exit-codes.ts'
import { failureJson } from '../failure.ts'
import { commitRun } from '../git/commit-run.ts'
import { type CommitTarget, commitTarget } from '../git/commit-target.ts'
import type { OutcomeJson } from '../shapes/run.ts'

/** A commit that is possible once the run has succeeded. */
export interface PreparedCommit {
  readonly target: CommitTarget
  readonly bound: BoundPlan
}

/** Finds out whether and where a commit of the run's file changes can be made. `branch` is `HEAD` for where HEAD is; `made` is the commit of the plan before. Errors: `refused`. */
export async function prepareCommit(
  root: string,
  bound: BoundPlan,
  { branch, made }: { readonly branch: string; readonly made: string | undefined },
  plugins: readonly Plugin[],
): Promise<PreparedCommit> {
  const driver = plugins.flatMap(({ drivers }) => drivers).find(({ family }) => family === 'files')
  const entries = bound.scope.files ?? []
  const covers = (path: string): boolean => entries.some((entry) => driver?.covers(entry, path) ?? false)
  return { bound, target: await commitTarget(root, branch === 'HEAD' ? undefined : branch, covers, made) }
}

/**
 * Commits the changes of a run that succeeded, and puts the commit on its record. Where git does not let it, the run has succeeded
 * all the same: the outcome says why it is not committed, and that a person is needed.
 */
export async function commitAfter(outcome: OutcomeJson, { target, bound }: PreparedCommit, { store }: Repository): Promise<OutcomeJson> {
  if (outcome.ending !== 'succeeded') return { ...outcome, ...laterOf(outcome) }
  try {
    return await commitOutcome(outcome, { target, bound }, store)
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    const { message, hint } = failureJson(thrown).error
    return { ...outcome, exitCode: exitCodes.person, notCommitted: { message, ...(hint !== undefined && { hint }) } }
  }
}

/** Why no commit is made of a run that was made before; undefined where one was made then. */
export async function whyNotCommitted(run: string, store: Repository['store']): Promise<string | undefined> {
  const { records } = await store.read(run)
  const isCommitted = records.some(({ event }) => event.kind === 'committed')
  return isCommitted ? undefined : 'a commit is made right after a run, and this call made none'
}

/** Going on with a run makes no commit. */
function laterOf({ ending }: OutcomeJson): Pick<OutcomeJson, 'notCommitted'> {
  if (ending !== 'waiting' && ending !== 'paused' && ending !== 'interrupted') return {}
  return {
    notCommitted: {
      message: `the run is ${ending}, and going on with it makes no commit`,
      hint: 'Commit its changes once it has succeeded',
    },
  }
}

async function commitOutcome(outcome: OutcomeJson, { target, bound }: PreparedCommit, store: Repository['store']): Promise<OutcomeJson> {
  const body = `Run of plan "${bound.name}" in environment "${bound.environment}"`
  const made = await commitRun(target, { subject: bound.title ?? `Run ${bound.name}`, body, run: outcome.run })
  if (!made) return { ...outcome, nothingToCommit: true }
  const { run } = outcome
  await using claim = await store.claim({ run, names: [`run:${run}`], holder: `commit of run ${run}`, purpose: `commit run "${run}"` })
  await using journal = await store.append(run, claim)
  await journal.append([{ kind: 'committed', commit: made.commit, branch: target.ref.replace(/^refs\/heads\//, '') }], 'durable')
  return { ...outcome, commit: made.commit }
}
