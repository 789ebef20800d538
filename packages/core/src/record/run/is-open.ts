import type { RunHeader } from '../run-store.ts'

/** Whether a run has not ended: something of it is left to be done. */
export function isOpen({ state }: Pick<RunHeader, 'state'>): boolean {
  return state === 'open' || state === 'waiting' || state === 'paused'
}
