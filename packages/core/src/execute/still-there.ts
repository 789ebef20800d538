import type { Conduct } from './conduct.ts'

/** Steps whose effect is still there. */
export function stillThere({ bound, recorder }: Pick<Conduct, 'bound' | 'recorder'>): readonly string[] {
  const there = (id: string): boolean => {
    const step = recorder.state.steps.get(id)
    return step?.effect === 'write' && step.phase !== 'reverted' && hadEffect(step.units.values())
  }
  return bound.steps.map(({ id }) => id).filter(there)
}

/** Whether any of a step's units may have had an effect that is not taken back. */
export function hadEffect(units: Iterable<{ readonly phase: string }>): boolean {
  return [...units].some(({ phase }) => phase !== 'absent' && phase !== 'reverted')
}
