import type { BoundPlan, BoundStep, Value } from '../../model/index.ts'
import type { Blobs } from '../../record/index.ts'
import type { Masker } from '../../secret/index.ts'
import type { Binder } from '../bind/binding.ts'
import type { Claimed } from '../resource/claimed.ts'
import type { Effects } from '../effects.ts'
import type { Recorder } from '../journal/recorder.ts'
import type { Sessions } from '../resource/sessions.ts'

/** Everything that one execution of a run shares. */
export interface Execution {
  readonly run: string
  readonly bound: BoundPlan
  /** The frozen files, by their path as written in the plan. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly effects: Effects
  readonly recorder: Recorder
  readonly blobs: Blobs
  readonly masker: Masker
  readonly sessions: Sessions
  readonly claimed: Claimed
  /** Evaluates expressions against {@link outputs}. */
  readonly binder: Binder
  /** Outputs of the steps that are done, by id. */
  readonly outputs: Map<string, Value>
  /** Ids of the steps that are done, and whose outputs are too large for expressions. */
  readonly tooLarge: Set<string>
  /** All steps of all lists, by id, those of rollbacks too. */
  readonly byId: ReadonlyMap<string, BoundStep>
  /** Aborts the units in flight: a breach, a lost claim, a second signal. */
  readonly halt: AbortController
  /** Lets nothing new begin, not even a unit: a step failed. */
  readonly cease: AbortController
}
