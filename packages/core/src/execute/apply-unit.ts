import { decodeValue, encodeValue, type Json, PlanError, type RunEvent, type UndoChunk, type Value } from '../model/index.ts'
import type { Applied, WriteContext } from '../plugin.ts'
import { demandApplied } from '../plugin/answers.ts'
import { attempt } from './attempt.ts'
import type { Conduct } from './conduct.ts'
import { readContext, writeContext } from './context.ts'
import type { StepInHand, UnitToApply } from './hand.ts'
import { settleThrown } from './settle.ts'
import { storeContent } from './stored-content.ts'
import { storeUndo } from './unit-content.ts'

/**
 * Applies one unit. Law: intent first: `unit-intended` and the undo are durable before the effect (before its COMMIT), `unit-applied` follows it.
 * Gives the unit's result, also where only the ledger knew that it was applied. Whatever it throws, the unit's state is journalled before: absent, failed or unknown.
 */
export async function applyUnit(conduct: Conduct, hand: StepInHand, unit: UnitToApply): Promise<Value> {
  if (hand.traits.effect === 'none') return read(conduct, hand, unit)
  try {
    const applied =
      unit.transaction === undefined ? await directly(conduct, hand, unit) : await inTransaction(conduct, hand, unit, unit.transaction)
    await conduct.recorder.record([appliedEvent(hand, unit, applied)], 'soon')
    return applied.result
  } catch (cause) {
    await settleThrown(conduct, hand, unit, cause)
    const settled = hand.state.units.get(unit.number)
    if (settled?.phase === 'applied') return decodeValue(conduct.masker.unseal(settled.result))
    throw cause
  }
}

/** A unit without effect leaves nothing to settle: after a crash it is read again. */
async function read(conduct: Conduct, hand: StepInHand, unit: UnitToApply): Promise<Value> {
  const applied = await attempt(conduct, hand.step, 'read', (signal) =>
    hand.type.apply(unit.content, readingContext(conduct, hand, unit, signal)),
  )
  return demandApplied(hand.type, applied).result
}

async function directly(conduct: Conduct, hand: StepInHand, unit: UnitToApply): Promise<Applied> {
  const { step, type } = hand
  const intended = hand.state.units.get(unit.number)
  if (!intended || (type.capture && intended.undo.length === 0)) {
    const undo =
      type.capture &&
      (await attempt(conduct, step, 'write', (signal) => captured(conduct, hand, unit, contextFor(conduct, hand, unit, signal))))
    await intend(conduct, hand, unit, undo)
  } else {
    await intend(conduct, hand, unit, undefined)
  }
  const applied = await attempt(conduct, step, 'write', (signal) => type.apply(unit.content, contextFor(conduct, hand, unit, signal)))
  if (demandApplied(type, applied).undo === undefined) return applied
  throw new PlanError(
    'unknown',
    `Cannot keep what would undo "${unit.title}": "${type.uses}" gives an undo outside of a transaction, where it comes after the effect`,
  )
}

/** Law: exactly once by ledger. Result and undo are known, and durable with the intent, before the COMMIT. */
async function inTransaction(conduct: Conduct, hand: StepInHand, unit: UnitToApply, resource: string): Promise<Applied> {
  const { step, type } = hand
  return attempt(conduct, step, 'write', (signal) =>
    conduct.claimed.transact(resource, unit.key, async (session) => {
      const context = contextFor(conduct, hand, unit, signal, { resource, session })
      const before = await captured(conduct, hand, unit, context)
      const applied = demandApplied(type, await type.apply(unit.content, context))
      const undo = applied.undo ? [...before, ...(await storeUndo(conduct, applied.undo))] : before
      await intend(conduct, hand, unit, undo, applied)
      return applied
    }),
  )
}

function readingContext(conduct: Conduct, { step, state }: StepInHand, { key }: UnitToApply, signal: AbortSignal): WriteContext {
  return { ...readContext(conduct, { step, startedAt: state.startedAt, signal }), key, direction: 'apply' }
}

function contextFor(
  conduct: Conduct,
  { step, state }: StepInHand,
  { key }: UnitToApply,
  signal: AbortSignal,
  within?: { readonly resource: string; readonly session: AsyncDisposable },
): WriteContext {
  return writeContext(conduct, { step, startedAt: state.startedAt, signal, key, direction: 'apply', ...(within && { within }) })
}

async function captured(conduct: Conduct, { type }: StepInHand, unit: UnitToApply, context: WriteContext): Promise<readonly UndoChunk[]> {
  return type.capture ? storeUndo(conduct, type.capture(unit.content, context)) : []
}

/** Makes the intent durable: first the undo, so that no record refers to what a crash has lost, then the journal; the effect follows both. The first capture wins: `undefined` keeps it. */
async function intend(
  conduct: Conduct,
  { step, type }: StepInHand,
  unit: UnitToApply,
  undo: readonly UndoChunk[] | undefined,
  applied?: Applied,
): Promise<void> {
  const events: RunEvent[] = [
    {
      kind: 'unit-intended',
      step: step.id,
      unit: unit.number,
      key: unit.key,
      title: unit.title,
      ...(type.formats[0] !== undefined && type.formats[0] !== 1 && { format: type.formats[0] }),
      ...(await storeContent(conduct, unit.content)),
      ...(unit.transaction !== undefined && { transaction: unit.transaction }),
      ...(unit.partition !== undefined && { partition: encodeValue(unit.partition) }),
      ...(unit.checkpoint !== undefined && { checkpoint: encodeValue(unit.checkpoint) }),
      ...(undo && undo.length > 0 && { captured: undo.length }),
      ...(applied && { prepared: { result: encodeValue(applied.result), after: encodeValue(applied.after ?? null) } }),
    },
  ]
  if (undo && undo.length > 0) events.push({ kind: 'undo-captured', step: step.id, unit: unit.number, chunks: undo })
  await conduct.blobs.flush()
  await conduct.recorder.record(events, 'durable')
}

function appliedEvent({ step }: StepInHand, unit: UnitToApply, applied: Applied): RunEvent {
  const stored = (value: Value | undefined): Json => encodeValue(value ?? null)
  return { kind: 'unit-applied', step: step.id, unit: unit.number, result: stored(applied.result), after: stored(applied.after) }
}
