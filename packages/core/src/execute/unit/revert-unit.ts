import { decodeValue, messageOf, type RunEvent } from '../../model/index.ts'
import type { UnitState } from '../../record/index.ts'
import { demandReverted } from '../../plugin/answers.ts'
import { attemptInTime } from '../supervise/attempt.ts'
import type { Execution } from './execution.ts'
import { type InTransaction, writeContext } from './context.ts'
import { codeOf, mayPass } from '../supervise/failure.ts'
import type { ActiveStep } from './active-step.ts'
import { readUndo } from './unit-content.ts'
import { revertKey } from '../journal/unit-keys.ts'

/** How often a unit is tried while {@link mayPass} what stops it. */
const most = 3

/**
 * Reverts one unit with its captured undo, again where what stopped it may pass, and nothing of it was committed. Resolves with the reason where it had to be left alone.
 * Law: intent first. Errors: `interrupted`: it is to be reverted still.
 */
export async function revertUnit(execution: Execution, active: ActiveStep, unit: UnitState, round = 1): Promise<string | undefined> {
  const about = { step: active.step.id, unit: unit.number }
  if (unit.phase === 'reverting' && (await wasReverted(execution, unit))) {
    await execution.recorder.record([{ kind: 'unit-reverted', ...about, settledBy: 'ledger' }], 'soon')
    return undefined
  }
  const key = revertKey(unit, unit.reverts + 1)
  await execution.recorder.record([{ kind: 'revert-intended', ...about, key }], 'durable')
  const ended = await tryRevert(execution, active, unit, key)
  if (ended !== 'reverted' && ended.kind === 'passing' && round < most) return revertUnit(execution, active, unit, round + 1)
  await execution.recorder.record([eventOf(ended, about)], ended === 'reverted' ? 'soon' : 'durable')
  return ended === 'reverted' ? undefined : ended.reason
}

type Ended = 'reverted' | { readonly kind: 'conflicted' | 'failed' | 'passing' | 'unknown'; readonly reason: string }

async function tryRevert(execution: Execution, active: ActiveStep, unit: UnitState, key: string): Promise<Ended> {
  try {
    const result =
      unit.transaction === undefined
        ? await directly(execution, active, unit, key)
        : await inTransaction(execution, active, unit, key, unit.transaction)
    return result === 'reverted' ? 'reverted' : { kind: 'conflicted', reason: result.conflict }
  } catch (cause) {
    if (codeOf(cause) === 'interrupted') throw cause
    const reason = execution.masker.mask(messageOf(cause))
    if (mayPass(cause)) return { kind: 'passing', reason }
    if (codeOf(cause) !== 'unknown' || unit.transaction === undefined)
      return { kind: codeOf(cause) === 'conflict' ? 'conflicted' : 'failed', reason }
    return settled(execution, unit.transaction, key, reason)
  }
}

async function settled(execution: Execution, resource: string, key: string, reason: string): Promise<Ended> {
  try {
    await execution.claimed.reopen(resource)
    return (await execution.claimed.settle(resource, key)) === 'applied' ? 'reverted' : { kind: 'passing', reason }
  } catch {
    return { kind: 'unknown', reason }
  }
}

async function directly(execution: Execution, active: ActiveStep, unit: UnitState, key: string, within?: InTransaction): Promise<Reverted> {
  const { step, type, state } = active
  const undo = await readUndo(execution, active, unit)
  const after = decodeValue(execution.masker.unseal(unit.after))
  return attemptInTime(execution, step, 'write', async (timed, signal) => {
    const context = writeContext(timed, { step, startedAt: state.startedAt, signal, key, direction: 'revert', within })
    if (!type.revert) return { conflict: `step type "${type.uses}" has no revert` }
    return demandReverted(type, await type.revert(undo, after, context))
  })
}

type Reverted = 'reverted' | { readonly conflict: string }

/** A conflict must not leave a ledger row behind: it leaves the transaction as an error. */
async function inTransaction(execution: Execution, active: ActiveStep, unit: UnitState, key: string, resource: string): Promise<Reverted> {
  const found: { conflict?: string } = {}
  try {
    return await execution.claimed.transact(resource, key, async (session) => {
      const result = await directly(execution, active, unit, key, { resource, session })
      if (result === 'reverted') return result
      found.conflict = result.conflict
      throw new Error(result.conflict)
    })
  } catch (cause) {
    if (found.conflict !== undefined) return { conflict: found.conflict }
    throw cause
  }
}

async function wasReverted(execution: Execution, unit: UnitState): Promise<boolean> {
  return unit.transaction !== undefined && (await execution.claimed.settle(unit.transaction, revertKey(unit, unit.reverts))) === 'applied'
}

function eventOf(ended: Ended, about: { readonly step: string; readonly unit: number }): RunEvent {
  if (ended === 'reverted') return { kind: 'unit-reverted', ...about }
  const { kind, reason } = ended
  if (kind === 'unknown') return { kind: 'unit-unknown', ...about, failure: { code: 'unknown', message: reason } }
  return { kind: 'unit-conflicted', ...about, conflict: reason, ...(kind !== 'conflicted' && { failed: true }) }
}
