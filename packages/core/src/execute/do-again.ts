import { type BoundStep, messageOf, PlanError } from '../model/index.ts'
import type { StepState, UnitState } from '../record/index.ts'
import type { Binder } from './binding.ts'
import type { Conduct } from './conduct.ts'
import { codeOf } from './failure.ts'
import { revertUnit } from './revert-unit.ts'
import { canRevert } from './settle-step.ts'
import { handFromJournal, stateOf, typeOf } from './step-hand.ts'
import { demandGoingOn } from './units.ts'

/** How an earlier turn left a step. */
export interface Earlier {
  readonly failed: boolean
  /** Numbers of the units that were applied by then. */
  readonly applied: ReadonlySet<number>
}

/** What the journal knows of a step before its turn begins. */
export function earlierTurn({ recorder }: Conduct, { id }: BoundStep): Earlier {
  const state = recorder.state.steps.get(id)
  return { failed: state?.failed === true, applied: new Set(appliedUnits(state).map(({ number }) => number)) }
}

/**
 * Whether all that a step did in an earlier turn is taken back now, so that it can be done again: its result did not do then, and never will. That is so where
 * a person goes on with a run whose step had failed, and where a stop had cut the step short. Errors: `conflict` where something changed it since.
 */
export async function takenBackToDoAgain(
  conduct: Conduct,
  binder: Binder,
  step: BoundStep,
  { failed, applied }: Earlier,
  cause: unknown,
): Promise<boolean> {
  const cutShort = codeOf(cause) === 'interrupted' && !isStopping(conduct)
  const units = appliedUnits(stateOf(conduct, step))
  if (!(failed || cutShort) || !units.every(({ number }) => applied.has(number))) return false
  return takeBackStep(conduct, binder, step, cause)
}

/** A step that a stop cut short in an earlier turn has failed in this one, in which nothing stops it: going on must come to an end. */
export function asOfNow(conduct: Conduct, cause: unknown): unknown {
  return codeOf(cause) === 'interrupted' && !isStopping(conduct) ? new PlanError('failed', messageOf(cause), { cause }) : cause
}

/** Takes back all that a step did, so that it can be done again; false where it cannot be taken back. Errors: `conflict` where something changed it since. */
export async function takeBackStep(conduct: Conduct, binder: Binder, step: BoundStep, cause: unknown): Promise<boolean> {
  if (!canBeTakenBack(conduct, step)) return false
  const hand = await handFromJournal(conduct, binder, step)
  for (const unit of appliedUnits(stateOf(conduct, step))) {
    const conflict = await revertUnit(conduct, hand, unit)
    if (conflict !== undefined)
      throw new PlanError('conflict', `Cannot take step "${step.id}" back, to do it again: ${conflict}`, { cause })
  }
  return true
}

/** Whether a step did all that it was to do, its result did not do, and it is not done again unless a person says that it did not happen. */
export function isStuck(conduct: Conduct, step: BoundStep): boolean {
  const state = conduct.recorder.state.steps.get(step.id)
  if (state?.phase !== 'failed' || state.units.size === 0) return false
  return [...state.units.values()].every(({ phase }) => phase === 'applied') && !canBeTakenBack(conduct, step)
}

/** What to tell of a step that is stuck. */
export const stuck = 'it was done, and is done again only after a person has said that it did not happen (--as absent)'

function canBeTakenBack(conduct: Conduct, step: BoundStep): boolean {
  const units = appliedUnits(stateOf(conduct, step))
  const type = typeOf(conduct, step)
  return units.length > 0 && units.every((unit) => canRevert({ type }, unit))
}

function appliedUnits(state: StepState | undefined): readonly UnitState[] {
  return [...(state?.units.values() ?? [])].filter(({ phase }) => phase === 'applied').toSorted((a, b) => b.number - a.number)
}

function isStopping(conduct: Conduct): boolean {
  try {
    demandGoingOn(conduct)
    return false
  } catch {
    return true
  }
}
