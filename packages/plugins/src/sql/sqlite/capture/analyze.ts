import type { Outcome } from '../../session.ts'
import type { Compiled } from '../statement/run-statement.ts'
import type { Captured } from './captured.ts'
import { addedBy } from './create.ts'
import { watchStatistics } from './watched-tables.ts'

/** Runs ANALYZE, and keeps the statistics that it replaces. */
export function captureAnalyze(captured: Captured, compiled: Compiled): Outcome {
  watchStatistics(captured)
  return addedBy(captured, () => compiled.run(), true)
}
