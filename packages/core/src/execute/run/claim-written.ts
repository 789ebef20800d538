import { type BoundStep, PlanError, type Touch } from '../../model/index.ts'
import { unlessStopped } from '../supervise/attempt.ts'
import type { Execution } from '../unit/execution.ts'
import { stepTouches } from '../walk/step-touches.ts'
import { connectionsOf } from '../other-runs/touched-by-run.ts'

/** Claims, before anything is touched, every resource with a ledger that a writing step may write: a second run is told at once. Errors: `busy`. */
export async function claimWritten(execution: Execution): Promise<void> {
  for (const resource of await ledgersWritten(execution)) await execution.claimed.writable(resource)
}

/** The resources with a ledger that a writing step of the run may write. */
export async function ledgersWritten(execution: Execution): Promise<readonly string[]> {
  const asked = execution.bound.steps.map((step) => resourcesOf(execution, step))
  const written = new Set((await unlessStopped(execution, Promise.all(asked))).flat())
  return [...written].filter((resource) => execution.sessions.locate(resource).driver.claim)
}

async function resourcesOf(execution: Execution, step: BoundStep): Promise<readonly string[]> {
  if (execution.recorder.state.steps.get(step.id)?.phase === 'skipped') return []
  const touches = await stepTouches(execution, step)
  if (touches !== 'unknown') return touches.filter(({ access }: Touch) => access === 'write').map(({ resource }) => resource)
  return connectionsOf(execution.bound, step).filter((resource) => isKnown(execution, resource))
}

/** A connection that this environment declares without its driver's plugin is only an error once a step wants it. */
function isKnown({ sessions }: Execution, resource: string): boolean {
  try {
    return sessions.locate(resource).driver.claim !== undefined
  } catch (cause) {
    if (cause instanceof PlanError && cause.code === 'missing') return false
    throw cause
  }
}
