import { defined, type Ending, type Failure, type Waiting } from '../model/index.ts'
import type { RunPhase, RunState } from '../record/replay/state.ts'

/** How a run ended, or stands. Times are ISO 8601. */
export interface RunEnd {
  /** `open` and `waiting` where it has not ended. */
  readonly state: Ending | 'open' | 'waiting' | 'finalized' | 'baselined'
  readonly endedAt?: string
  readonly failure?: Failure
  readonly waiting?: Waiting
  readonly reason?: string
  readonly rollback?: { readonly at: string; readonly reason: string; readonly actor: string }
  /** By whom its rollback window was ended. */
  readonly finalized?: { readonly at: string; readonly actor: string }
  /** By whom that was begun, where it is not done. */
  readonly finalizing?: { readonly at: string; readonly actor: string }
  readonly committed?: { readonly commit: string; readonly branch: string }
}

/** Where a run stands. */
export function runEnd({ phase, waits, ...run }: RunState): RunEnd {
  const { endedAt, failure, reason, rollback, finalizing, finalized, committed } = run
  const waiting = phase === 'waiting' ? waits.at(-1) : undefined
  return defined({
    state: stateOf(phase),
    endedAt,
    failure,
    waiting,
    reason,
    rollback,
    finalizing: finalized ? undefined : finalizing,
    finalized,
    committed,
  })
}

function stateOf(phase: RunPhase): RunEnd['state'] {
  switch (phase) {
    case 'created':
    case 'running':
    case 'rolling-back':
    case 'interrupted':
      return 'open'
    default:
      return phase
  }
}
