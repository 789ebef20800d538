import type { Access, Touch } from '../../model/index.ts'
import type { AnyResourceDriver, Opening } from '../../plugin.ts'
import { recordingGuard } from './recording-guard.ts'

/** What a law can do to sessions that are open, and what they were asked. */
export interface Controls {
  /** Every part that a driver asked its guard for, since the last look. */
  readonly demands: Touch[]
  readonly signal: AbortSignal
  /** Stops the step: from now on every guard refuses. */
  stop(): void
  /** Stops the step as soon as drivers have asked their guards so many times more (once), so that it is stopped in the middle of what it does. */
  stopInTheMiddle(times?: number): void
  /** Takes everything out of scope: from now on every guard refuses. */
  narrow(): void
  opening(resource: string, access: Access, mode?: Opening['mode']): Opening
}

/** Controls of sessions below a root, held by what the scope lists. */
export function makeControls(
  root: string,
  locate: (resource: string) => { readonly driver: AnyResourceDriver; readonly entries: readonly string[] },
): Controls {
  const stopped = new AbortController()
  const narrowed = new AbortController()
  const demands: Touch[] = []
  let left = Number.POSITIVE_INFINITY
  const guardOf = (resource: string): Opening['guard'] => {
    const { driver, entries } = locate(resource)
    const demanded = (touch: Touch): void => {
      demands.push(touch)
      if (--left <= 0) stopped.abort()
    }
    return recordingGuard({ resource, driver, entries: () => (narrowed.signal.aborted ? [] : entries), demanded, stopped: stopped.signal })
  }
  return {
    demands,
    signal: stopped.signal,
    stop: () => stopped.abort(),
    stopInTheMiddle(times = 1) {
      left = times
    },
    narrow: () => narrowed.abort(),
    opening: (resource, access, mode = 'run') => ({ resource, root, access, mode, signal: stopped.signal, guard: guardOf(resource) }),
  }
}
