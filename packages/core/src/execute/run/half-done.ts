import { type ErrorCode, PlanError, type RunEvent, type Waiting } from '../../model/index.ts'
import type { RunPhase } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'

/** Whether any writing step had a unit that may have had an effect. */
export function touched({ recorder }: Pick<Execution, 'recorder'>): boolean {
  return [...recorder.state.steps.values()].some(
    ({ effect, units }) => effect === 'write' && [...units.values()].some(({ phase }) => phase !== 'absent'),
  )
}

/**
 * Works on a run. Most codes of errors promise that nothing is left half done: where something may be, an error that ends the work (a record that cannot be written, a database that
 * is away for good) is `unknown`, and so is one that leaves the run open, which somebody has to go on with. `busy` promises only that this very work touched nothing.
 * What the run has `waited` for, it waits for again where nothing came of the work: it is due again.
 */
export async function sayingHalfDone<T>(
  execution: Pick<Execution, 'recorder' | 'run'>,
  work: () => Promise<T>,
  waited: readonly Waiting[] = [],
): Promise<T> {
  const before = unitsByPhase(execution)
  try {
    return await work()
  } catch (cause) {
    const { state, ahead } = execution.recorder
    const isOpen = ahead || underWay.has(state.phase)
    const isSame = unitsByPhase(execution) === before
    if (isOpen) await noteWhy(execution, cause, isSame ? waited : [])
    if (!(cause instanceof PlanError)) throw cause
    const isMoved = touched(execution) && !isSame
    const isBroken = cause.code === 'busy' ? isMoved : promising.has(cause.code) && (isOpen || touched(execution))
    if (!isBroken) throw cause
    const hint = [cause.hint, isOpen && goingOn(execution)].filter(Boolean).join('\n') || undefined
    throw new PlanError('unknown', cause.message, { cause, hint })
  }
}

/** Takes up a run: where that fails (a disk is full), it stands as it did, and somebody has to do as `standing` says. */
export async function sayingHowItStands<T>(standing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof PlanError) || cause.code !== 'failed') throw cause
    const hint = [cause.hint, standing].filter(Boolean).join('\n')
    throw new PlanError('unknown', cause.message, { cause, hint })
  }
}

/** The record of a run that is left open says why, unless it is the record itself that cannot be written. */
async function noteWhy({ recorder }: Pick<Execution, 'recorder'>, cause: unknown, waited: readonly Waiting[]): Promise<void> {
  if (!(cause instanceof PlanError)) return
  const again = waited.map((waiting): RunEvent => ({ kind: 'waiting-began', waiting }))
  await recorder.record([{ kind: 'interrupted', reason: cause.message }, ...again], 'durable').catch(() => undefined)
}

function goingOn({ run, recorder }: Pick<Execution, 'recorder' | 'run'>): string {
  const on = `Once that is mended, go on with it: plan resume ${run}`
  return recorder.state.direction === 'revert' ? on : `${on}\nOr back it out: plan rollback ${run}`
}

const underWay: ReadonlySet<RunPhase> = new Set<RunPhase>(['running', 'rolling-back'])

const promising: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['failed', 'lost', 'timeout', 'missing'])

/** How many units stand where, to tell whether any has moved. */
function unitsByPhase({ recorder }: Pick<Execution, 'recorder'>): string {
  const counts = new Map<string, number>()
  for (const { units } of recorder.state.steps.values())
    for (const { phase } of units.values()) counts.set(phase, (counts.get(phase) ?? 0) + 1)
  return JSON.stringify([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
