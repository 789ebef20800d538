import type { BoundPlan } from '../../model/index.ts'
import type { RunHeader, RunState } from '../../record/index.ts'

export { isOpen } from '../../record/run/is-open.ts'

/** How a plan stands in an environment, by its name. Law 8: running again. */
export type Standing =
  | { readonly kind: 'pending' }
  | { readonly kind: 'applied' | 'changed' | 'open' | 'failed' | 'rolled-back'; readonly run: RunHeader }

/** The standing of a plan with this digest, from the newest run that tells: one that found something busy tells nothing. `runs` are oldest first. */
export function standingOf(runs: readonly RunHeader[], plan: string, environment: string, planDigest: string): Standing {
  const run = runs.findLast((each) => each.plan === plan && each.environment === environment && !each.busy)
  if (!run) return { kind: 'pending' }
  switch (run.state) {
    case 'open':
    case 'waiting':
    case 'paused':
      return { kind: 'open', run }
    case 'failed':
    case 'rolled-back':
      return { kind: run.state, run }
    case 'succeeded':
    case 'finalized':
    case 'baselined':
      return { kind: run.planDigest === planDigest ? 'applied' : 'changed', run }
    default:
      return run.state satisfies never
  }
}

/** The plans of `metadata.after` that none of these runs has applied in a plan's environment, as they must have been before it runs. */
export function notYetApplied(runs: readonly RunHeader[], { environment, metadata: { after = [] } }: BoundPlan): readonly string[] {
  return after.filter((plan) => {
    const { kind } = standingOf(runs, plan, environment, '')
    return kind !== 'applied' && kind !== 'changed'
  })
}

/**
 * Whether a run may be backed out, as far as its rollback window goes. What was begun to be dropped cannot be, nor what nobody ran; a rollback that has begun goes on whatever
 * the time: what is half taken back is of no use to anybody.
 */
export function isInWindow(
  { rollbackWindow }: Pick<BoundPlan, 'rollbackWindow'>,
  { phase, direction, succeededAt, finalizing }: Pick<RunState, 'phase' | 'direction' | 'succeededAt' | 'finalizing'>,
  now: Date,
): boolean {
  if (finalizing || phase === 'baselined') return false
  return direction === 'revert' || succeededAt === undefined || now.getTime() < Date.parse(succeededAt) + rollbackWindow
}
