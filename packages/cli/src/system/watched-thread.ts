import type { BoundPlan } from '@backout/core/model'
import { driverOf, type Plugin } from '@backout/core/plugin'
import { type HeldThread, watchThread } from './held-thread.ts'

/** Watches the thread while a plan runs or is rolled back, where a connection of it has a driver that holds the thread. */
export function watchedRun(bound: BoundPlan, plugins: readonly Plugin[]): HeldThread | undefined {
  return watched(bound, plugins, { verb: 'stop', left: 'what was not committed is gone', next: 'plan rollback' })
}

/** The same while a plan is previewed. */
export function watchedPreview(bound: BoundPlan, plugins: readonly Plugin[]): HeldThread | undefined {
  return watched(bound, plugins, { verb: 'preview', left: 'a preview changes nothing', next: `plan show ${bound.name}` })
}

interface Ending {
  readonly verb: string
  readonly left: string
  readonly next: string
}

function watched({ connections }: BoundPlan, plugins: readonly Plugin[], { verb, left, next }: Ending): HeldThread | undefined {
  if (!Object.values(connections).some(({ driver }) => driverOf(plugins, driver)?.holdsThread)) return undefined
  return watchThread(`Error: Cannot ${verb} {steps}: its time is over, and it holds the process (one statement of SQLite cannot be interrupted)
Backout ends here, as if it were killed: ${left}

Next: ${next}
`)
}
