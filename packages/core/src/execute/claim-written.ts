import { type BoundStep, PlanError, type Touch } from '../model/index.ts'
import { unlessStopped } from './attempt.ts'
import type { Conduct } from './conduct.ts'
import { stepTouches } from './nodes.ts'

/** Claims, before anything is touched, every resource with a ledger that a writing step may write: a second run is told at once. Errors: `busy`. */
export async function claimWritten(conduct: Conduct): Promise<void> {
  for (const resource of await ledgersWritten(conduct)) await conduct.claimed.writable(resource)
}

/** The resources with a ledger that a writing step of the run may write. */
export async function ledgersWritten(conduct: Conduct): Promise<readonly string[]> {
  const asked = conduct.bound.steps.map((step) => resourcesOf(conduct, step))
  const written = new Set((await unlessStopped(conduct, Promise.all(asked))).flat())
  return [...written].filter((resource) => conduct.sessions.locate(resource).driver.claim)
}

async function resourcesOf(conduct: Conduct, step: BoundStep): Promise<readonly string[]> {
  if (conduct.recorder.state.steps.get(step.id)?.phase === 'skipped') return []
  const touches = await stepTouches(conduct, step)
  if (touches !== 'unknown') return touches.filter(({ access }: Touch) => access === 'write').map(({ resource }) => resource)
  const { connection } = step.with
  const candidates = Object.keys(conduct.bound.connections).filter(
    (resource) => typeof connection !== 'string' || resource.endsWith(`.${connection}`),
  )
  return candidates.filter((resource) => isKnown(conduct, resource))
}

/** A connection that this environment declares without its driver's plugin is only an error once a step wants it. */
function isKnown({ sessions }: Conduct, resource: string): boolean {
  try {
    return sessions.locate(resource).driver.claim !== undefined
  } catch (cause) {
    if (cause instanceof PlanError && cause.code === 'missing') return false
    throw cause
  }
}
