import { PlanError, type Touch } from '../../model/index.ts'
import { type AnyResourceDriver, type Guard, inScope } from '../../plugin.ts'

/** What {@link recordingGuard} goes by. */
export interface GuardParts {
  readonly resource: string
  readonly entries: () => readonly string[]
  readonly driver: AnyResourceDriver
  /** Told of every part that was asked for and allowed. */
  demanded(touch: Touch): void
  readonly stopped: AbortSignal
}

/** A guard as the engine would make it, which tells what it was asked for. */
export function recordingGuard({ resource, entries, driver, demanded, stopped }: GuardParts): Guard {
  const allows = (part: string): boolean => inScope(driver, entries(), part)
  const demand: Guard['demand'] = (part, access) => {
    if (stopped.aborted) throw new PlanError('interrupted', `Cannot ${access} "${part}": the step was stopped`)
    if (!allows(part)) throw new PlanError('out-of-scope', `Cannot ${access} "${part}" of ${resource}: it is out of scope`)
    demanded({ resource, part, access })
  }
  return {
    allows,
    demand,
    demandAll: (touches) => {
      for (const { part, access } of touches) demand(part, access)
    },
  }
}

/** The guard of a session that the suite looks at a resource with. */
export const seesAll: Guard = { allows: () => true, demand: () => undefined, demandAll: () => undefined }
