import { decodeValue, encodeValue, type Json, PlanError, type RunEvent, type Touch, type UndoChunk, type Value } from '../../model/index.ts'
import type { Applied, WriteContext } from '../../plugin.ts'
import { demandApplied } from '../../plugin/answers.ts'
import { attempt } from '../supervise/attempt.ts'
import type { Execution } from './execution.ts'
import { type InTransaction, readContext, writeContext } from './context.ts'
import type { ActiveStep, UnitToApply } from './active-step.ts'
import { codeOf } from '../supervise/failure.ts'
import { settleThrown } from './settle.ts'
import { storeContent } from '../journal/stored-content.ts'
import { storeUndo } from './unit-content.ts'

/**
 * Applies one unit. Law: intent first: `unit-intended` and the undo are durable before the effect (before its COMMIT), `unit-applied` follows it.
 * Gives the unit's result, also where only the ledger knew that it was applied. Whatever it throws, the unit's state is journalled before: absent, failed or unknown.
 */
export async function applyUnit(execution: Execution, active: ActiveStep, unit: UnitToApply): Promise<Value> {
  if (active.traits.effect === 'none') return read(execution, active, unit)
  try {
    const applied =
      unit.transaction === undefined
        ? await directly(execution, active, unit)
        : await inTransaction(execution, active, unit, unit.transaction)
    await execution.recorder.record([appliedEvent(active, unit, applied)], 'soon')
    return applied.result
  } catch (cause) {
    await settleThrown(execution, active, unit, cause)
    const settled = active.state.units.get(unit.number)
    if (settled?.phase === 'applied') return decodeValue(execution.masker.unseal(settled.result))
    throw settled?.phase === 'absent' && isUnanswered(unit, cause) ? notCommitted(unit, cause) : cause
  }
}

/** Whether a COMMIT got no answer. */
function isUnanswered({ transaction }: UnitToApply, cause: unknown): boolean {
  return transaction !== undefined && codeOf(cause) === 'unknown'
}

/** Of a COMMIT without an answer the ledger has said by now that it did not happen. */
function notCommitted({ title, transaction }: UnitToApply, cause: unknown): PlanError {
  return new PlanError(
    'lost',
    `Cannot apply "${title}": the connection to ${transaction} was lost, and its ledger says that nothing was committed`,
    {
      cause,
    },
  )
}

/** A unit without effect leaves nothing to settle: after a crash it is read again. */
async function read(execution: Execution, active: ActiveStep, unit: UnitToApply): Promise<Value> {
  const applied = await attempt(execution, active.step, 'read', (signal) =>
    active.type.apply(unit.content, readingContext(execution, active, unit, signal)),
  )
  return demandApplied(active.type, applied).result
}

async function directly(execution: Execution, active: ActiveStep, unit: UnitToApply): Promise<Applied> {
  const { step, type } = active
  const intended = active.state.units.get(unit.number)
  if (!intended || (type.capture && intended.undo.length === 0)) {
    const undo =
      type.capture &&
      (await attempt(execution, step, 'write', (signal) => captured(execution, active, unit, contextFor(execution, active, unit, signal))))
    await intend(execution, active, unit, undo)
  } else {
    await intend(execution, active, unit, undefined)
  }
  const applied = await attempt(execution, step, 'write', (signal) => type.apply(unit.content, contextFor(execution, active, unit, signal)))
  if (demandApplied(type, applied).undo === undefined) return applied
  throw new PlanError(
    'unknown',
    `Cannot keep what would undo "${unit.title}": "${type.uses}" gives an undo outside of a transaction, where it comes after the effect`,
  )
}

/** Law: exactly once by ledger. Result and undo are known, and durable with the intent, before the COMMIT. */
async function inTransaction(execution: Execution, active: ActiveStep, unit: UnitToApply, resource: string): Promise<Applied> {
  const { step, type } = active
  return attempt(execution, step, 'write', (signal) =>
    execution.claimed.transact(resource, unit.key, async (session) => {
      const context = contextFor(execution, active, unit, signal, { resource, session })
      const before = await captured(execution, active, unit, context)
      const applied = demandApplied(type, await type.apply(unit.content, context))
      const undo = applied.undo ? [...before, ...(await storeUndo(execution, applied.undo, signal))] : before
      await intend(execution, active, unit, undo, applied)
      return applied
    }),
  )
}

function readingContext(execution: Execution, { step, state }: ActiveStep, { key }: UnitToApply, signal: AbortSignal): WriteContext {
  return { ...readContext(execution, { step, startedAt: state.startedAt, signal }), key, direction: 'apply' }
}

function contextFor(
  execution: Execution,
  { step, state }: ActiveStep,
  { key }: UnitToApply,
  signal: AbortSignal,
  within?: InTransaction,
): WriteContext {
  return writeContext(execution, { step, startedAt: state.startedAt, signal, key, direction: 'apply', within })
}

async function captured(
  execution: Execution,
  { type }: ActiveStep,
  unit: UnitToApply,
  context: WriteContext,
): Promise<readonly UndoChunk[]> {
  return type.capture ? storeUndo(execution, type.capture(unit.content, context), context.signal) : []
}

/** Makes the intent durable: first the undo, so that no record refers to what a crash has lost, then the journal; the effect follows both. The first capture wins: `undefined` keeps it. */
async function intend(
  execution: Execution,
  active: ActiveStep,
  unit: UnitToApply,
  undo: readonly UndoChunk[] | undefined,
  applied?: Applied,
): Promise<void> {
  const { step, type } = active
  const touches = beyondSaid(execution, active, applied?.touches)
  const events: RunEvent[] = [
    {
      kind: 'unit-intended',
      step: step.id,
      unit: unit.number,
      key: unit.key,
      title: unit.title,
      format: type.formats[0] === 1 ? undefined : type.formats[0],
      ...(await storeContent(execution, unit.content)),
      transaction: unit.transaction,
      partition: unit.partition === undefined ? undefined : encodeValue(unit.partition),
      checkpoint: unit.checkpoint === undefined ? undefined : encodeValue(unit.checkpoint),
      captured: undo?.length || undefined,
      prepared: applied && storedResult(applied),
      touches: touches.length > 0 ? (touches as unknown as Json) : undefined,
    },
  ]
  if (undo && undo.length > 0) events.push({ kind: 'undo-captured', step: step.id, unit: unit.number, chunks: undo })
  await execution.blobs.flush()
  await execution.recorder.record(events, 'durable')
}

/** What was written, without what the step said that it touches. */
function beyondSaid(
  { sessions }: Execution,
  { traits: { touches: said } }: ActiveStep,
  written: Applied['touches'] = [],
): readonly Touch[] {
  return written.filter((touch) => {
    const { driver } = sessions.locate(touch.resource)
    return said === 'unknown' || !said.some((one) => one.resource === touch.resource && driver.overlaps(one, touch))
  })
}

function appliedEvent({ step }: ActiveStep, unit: UnitToApply, applied: Applied): RunEvent {
  return { kind: 'unit-applied', step: step.id, unit: unit.number, ...storedResult(applied) }
}

function storedResult({ result, after }: Applied): { readonly result: Json; readonly after: Json } {
  return { result: encodeValue(result ?? null), after: encodeValue(after ?? null) }
}
