import { type BoundStep, PlanError } from '../../model/index.ts'
import type { UnitPhase, UnitState } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'
import type { ActiveStep } from '../unit/active-step.ts'
import { revertUnit } from '../unit/revert-unit.ts'
import { isInDoubt, isRepeatable, settleInFlight } from '../unit/settle.ts'
import { stepFromJournal } from './start-step.ts'

/** Settles what a crash left in flight, and takes back what was done in part, so that it can be done again. Errors: `unknown` where a person has to decide. */
export async function settleStep(execution: Execution, step: BoundStep): Promise<void> {
  const units = [...(execution.recorder.state.steps.get(step.id)?.units.values() ?? [])]
  const inFlight = units.filter(({ phase }) => unsettled.has(phase))
  if (inFlight.length === 0) return
  const active = await stepFromJournal(execution, step)
  for (const unit of inFlight) {
    if (!takenBack.has(unit.phase)) await settleInFlight(execution, active, unit, 'apply')
    const inPart = unit.phase === 'failed' && !isRepeatable(active.state, unit) && canRevert(active, unit)
    if (takenBack.has(unit.phase) || inPart) await revertUnit(execution, active, unit)
  }
  const open = units.find((unit) => unit.phase === 'conflicted' || (isInDoubt(unit) && !isRepeatable(active.state, unit)))
  if (open) throw new PlanError('unknown', `Cannot go on with step "${step.id}": ${open.reason ?? 'what became of it is unknown'}`)
}

const unsettled: ReadonlySet<UnitPhase> = new Set<UnitPhase>(['intended', 'unknown', 'failed', 'reverting', 'conflicted'])
/** A conflict may be over by now. */
const takenBack: ReadonlySet<UnitPhase> = new Set<UnitPhase>(['reverting', 'conflicted'])

/** Whether what was captured of a unit is enough to take it back. */
export function canRevert({ type }: Pick<ActiveStep, 'type'>, { undo }: UnitState): boolean {
  return type.revert !== undefined && undo.length > 0
}
