import { PlanError } from '../model/index.ts'
import type { Execution } from './execution.ts'

/** Whether any writing step had a unit that may have had an effect. */
export function touched({ recorder }: Pick<Execution, 'recorder'>): boolean {
  return [...recorder.state.steps.values()].some(
    ({ effect, units }) => effect === 'write' && [...units.values()].some(({ phase }) => phase !== 'absent'),
  )
}

/**
 * Works on a run. Most codes of errors promise that nothing is left half done: where something may be, an error that ends the work (a record that cannot be written, a database that
 * is away for good) is `unknown`. `busy` promises only that this very work touched nothing.
 */
export async function sayingHalfDone<T>(execution: Pick<Execution, 'recorder'>, work: () => Promise<T>): Promise<T> {
  const before = unitsByPhase(execution)
  try {
    return await work()
  } catch (cause) {
    await noteWhy(execution, cause)
    if (!(cause instanceof PlanError) || !touched(execution)) throw cause
    const isBroken = promising.has(cause.code) || (cause.code === 'busy' && unitsByPhase(execution) !== before)
    if (!isBroken) throw cause
    throw new PlanError('unknown', cause.message, { cause, ...(cause.hint && { hint: cause.hint }) })
  }
}

/** The record of a run that is left open says why, unless it is the record itself that cannot be written. */
async function noteWhy({ recorder }: Pick<Execution, 'recorder'>, cause: unknown): Promise<void> {
  if (!(cause instanceof PlanError) || !underWay.has(recorder.state.phase)) return
  await recorder.record([{ kind: 'interrupted', reason: cause.message }], 'durable').catch(() => undefined)
}

const underWay: ReadonlySet<string> = new Set(['running', 'rolling-back'])

const promising: ReadonlySet<string> = new Set(['failed', 'timeout', 'missing'])

/** How many units stand where, to tell whether any has moved. */
function unitsByPhase({ recorder }: Pick<Execution, 'recorder'>): string {
  const counts = new Map<string, number>()
  for (const { units } of recorder.state.steps.values())
    for (const { phase } of units.values()) counts.set(phase, (counts.get(phase) ?? 0) + 1)
  return JSON.stringify([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
