import type { UnitState } from '../record/index.ts'

/** The key of a unit, unchanged by retry and resume. */
export function keyOfUnit(run: string, step: string, number: number): string {
  return `${run}/${step}/${number}`
}

/** The key of a try to revert a unit, from 1. A tombstone closes a key for good, so that each try has its own. */
export function revertKey(unit: Pick<UnitState, 'key'>, attemptNumber: number): string {
  return `${unit.key}~revert${attemptNumber === 1 ? '' : attemptNumber}`
}
