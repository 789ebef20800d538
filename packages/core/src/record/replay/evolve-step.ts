import type { RunEvent } from '../../model/index.ts'
import { evolveUnit, moved } from './evolve-unit.ts'
import { newUnit } from './new-state.ts'
import type { StepState } from './state.ts'

/** What happens to a step, or to a unit of it. A breach of an invariant happens to the run. */
export type StepEvent = Exclude<Extract<RunEvent, { readonly step: string }>, { readonly kind: 'invariant-breached' }>

/** Takes an event into the state of its step, in place. `at` is ISO 8601. */
export function evolveStep(step: StepState, event: StepEvent, at: string): void {
  switch (event.kind) {
    case 'condition-met':
      step.conditionMet = true
      return
    case 'step-skipped':
      step.condition = event.condition
      return ended(step, 'skipped', at)
    case 'step-started':
      return started(step, event, at)
    case 'attempt-failed':
      step.failures = event.attempt
      step.retryAt = event.retryAt
      step.failure = event.failure
      return
    case 'check-evaluated':
      step.check = { holds: event.holds, assert: event.assert, operands: event.operands ?? {}, at }
      return
    case 'invariant-sampled':
      return sampled(step, event, at)
    case 'step-finished':
      return finished(step, event, at)
    case 'step-failed':
      step.failure = event.failure
      step.failed = true
      return ended(step, 'failed', at)
    case 'step-reverted':
      step.revertedAt = at
      return ended(step, 'reverted', step.endedAt ?? at)
    case 'resolved':
      return resolved(step, event, at)
    case 'unit-intended':
      return void step.units.set(event.unit, newUnit(event, step.units.get(event.unit), at))
    default: {
      const unit = step.units.get(event.unit)
      if (unit) evolveUnit(unit, event, at)
    }
  }
}

function ended(step: StepState, phase: StepState['phase'], at: string): void {
  step.phase = phase
  step.endedAt = at
}

/** A step that is begun, or tried again after it had failed for good, has all of its time again; one that a process goes on with does not. */
function started(step: StepState, { effect, guarantee, undo, rollback }: StepEvent & { kind: 'step-started' }, at: string): void {
  if (step.phase !== 'started') Object.assign(step, { startedAt: at, failures: 0 })
  step.attempts += 1
  step.phase = 'started'
  step.effect = effect
  step.guarantee = guarantee
  step.undo = undo
  step.rollback = rollback ?? step.rollback
  step.retryAt = undefined
  step.endedAt = undefined
}

function sampled(
  step: StepState,
  { holds, assert, failure, samples, failures }: StepEvent & { kind: 'invariant-sampled' },
  at: string,
): void {
  if (step.phase === 'pending') step.startedAt = at
  ended(step, holds ? 'finished' : 'failed', at)
  step.failure = failure
  const { total, failed } = step.samples ?? { total: 0, failed: 0 }
  step.samples = { total: total + samples, failed: failed + failures }
  if (assert !== undefined) step.check = { holds, assert, operands: failure?.operands ?? {}, at }
}

function finished(step: StepState, { output, outputBlob, withheld }: StepEvent & { kind: 'step-finished' }, at: string): void {
  ended(step, 'finished', at)
  step.output = output
  step.outputBlob = outputBlob
  step.withheld = withheld === true
  step.failure = undefined
  step.failed = false
}

/** What a person says did not happen has to be done again, if the run goes on, and what is there again is reverted again. That nobody knew what became of it is over. */
function resolved(step: StepState, event: StepEvent & { kind: 'resolved' }, at: string): void {
  if (step.phase === 'finished' && (event.as === 'absent' || event.as === 'reverted'))
    Object.assign(step, { phase: 'pending', endedAt: undefined })
  if (step.phase === 'reverted' && event.as === 'applied') step.phase = 'finished'
  if (step.failure?.code === 'unknown') step.failure = undefined
  const unit = step.units.get(event.unit)
  if (!unit) return
  moved(unit, event.as, at, event.reason)
  unit.decided = true
}
