import type { BoundPlan } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import type { Repository } from './compose/repository.ts'
import { type CommitTarget, commitRun, commitTarget } from './git/commit-run.ts'
import type { OutcomeJson } from './shapes/run.ts'

/** A commit that is possible once the run has succeeded. */
export interface PreparedCommit {
  readonly target: CommitTarget
  readonly bound: BoundPlan
}

/** Finds out whether and where a commit of the run's file changes can be made. `branch` is `HEAD` for where HEAD is. Errors: `refused`. */
export async function prepareCommit(root: string, bound: BoundPlan, branch: string, plugins: readonly Plugin[]): Promise<PreparedCommit> {
  const driver = plugins.flatMap(({ drivers }) => drivers).find(({ family }) => family === 'files')
  const entries = bound.scope.files ?? []
  const covers = (path: string): boolean => entries.some((entry) => driver?.covers(entry, path) ?? false)
  return { bound, target: await commitTarget(root, branch === 'HEAD' ? undefined : branch, covers) }
}

/** Commits the changes of a run that succeeded, and puts the commit on its record. */
export async function commitAfter(outcome: OutcomeJson, { target, bound }: PreparedCommit, { store }: Repository): Promise<OutcomeJson> {
  if (outcome.ending !== 'succeeded') return outcome
  const body = `Run of plan "${bound.name}" in environment "${bound.environment}"`
  const made = await commitRun(target, { subject: bound.title ?? `Run ${bound.name}`, body, run: outcome.run })
  if (!made) return outcome
  await using claim = await store.claim({ run: outcome.run, names: [`run:${outcome.run}`], holder: `commit of run ${outcome.run}` })
  await using journal = await store.append(outcome.run, claim)
  await journal.append([{ kind: 'committed', commit: made.commit, branch: target.ref.replace(/^refs\/heads\//, '') }], 'durable')
  return { ...outcome, commit: made.commit }
}
