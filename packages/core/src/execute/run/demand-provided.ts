import { boundSteps, writtenRollback } from '../../model/index.ts'
import type { RunState, StepState, UnitState } from '../../record/index.ts'
import { typeOf } from '../step/start-step.ts'
import { isInDoubt } from '../unit/settle.ts'
import { demandFormat } from '../unit/unit-content.ts'
import type { Demand } from './open-run.ts'

/**
 * Law: there is no way back from a rollback, nor from finalizing, so neither begins because a plugin is not there that the run needs, or does not know what was stored.
 * Errors: `missing`, `refused`.
 */
export const demandProvided: Demand = ({ bound, effects }, state) => {
  for (const step of [...boundSteps(bound), ...bound.steps.flatMap(writtenRollback)]) {
    const known = state.steps.get(step.id)
    if (!isNeeded(known, state)) continue
    const type = typeOf({ bound, effects }, step)
    for (const unit of known?.units.values() ?? []) if (isRead(unit)) demandFormat({ step, type }, unit)
  }
}

/** Of a run that succeeded only what was set aside is still to be dropped. */
function isNeeded(known: StepState | undefined, { phase }: RunState): boolean {
  return phase === 'succeeded' ? known?.effect === 'write' : known?.phase !== 'skipped'
}

function isRead(unit: UnitState): boolean {
  return isInDoubt(unit) || (unit.phase === 'applied' && unit.captured > 0)
}
