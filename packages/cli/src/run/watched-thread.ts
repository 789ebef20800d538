import type { BoundPlan } from '@backout/core/model'
import { driverOf, type Plugin } from '@backout/core/plugin'
import { type HeldThread, watchThread } from './held-thread.ts'

/** What is said where a process has to be ended that a step holds. */
export interface Ending {
  /** Completes `Cannot …`, before the step: `stop`. */
  readonly doing: string
  /** What becomes of what was done. */
  readonly left: string
  /** What one types next. */
  readonly next: string
}

/** Watches the thread where a connection of the plan has a driver that holds it. */
export function watchedThread(bound: BoundPlan, plugins: readonly Plugin[], { doing, left, next }: Ending): HeldThread | undefined {
  if (!Object.values(bound.connections).some(({ driver }) => driverOf(plugins, driver)?.holdsThread)) return undefined
  return watchThread(`Error: Cannot ${doing} {steps}: its time is over, and it holds the process (one statement of SQLite cannot be interrupted)
Backout ends here, as if it were killed: ${left}

Next: ${next}
`)
}
