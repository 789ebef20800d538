import type { Failure, JournalRecord, Waiting } from '../model/index.ts'
import type { CompiledSchemas, Plugin } from '../plugin.ts'
import type { RunState, RunStore } from '../record/index.ts'

/** The time, and how to let it pass. */
export interface Clock {
  now(): Date
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** What a gate asks of whoever verifies sign-offs. */
export interface GateRequest {
  readonly run: string
  readonly requirement: string
  /** Hashes of the journal's records since the run began to wait here: a signature must name one of them. */
  readonly heads: readonly string[]
  /** The files that were attached to the run, by name. */
  readonly attachments: ReadonlyMap<string, Uint8Array>
}

/** Whether a gate opens. */
export type GateVerdict =
  | {
      readonly met: true
      readonly by: readonly { readonly principal: string; readonly key?: string; readonly file: string; readonly digest: string }[]
    }
  /** `why`: of what was signed there and does not do, or why that cannot be found out. */
  | { readonly met: false; readonly why?: string }

/** What someone who watches a run is told. */
export type Notice =
  | { readonly kind: 'event'; readonly record: Pick<JournalRecord, 'at' | 'event'> }
  /** Units that are done, or reverted: of how many, and where that is not known, how many are to be expected still. */
  | {
      readonly kind: 'progress'
      readonly step: string
      readonly done: number
      readonly total: number | undefined
      readonly ahead?: number
    }
  | { readonly kind: 'note'; readonly step: string; readonly text: string }

/** Everything the engine does to the world beside the plan's own effects. It has no globals. */
export interface Effects {
  readonly store: RunStore
  readonly plugins: readonly Plugin[]
  /** Schemas of inputs that were compiled beforehand; the others are when they are needed. */
  readonly schemas?: () => Promise<CompiledSchemas>
  /** The repository root: an absolute path. */
  readonly root: string
  readonly secrets: (name: string) => string | undefined
  readonly clock: Clock
  /** Who asked for this: `alice@example.com`. */
  readonly actor: string
  /** Which process it is. */
  readonly holder: { readonly host: string; readonly pid: number }
  /** Stop at the next unit boundary. */
  readonly stop: AbortSignal
  /** Stop now. */
  readonly abort: AbortSignal
  readonly gate: (request: GateRequest) => Promise<GateVerdict>
  readonly observe: (notice: Notice) => void
  /** Told of each try of a step: in `ms` (Infinity where it has no timeout) it is over, or its code never gives the thread back, which nobody in this thread can end. Disposing says that it is over. */
  readonly limit?: (step: string, ms: number) => Disposable
  /** How the repository differs by now from what the run froze: reported, never used. */
  readonly drift?: readonly { readonly path: string; readonly message: string }[]
  /** Stop at a unit boundary after this time; the run then waits for its next turn. */
  readonly deadline?: Date
  /** Steps and lanes in flight at most. Default 64. */
  readonly concurrency?: number
  /** ms: a longer wait suspends the run. Default 60,000. */
  readonly hold?: number
  /** ms that an aborted unit has to settle. Default 10,000. */
  readonly grace?: number
}

/** Who works on a run, for people: `alice@example.com on ci-7, pid 123`. */
export function holderOf({ actor, holder }: Pick<Effects, 'actor' | 'holder'>): string {
  return `${actor} on ${holder.host}, pid ${holder.pid}`
}

/** How an execution ended. `waiting` and `interrupted` runs are open, and go on with `plan resume`. */
export interface Outcome {
  readonly run: string
  /** As it would be replayed from the journal now. */
  readonly state: RunState
  readonly ending: 'succeeded' | 'failed' | 'rolled-back' | 'paused' | 'waiting' | 'interrupted'
  readonly failure?: Failure
  readonly waiting?: Waiting
  /** Why a person is needed, or what interrupted the run. */
  readonly reason?: string
  /** Where the run is paused: the step that a person has to look at, if it is one. */
  readonly step?: string
  /** The step that a person has to decide on, where its result did not do and it is not done again by itself; it may be one of a rollback. */
  readonly decide?: string
  /** Steps whose effect stays: conflicts, unknown, irreversible. */
  readonly left: readonly string[]
}
