import type { RunState, StepState, UnitState } from '@backout/core/record'

/** Steps that are unknown, and the one that holds the run up where it is left as it is. */
export function toSettle(state: RunState, pausedAt: string | undefined): readonly string[] {
  return idsOf(state, ({ phase, decided }, { id }) => phase === 'unknown' || (id === pausedAt && phase === 'left' && !decided))
}

/** The step in whose way somebody else's change stands, of a run that is paused. */
export function conflictedStep(state: RunState): string | undefined {
  return idsOf(state, ({ phase }) => phase === 'conflicted')[0]
}

function idsOf({ steps }: RunState, isMeant: (unit: UnitState, step: StepState) => boolean): readonly string[] {
  return [...steps.values()].filter((step) => [...step.units.values()].some((unit) => isMeant(unit, step))).map(({ id }) => id)
}
