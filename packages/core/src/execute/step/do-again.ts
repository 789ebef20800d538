import { type BoundStep, messageOf, PlanError } from '../../model/index.ts'
import type { StepState, UnitState } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'
import { codeOf } from '../supervise/failure.ts'
import { revertUnit } from '../unit/revert-unit.ts'
import { canRevert } from './settle-step.ts'
import { stepFromJournal, stateOf, typeOf } from './start-step.ts'
import { reasonToStop } from '../unit/stop.ts'

/** How an earlier turn left a step. */
export interface Earlier {
  readonly failed: boolean
  /** Numbers of the units that were applied by then. */
  readonly applied: ReadonlySet<number>
}

/** What the journal knows of a step before its turn begins. */
export function earlierTurn({ recorder }: Execution, { id }: BoundStep): Earlier {
  const state = recorder.state.steps.get(id)
  return { failed: state?.failed === true, applied: new Set(appliedUnits(state).map(({ number }) => number)) }
}

/**
 * Whether all that a step did in an earlier turn is taken back now, so that it can be done again: its result did not do then, and never will. That is so where
 * a person goes on with a run whose step had failed, and where a stop had cut the step short. Errors: `conflict` where something changed it since.
 */
export async function takenBackToDoAgain(
  execution: Execution,
  step: BoundStep,
  { failed, applied }: Earlier,
  cause: unknown,
): Promise<boolean> {
  const cutShort = codeOf(cause) === 'interrupted' && !reasonToStop(execution)
  const units = appliedUnits(stateOf(execution, step))
  if (!(failed || cutShort) || !units.every(({ number }) => applied.has(number))) return false
  return takeBackStep(execution, step, cause)
}

/** A step that a stop cut short in an earlier turn has failed in this one, in which nothing stops it: going on must come to an end. */
export function asOfNow(execution: Execution, cause: unknown): unknown {
  return codeOf(cause) === 'interrupted' && !reasonToStop(execution) ? new PlanError('failed', messageOf(cause), { cause }) : cause
}

/** Takes back all that a step did, so that it can be done again; false where it cannot be taken back. Errors: `conflict` where something changed it since. */
export async function takeBackStep(execution: Execution, step: BoundStep, cause: unknown): Promise<boolean> {
  if (!canBeTakenBack(execution, step)) return false
  const active = await stepFromJournal(execution, step)
  for (const unit of appliedUnits(stateOf(execution, step))) {
    const conflict = await revertUnit(execution, active, unit)
    if (conflict !== undefined)
      throw new PlanError('conflict', `Cannot take step "${step.id}" back, to do it again: ${conflict}`, { cause })
  }
  return true
}

/** Whether a step did all that it was to do, its result did not do, and it is not done again unless a person says that it did not happen. */
export function isStuck(execution: Execution, step: BoundStep): boolean {
  const state = execution.recorder.state.steps.get(step.id)
  if (state?.phase !== 'failed' || state.units.size === 0) return false
  return [...state.units.values()].every(({ phase }) => phase === 'applied') && !canBeTakenBack(execution, step)
}

/** What to tell of a step that is stuck. */
export const stuck = 'it was done, and is done again only after a person has said that it did not happen (--as absent)'

function canBeTakenBack(execution: Execution, step: BoundStep): boolean {
  const units = appliedUnits(stateOf(execution, step))
  const type = typeOf(execution, step)
  return units.length > 0 && units.every((unit) => canRevert({ type }, unit))
}

function appliedUnits(state: StepState | undefined): readonly UnitState[] {
  return [...(state?.units.values() ?? [])].filter(({ phase }) => phase === 'applied').toSorted((a, b) => b.number - a.number)
}
