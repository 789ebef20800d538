import type { BoundPlan } from '../../model/index.ts'
import type { UnitKey } from '../../plugin.ts'
import type { UnitState } from '../../record/index.ts'

/** The key of a unit, unchanged by retry and resume. */
export function keyOfUnit(run: string, step: string, number: number): string {
  return `${run}/${step}/${number}`
}

/** The largest number of a step's units; -1 where it has none. It may have more of them than a call can take arguments. */
export function lastNumber(units: ReadonlyMap<number, unknown>): number {
  return units.keys().reduce((last, number) => Math.max(last, number), -1)
}

/** The key of a try to revert a unit, from 1. A tombstone closes a key for good, so that each try has its own. */
export function revertKey(unit: Pick<UnitState, 'key'>, attemptNumber: number): string {
  return `${unit.key}~revert${attemptNumber === 1 ? '' : attemptNumber}`
}

/** The key of a unit, for a ledger. */
export function unitKey(bound: BoundPlan, run: string, key: string): UnitKey {
  return { key, run, plan: bound.name, environment: bound.environment }
}
