import type { Outcome } from '../../session.ts'
import type { Compiled } from '../run-statement.ts'
import type { Captured } from './captured.ts'
import { addedBy } from './create.ts'
import { flushWatches, watchStatistics } from './watched-tables.ts'

/** Runs ANALYZE, and keeps the statistics that it replaces. */
export function captureAnalyze(captured: Captured, compiled: Compiled): Outcome {
  flushWatches(captured, 'now')
  watchStatistics(captured)
  const outcome = addedBy(captured, () => compiled.run(), true)
  flushWatches(captured, 'now')
  return outcome
}
