import { type BoundStep, PlanError, writtenRollback } from '../../model/index.ts'
import type { Asked } from './same-resource.ts'
import { keyOfUnit, lastNumber, revertKey, unitKey } from '../journal/unit-keys.ts'

/**
 * Law: ledger says yes, journal does not: what was journalled before its COMMIT is gone, since the run's record is older than the resource. Nothing may be
 * done, or called undone, by such a record. The keys that the journal would give next are the ones to ask for. Errors: `restored`.
 */
export async function demandWholeRecord(asked: Asked, resource: string): Promise<void> {
  const { bound, run, sessions, recorder } = asked
  const { driver } = sessions.locate(resource)
  if (!driver.recorded) return
  const keys = bound.steps.flatMap((step) => nextKeys(asked, step))
  const session = await sessions.open(resource, recorder.state.resources.has(resource) ? 'write' : 'read')
  const recorded = await driver.recorded(
    session,
    keys.map((key) => unitKey(bound, run, key)),
  )
  const unheard = keys.find((_, index) => recorded[index])
  if (unheard === undefined) return
  throw new PlanError(
    'restored',
    `Cannot go on with run "${run}": ${resource} knows that "${unheard}" was committed, and its journal does not`,
    {
      hint: 'The record of the run is older than that: it was restored from a backup, or is a copy\nPut the newest one back: nothing else knows how to undo it',
    },
  )
}

/** Keys of units that would be intended next, in a step and in its rollback, of those whose undo never reached the journal, and of the next try to revert each unit that there is. */
function nextKeys({ run, recorder }: Asked, step: BoundStep): readonly string[] {
  const units = [...(recorder.state.steps.get(step.id)?.units.values() ?? [])]
  const next = [step, ...writtenRollback(step)].flatMap(({ id }) => {
    const known = recorder.state.steps.get(id)?.units ?? new Map<number, unknown>()
    const numbers = Array.from({ length: lastNumber(known) + 2 }, (_, number) => number)
    return numbers.filter((number) => !known.has(number)).map((number) => keyOfUnit(run, id, number))
  })
  const cutOff = units.filter(({ undo, captured }) => undo.length < captured).map(({ key }) => key)
  return [...next, ...cutOff, ...units.map((unit) => revertKey(unit, unit.reverts + 1))]
}
