import type { JournalRecord } from '@backout/core/model'
import type { RunState, StepState, UnitState } from '@backout/core/record'

/** Steps that "plan resolve" has to settle: those that are unknown, and what a pause says has to be decided, as long as nobody has. */
export function toSettle(state: RunState, records: readonly JournalRecord[]): readonly string[] {
  const { step, decide } = state.phase === 'paused' ? lastPause(records) : {}
  const unknown = idsOf(state, ({ phase, decided }, { id }) => phase === 'unknown' || (id === step && phase === 'left' && !decided))
  const stuck = idsOf(state, ({ phase }, { id }) => id === decide && phase === 'applied')
  return [...unknown, ...stuck]
}

function lastPause(records: readonly JournalRecord[]): { readonly step?: string; readonly decide?: string } {
  const event = records.findLast((record) => record.event.kind === 'paused')?.event
  return event?.kind === 'paused' ? event : {}
}

/** The step in whose way somebody else's change stands, of a run that is paused. */
export function conflictedStep(state: RunState): string | undefined {
  return idsOf(state, ({ phase }) => phase === 'conflicted')[0]
}

function idsOf({ steps }: RunState, isMeant: (unit: UnitState, step: StepState) => boolean): readonly string[] {
  return [...steps.values()].filter((step) => [...step.units.values()].some((unit) => isMeant(unit, step))).map(({ id }) => id)
}
