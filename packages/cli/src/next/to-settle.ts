import { type Resolution, stepTakenBackBy } from '@backout/core/model'
import type { RunState, StepState, UnitState } from '@backout/core/record'

/** A step that a person has to decide on with "plan resolve", and the answers with which its run can go on: the likely one first. */
export interface StepToSettle {
  readonly step: string
  readonly as: readonly Resolution[]
}

/** Steps that "plan resolve" has to settle: those that are unknown, and what a pause says has to be decided, as long as nobody has. */
export function toSettle(state: RunState): readonly StepToSettle[] {
  const pause = state.phase === 'paused' ? state.pause : {}
  return [...state.steps.values()].flatMap((step) => {
    const as = isMoot(step, state) ? [] : answersTo(step, state, pause)
    return as.length === 0 ? [] : [{ step: step.id, as }]
  })
}

/** The step at which a rollback is paused, as long as no person has decided on it. */
export function blockedStep({ phase, direction, pause, steps }: RunState): string | undefined {
  const step = phase === 'paused' && direction === 'revert' ? steps.get(pause.step ?? '') : undefined
  return step && hasUnit(step, isThere) ? step.id : undefined
}

function answersTo(step: StepState, { direction }: RunState, pause: RunState['pause']): readonly Resolution[] {
  const unknown = [...step.units.values()].find(({ phase }) => phase === 'unknown')
  if (unknown) return isSettledByGoingOn(step, unknown, direction) ? [] : answersToUnknown(step, direction)
  if (step.id === pause.step && hasUnit(step, ({ phase, decided }) => phase === 'left' && !decided)) return ['reverted', 'left']
  return step.id === pause.decide && hasUnit(step, ({ phase }) => phase === 'applied') ? ['absent'] : []
}

/** A step of a written rollback no longer matters once a person has said that what it takes back is undone, or stays. */
function isMoot({ id }: StepState, { steps }: RunState): boolean {
  const takenBack = steps.get(stepTakenBackBy(id) ?? '')
  return takenBack !== undefined && !hasUnit(takenBack, isThere)
}

/** Whether a unit's effect may be there, and nobody has said that it stays. */
function isThere({ phase }: UnitState): boolean {
  return phase !== 'reverted' && phase !== 'left' && phase !== 'absent'
}

/** A ledger is asked what became of a unit. Where twice is as good as once, it does not matter: it is repeated, or its written rollback is run. */
function isSettledByGoingOn(step: StepState, { transaction }: UnitState, direction: RunState['direction']): boolean {
  if (transaction !== undefined) return true
  if (step.guarantee !== 'idempotent') return false
  return goesForward(step, direction) || step.undo === 'written'
}

function answersToUnknown(step: StepState, direction: RunState['direction']): readonly Resolution[] {
  // What did not happen in a rollback is done again.
  if (stepTakenBackBy(step.id) !== undefined) return ['absent', 'applied']
  return goesForward(step, direction) || step.undo === 'written' ? ['applied', 'absent'] : ['absent', 'reverted']
}

/** A step of a written rollback goes forward itself. */
function goesForward({ id }: StepState, direction: RunState['direction']): boolean {
  return direction === 'apply' || stepTakenBackBy(id) !== undefined
}

function hasUnit({ units }: StepState, isMeant: (unit: UnitState) => boolean): boolean {
  return [...units.values()].some(isMeant)
}
