import type { BoundPlan } from '../../model/index.ts'
import type { ClaimOwner } from '../../plugin.ts'

/** How long a claim inside a database outlasts the last sign of life of the process that holds it, in ms. */
export const claimLease = 30_000

/** Who claims resources for a run. */
export function claimOwner(bound: BoundPlan, run: string, holder: string): ClaimOwner {
  return { run, plan: bound.name, environment: bound.environment, holder, lease: claimLease }
}
