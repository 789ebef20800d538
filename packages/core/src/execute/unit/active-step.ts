import type { BoundStep, Value } from '../../model/index.ts'
import type { OpaqueStepType, Traits } from '../../plugin.ts'
import type { StepState } from '../../record/index.ts'

/** A step whose turn it is: its type, its bound input, what is known of it. */
export interface ActiveStep {
  readonly step: BoundStep
  readonly type: OpaqueStepType
  readonly input: Value
  readonly traits: Traits
  readonly state: StepState
}

/** A unit to apply: a change that was just computed, or one that the journal knows and that did not happen. */
export interface UnitToApply {
  readonly number: number
  readonly key: string
  readonly title: string
  readonly content: Value
  readonly transaction?: string
  readonly partition?: Value
  readonly checkpoint?: Value
}
