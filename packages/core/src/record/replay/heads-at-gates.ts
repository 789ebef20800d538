import type { JournalRecord } from '../../model/index.ts'

/**
 * By requirement: the hashes of a journal's records since the run began to wait for that sign-off, up to its `head`. A signature at a gate names one of them, so that
 * it can only be given once the run has come so far.
 */
export function headsAtGates(records: readonly JournalRecord[], head: string): ReadonlyMap<string, readonly string[]> {
  const began = new Map<string, number>()
  for (const [index, { event }] of records.entries()) {
    if (event.kind !== 'waiting-began' || event.waiting.for !== 'sign-off') continue
    if (!began.has(event.waiting.requirement)) began.set(event.waiting.requirement, index)
  }
  return new Map([...began].map(([requirement, index]) => [requirement, [...records.slice(index + 1).map(({ prev }) => prev), head]]))
}
