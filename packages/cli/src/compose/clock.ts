import { setTimeout } from 'node:timers/promises'
import type { Clock } from '@backout/core/execute'
import { longestTimer } from '@backout/core/model'

/** The machine's clock. */
export const machineClock: Clock = {
  now: () => new Date(),
  // A timer counts in 32 bits: a longer sleep is cut short, and whoever sleeps looks at the time again.
  sleep: (ms, signal) => setTimeout(Math.min(ms, longestTimer), undefined, { signal }).catch(() => undefined),
}
