import { type Direction, type ErrorCode, encodeValue, nothingDone, PlanError, type RunEvent, type Value } from '../../model/index.ts'
import type { Applied } from '../../plugin.ts'
import type { StepState, UnitState } from '../../record/index.ts'
import { demandProbed } from '../../plugin/answers.ts'
import { attemptInTime, unlessStopped } from '../supervise/attempt.ts'
import type { Execution } from './execution.ts'
import { readContext } from './context.ts'
import { Wait } from './stop.ts'
import { codeOf, failureOf } from '../supervise/failure.ts'
import type { ActiveStep, UnitToApply } from './active-step.ts'
import { readContent } from './unit-content.ts'
import { revertKey } from '../journal/unit-keys.ts'

/** Codes that a step without probe and undo is believed: an effect that was refused by scope, or that failed as a whole. */
const told: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['failed', 'out-of-scope'])

/** Journals what became of a unit that threw. Law: unknown is a state; each unit in flight ends as applied, absent or unknown. */
export async function settleThrown(execution: Execution, active: ActiveStep, unit: UnitToApply, cause: unknown): Promise<void> {
  const known = active.state.units.get(unit.number)
  if (known?.phase !== 'intended') return
  const failure = failureOf(cause, execution.masker)
  const about = { step: active.step.id, unit: unit.number, failure }
  await execution.recorder.record([await verdict(execution, active, known, unit.content, cause, about)], 'durable')
}

type About = { readonly step: string; readonly unit: number; readonly failure: ReturnType<typeof failureOf> }

async function verdict(
  execution: Execution,
  active: ActiveStep,
  known: UnitState,
  content: Value,
  cause: unknown,
  about: About,
): Promise<RunEvent> {
  const absent: RunEvent = { kind: 'unit-absent', ...about }
  if (cause instanceof Wait || active.traits.effect === 'none') return absent
  if (known.transaction !== undefined) return codeOf(cause) === 'unknown' ? settleLost(execution, known, known.transaction, about) : absent
  if (!known.repeated && cause instanceof PlanError && nothingDone.has(cause.code)) return absent
  if (active.type.probe) return (await probe(execution, active, content)) === 'absent' ? absent : { kind: 'unit-failed', ...about }
  if (active.type.revert && known.undo.length > 0) return { kind: 'unit-failed', ...about }
  // Without a probe and an undo, all there is to go by is what the step says: a refusal before the effect, or a failure that left nothing.
  return !known.repeated && cause instanceof PlanError && told.has(cause.code) ? absent : { kind: 'unit-unknown', ...about }
}

/** The answer to a COMMIT was lost: a new connection asks the ledger. */
async function settleLost(execution: Execution, known: UnitState, resource: string, about: About): Promise<RunEvent> {
  try {
    await execution.claimed.reopen(resource)
    const settled = await execution.claimed.settle(resource, known.key)
    return settled === 'applied' ? ledgerApplied(execution, known, about) : { kind: 'unit-absent', ...about, settledBy: 'ledger' }
  } catch (cause) {
    return { kind: 'unit-unknown', ...about, failure: failureOf(cause, execution.masker) }
  }
}

type Where = Pick<About, 'step' | 'unit'>

function ledgerApplied({ masker }: Execution, { prepared = { result: null, after: null } }: UnitState, { step, unit }: Where): RunEvent {
  return { kind: 'unit-applied', step, unit, ...masker.unseal(prepared), settledBy: 'ledger' }
}

/** Whether a unit's effect may be there, so that it has to be settled. */
export function isInDoubt({ phase }: UnitState): boolean {
  return phase === 'intended' || phase === 'unknown' || phase === 'failed'
}

/** Whether a unit of which nothing is known is simply done again: whatever became of it, twice is as good as once. */
export function isRepeatable({ guarantee, effect }: Pick<StepState, 'guarantee' | 'effect'>, { transaction }: UnitState): boolean {
  return transaction === undefined && (guarantee === 'idempotent' || effect === 'none')
}

/**
 * Settles a unit that a crash left in flight, before its step goes on (`apply`) or is taken back (`revert`). What stays `unknown` needs a person; what is repeated
 * stays in doubt until then: a process that dies before must not leave an effect behind of which the journal says that it is not there.
 */
export async function settleInFlight(execution: Execution, active: ActiveStep, unit: UnitState, next: Direction): Promise<void> {
  const event = await crashVerdict(execution, active, unit, next)
  if (event) await execution.recorder.record([event], 'durable')
}

async function crashVerdict(execution: Execution, active: ActiveStep, unit: UnitState, next: Direction): Promise<RunEvent | undefined> {
  const about = { step: active.step.id, unit: unit.number }
  const absent = { kind: 'unit-absent', ...about } as const
  if (unit.transaction !== undefined) return askLedger(execution, unit, unit.transaction, about)
  const failure = { code: 'unknown', message: unit.reason ?? `Whether "${unit.title}" happened before the crash cannot be told` }
  const forward = next === 'apply'
  const found = active.type.probe ? await probe(execution, active, await readContent(execution, active, unit)) : undefined
  if (found === 'absent') return { ...absent, settledBy: 'probe' }
  if (typeof found === 'object') {
    const { result, after } = found
    return { kind: 'unit-applied', ...about, result: encodeValue(result ?? null), after: encodeValue(after ?? null), settledBy: 'probe' }
  }
  if (forward && isRepeatable(active.state, unit)) return undefined
  const revertible = active.type.revert !== undefined && unit.undo.length > 0
  if (revertible && (!forward || found === 'partial')) return { kind: 'unit-failed', ...about, failure }
  if (found === 'applied') return { kind: 'unit-applied', ...about, result: null, after: null, settledBy: 'probe' }
  return { kind: 'unit-unknown', ...about, failure }
}

/** What the ledger knows of a unit, or, where it was to be reverted, of the last try to. */
async function askLedger(execution: Execution, unit: UnitState, resource: string, about: Where): Promise<RunEvent> {
  if (unit.reverts === 0) {
    const settled = await execution.claimed.settle(resource, unit.key)
    return settled === 'applied' ? ledgerApplied(execution, unit, about) : { kind: 'unit-absent', ...about, settledBy: 'ledger' }
  }
  const settled = await execution.claimed.settle(resource, revertKey(unit, unit.reverts))
  if (settled === 'applied') return { kind: 'unit-reverted', ...about, settledBy: 'ledger' }
  const { result, after } = unit
  return { kind: 'unit-applied', ...about, ...execution.masker.unseal({ result, after }), settledBy: 'ledger' }
}

async function probe(execution: Execution, active: ActiveStep, content: Value): Promise<'applied' | 'absent' | 'partial' | Applied> {
  const { step, type, state } = active
  // Settling goes on while the run is being stopped, so it does not listen to that signal, except that it does not hang then.
  const asked = attemptInTime({ ...execution, halt: new AbortController() }, step, 'read', async (timed, signal) => {
    const context = readContext(timed, { step, startedAt: state.startedAt, signal })
    return type.probe ? demandProbed(type, await type.probe(content, context)) : 'partial'
  })
  return unlessStopped(execution, asked)
}
