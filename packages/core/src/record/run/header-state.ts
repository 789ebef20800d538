import { defined, type RunEvent } from '../../model/index.ts'
import { readLine } from '../journal/journal-line.ts'
import type { RunHeader } from '../run-store.ts'

/** The part of a header that tells how a run stands. */
export type HeaderState = Pick<RunHeader, 'state' | 'busy' | 'freed' | 'resumeAfter' | 'reason'>

/** How a run stands, from the lines of its journal, last first. */
export function stateOf(lines: Iterable<Buffer>): HeaderState {
  let freed = {}
  for (const line of lines) {
    const event = readLine(line)?.record.event
    if (event?.kind === 'unlocked') freed = { freed: true }
    const state = event && stateAfter(event)
    if (state) return { ...state, ...freed }
  }
  return { state: 'open', ...freed }
}

/** The state that an event puts a run in, whatever came before; undefined where it does not decide. */
function stateAfter(event: RunEvent): HeaderState | undefined {
  switch (event.kind) {
    case 'finalized':
    case 'baselined':
      return { state: event.kind }
    case 'finalize-started':
      return { state: 'succeeded' }
    case 'run-finished':
      return defined({ state: event.ending, busy: foundBusy(event) || undefined, reason: event.reason })
    case 'paused':
      return { state: 'paused' }
    case 'waiting-began':
      return defined({ state: 'waiting', resumeAfter: event.waiting.for === 'time' ? event.waiting.resumeAfter : undefined })
    case 'run-started':
    case 'rollback-started':
    case 'interrupted':
      return { state: 'open' }
    default:
      return undefined
  }
}

function foundBusy({ ending, failure }: RunEvent & { readonly kind: 'run-finished' }): boolean {
  return ending === 'failed' && failure?.code === 'busy'
}
