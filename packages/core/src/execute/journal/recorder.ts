import type { RunEvent } from '../../model/index.ts'
import { evolve, type Journal, type RunState } from '../../record/index.ts'
import { type Masker, sealEvent } from '../../secret/index.ts'
import type { Clock, Notice } from '../effects.ts'

/** Writes events to the journal and keeps the replayed state beside it. */
export interface Recorder {
  readonly state: RunState
  /** Whether the journal has failed to take something: the run stands as the journal says, and `state` is ahead of it. */
  readonly ahead: boolean
  /** Seals, appends, evolves, tells. `soon`: with the next durable batch. Errors: as {@link Journal.append}. */
  record(events: readonly RunEvent[], when: 'durable' | 'soon'): Promise<void>
  /** Resolves once everything recorded so far is durable. */
  flush(): Promise<void>
}

/** A recorder over an open journal, from the state that was replayed from it. */
export function makeRecorder(
  journal: Journal,
  state: RunState,
  { masker, clock, observe }: { readonly masker: Masker; readonly clock: Clock; readonly observe: (notice: Notice) => void },
): Recorder {
  let ahead = false
  return {
    state,
    get ahead() {
      return ahead
    },
    flush: () => journal.flush(),
    async record(events, when) {
      const sealed = events.map((event) => sealEvent(event, masker))
      const at = clock.now().toISOString()
      for (const event of sealed) evolve(state, event, at)
      try {
        await journal.append(sealed, when)
      } catch (cause) {
        ahead = true
        throw cause
      }
      for (const event of sealed) observe({ kind: 'event', record: { at, event } })
    },
  }
}
