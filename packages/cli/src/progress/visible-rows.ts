import type { StepWord } from './words.ts'

const quiet: ReadonlySet<StepWord> = new Set(['pending', 'done', 'skipped', 'reverted'])

/**
 * The rows to show where only `height` fit: all that something is the matter with, then those around where the run stands,
 * in their order.
 */
export function visibleRows<Row extends { readonly word: StepWord }>(rows: readonly Row[], height: number): readonly Row[] {
  if (rows.length <= height) return rows
  const shown = new Set(rows.filter(({ word }) => !quiet.has(word)).slice(-height))
  const here = Math.max(
    0,
    rows.findLastIndex(({ word }) => word !== 'pending'),
  )
  for (let distance = 0; shown.size < height && distance < rows.length; distance++) {
    for (const row of [rows[here - distance], rows[here + distance]]) if (row && shown.size < height) shown.add(row)
  }
  return rows.filter((row) => shown.has(row))
}
