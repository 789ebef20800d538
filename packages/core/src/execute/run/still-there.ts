import { stepsOnce } from '../../model/index.ts'
import type { UnitState } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'

/** Steps whose effect is still there, and steps and checks that changed what could not be put back. */
export function stillThere({ bound, recorder }: Pick<Execution, 'bound' | 'recorder'>): readonly string[] {
  const there = (id: string): boolean => {
    const step = recorder.state.steps.get(id)
    if (step?.failure?.code === 'left') return true
    return step?.effect === 'write' && step.phase !== 'reverted' && hadEffect(step.units.values())
  }
  return stepsOnce(bound)
    .map(({ id }) => id)
    .filter(there)
}

/** Whether any of a step's units may have had an effect that is not taken back. */
export function hadEffect(units: Iterable<Pick<UnitState, 'phase'>>): boolean {
  return [...units].some(({ phase }) => phase !== 'absent' && phase !== 'reverted')
}
