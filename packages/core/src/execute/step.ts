import {
  type BlobRef,
  type BoundStep,
  encodeValue,
  type Failure,
  messageOf,
  PlanError,
  type RunEvent,
  type Value,
  type Waiting,
} from '../model/index.ts'
import { withinTime } from './attempt.ts'
import type { Binder } from './binding.ts'
import type { Conduct } from './conduct.ts'
import { Wait } from './context.ts'
import { AssertFailed, codeOf, failureOf } from './failure.ts'
import { passGate } from './gate.ts'
import type { UnitState } from '../record/index.ts'
import { actAs } from './guard.ts'
import type { StepInHand } from './hand.ts'
import { revertUnit } from './revert-unit.ts'
import { settleInFlight } from './settle.ts'
import { handFromJournal, type Role, stateOf, takeInHand } from './step-hand.ts'
import { applyUnits, demandGoingOn, Interrupted } from './units.ts'

/** How a step ended for now. */
export type StepOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'waiting'; readonly waiting: Waiting }
  | { readonly kind: 'interrupted'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly unsettled: boolean }

/** What a step is run with, beside the run. */
export interface Turn {
  readonly binder: Binder
  readonly role: Role
  /** For a rollback step: its input, bound before the step that it undoes was applied. */
  readonly input?: Value
}

/** Runs a step forward to its end, from wherever the journal says it stands. */
export async function runStep(conduct: Conduct, step: BoundStep, turn: Turn): Promise<StepOutcome> {
  const known = conduct.recorder.state.steps.get(step.id)
  if (known?.phase === 'skipped' || (known?.phase === 'finished' && !(await lostOutput(conduct, step)))) return { kind: 'done' }
  try {
    demandGoingOn(conduct)
    if (!known && (await skips(conduct, step, turn))) return { kind: 'done' }
    const gate = await passGate(conduct, turn.binder, step)
    if (gate) return { kind: 'waiting', waiting: gate }
    if (known?.retryAt) await holdUntil(conduct, new Date(known.retryAt))
    return await tries(conduct, step, turn)
  } catch (cause) {
    return stopped(conduct, step, cause)
  }
}

async function tries(conduct: Conduct, step: BoundStep, turn: Turn): Promise<StepOutcome> {
  for (;;) {
    try {
      await once(conduct, step, turn)
      return { kind: 'done' }
    } catch (cause) {
      if (cause instanceof Wait) await holdUntil(conduct, cause.until)
      else if (!(await cutShortBefore(conduct, turn.binder, step, cause))) await retryOrThrow(conduct, step, cause)
    }
  }
}

async function once(conduct: Conduct, step: BoundStep, turn: Turn): Promise<void> {
  await settleStep(conduct, turn.binder, step)
  const { hand, output } = await withinTime(conduct, step, (timed) => applied(timed, step, turn))
  const { binder } = turn
  if (step.assert !== undefined) await demandAssert(conduct, binder, step, step.assert, output)
  conduct.outputs.set(step.id, output)
  await conduct.recorder.record([await finishedEvent(conduct, hand, output)], 'soon')
}

async function applied(
  conduct: Conduct,
  step: BoundStep,
  { binder, role, input }: Turn,
): Promise<{ readonly hand: StepInHand; readonly output: Value }> {
  const hand = await takeInHand(conduct, binder, step, role, input)
  const { signal } = conduct.halt
  // A step that writes may ask the scope while it computes what it would write.
  const access = hand.traits.effect === 'none' ? 'read' : 'write'
  const results = await actAs({ step: step.id, access, signal }, () => applyUnits(conduct, hand, signal))
  return { hand, output: await hand.type.finish(values(results), hand.input) }
}

/** Settles what a crash left in flight, and takes back what was done in part, so that it can be done again. Errors: `unknown` where a person has to decide. */
export async function settleStep(conduct: Conduct, binder: Binder, step: BoundStep): Promise<void> {
  const units = [...(conduct.recorder.state.steps.get(step.id)?.units.values() ?? [])]
  const inFlight = units.filter(({ phase }) => unsettled.has(phase))
  if (inFlight.length > 0) {
    const hand = await handFromJournal(conduct, binder, step)
    for (const unit of inFlight) {
      if (unit.phase !== 'reverting') await settleInFlight(conduct, hand, unit, 'apply')
      if (unit.phase === 'reverting' || (unit.phase === 'failed' && canRevert(hand, unit))) await revertUnit(conduct, hand, unit)
    }
  }
  const open = units.find(({ phase }) => phase === 'unknown' || phase === 'failed' || phase === 'conflicted')
  if (open) throw new PlanError('unknown', `Cannot go on with step "${step.id}": ${open.reason ?? 'what became of it is unknown'}`)
}

/** Whether a stop had cut the step short in an earlier process, and all that it did is taken back now, so that it can be done again. */
async function cutShortBefore(conduct: Conduct, binder: Binder, step: BoundStep, cause: unknown): Promise<boolean> {
  if (codeOf(cause) !== 'interrupted' || isStopping(conduct)) return false
  const hand = await handFromJournal(conduct, binder, step)
  const applied = [...hand.state.units.values()].filter(({ phase }) => phase === 'applied').toSorted((a, b) => b.number - a.number)
  if (applied.length === 0 || !applied.every((unit) => unit.transaction === undefined && canRevert(hand, unit))) return false
  for (const unit of applied) if ((await revertUnit(conduct, hand, unit)) !== undefined) return false
  return true
}

function isStopping(conduct: Conduct): boolean {
  try {
    demandGoingOn(conduct)
    return false
  } catch {
    return true
  }
}

const unsettled: ReadonlySet<string> = new Set(['intended', 'unknown', 'failed', 'reverting'])

function canRevert({ type }: StepInHand, { undo }: UnitState): boolean {
  return type.revert !== undefined && undo.length > 0
}

async function skips(conduct: Conduct, step: BoundStep, { binder }: Turn): Promise<boolean> {
  if (step.if === undefined) return false
  const { holds } = await binder.test(step.if, step)
  if (!holds) await conduct.recorder.record([{ kind: 'step-skipped', step: step.id, condition: step.if }], 'soon')
  return !holds
}

async function demandAssert(conduct: Conduct, binder: Binder, step: BoundStep, assert: string, output: Value): Promise<void> {
  const { holds, operands } = await binder.test(assert, step, output)
  const shown = holds ? undefined : Object.fromEntries(Object.entries(operands).map(([name, value]) => [name, conduct.masker.mask(value)]))
  await conduct.recorder.record([{ kind: 'check-evaluated', step: step.id, holds, assert, ...(shown && { operands: shown }) }], 'soon')
  if (!holds) throw new AssertFailed(step.id, assert, operands)
}

/** Bytes of JSON above which an output is kept beside the journal, outside of expressions. */
const largest = 1024 * 1024

/** Law: an output that carries a secret is never stored; a large one is a blob. */
async function finishedEvent(conduct: Conduct, { step }: StepInHand, output: Value): Promise<RunEvent> {
  const finished = { kind: 'step-finished', step: step.id } as const
  const encoded = encodeValue(output)
  if (conduct.masker.carries(encoded)) return { ...finished, withheld: true }
  const text = JSON.stringify(encoded) ?? 'null'
  if (text.length <= largest) return { ...finished, output: encoded }
  const outputBlob: BlobRef = await conduct.blobs.put(Buffer.from(text), 'outputs')
  await conduct.blobs.flush()
  conduct.outputs.delete(step.id)
  return { ...finished, outputBlob }
}

/** A check whose output was withheld runs again after a resume: nothing else knows what it gave. */
async function lostOutput(conduct: Conduct, step: BoundStep): Promise<boolean> {
  const state = stateOf(conduct, step)
  return state.withheld && state.effect === 'none' && !conduct.outputs.has(step.id)
}

async function retryOrThrow(conduct: Conduct, step: BoundStep, cause: unknown): Promise<void> {
  const state = conduct.recorder.state.steps.get(step.id)
  const touched = [...(state?.units.values() ?? [])].some(({ phase }) => phase !== 'absent')
  if (!step.retry || !state || touched || cause instanceof Interrupted || conduct.halt.signal.aborted) throw cause
  const now = conduct.effects.clock.now().getTime()
  const retryAt = new Date(now + step.retry.every)
  if (retryAt.getTime() > Date.parse(state.startedAt) + step.retry.for) throw cause
  const failure = failureOf(cause, conduct.masker)
  await conduct.recorder.record(
    [{ kind: 'attempt-failed', step: step.id, attempt: state.attempts + 1, failure, retryAt: retryAt.toISOString() }],
    'soon',
  )
  await holdUntil(conduct, retryAt)
}

/** Sleeps through a short wait; a long one ends the step's turn. Law: waiting does not hold a machine. */
async function holdUntil(conduct: Conduct, until: Date): Promise<void> {
  const { clock, stop, hold = 60_000 } = conduct.effects
  const { halt, cease } = conduct
  const left = until.getTime() - clock.now().getTime()
  if (left > hold) throw new Wait(until)
  if (left > 0) await clock.sleep(left, AbortSignal.any([stop, halt.signal, cease.signal]))
  demandGoingOn(conduct)
}

async function stopped(conduct: Conduct, step: BoundStep, cause: unknown): Promise<StepOutcome> {
  if (cause instanceof Wait) return { kind: 'waiting', waiting: { for: 'time', step: step.id, resumeAfter: cause.until.toISOString() } }
  if (codeOf(cause) === 'interrupted') return { kind: 'interrupted', reason: messageOf(cause) }
  const failure = failureOf(cause, conduct.masker)
  const units = [...(conduct.recorder.state.steps.get(step.id)?.units.values() ?? [])]
  await conduct.recorder.record([{ kind: 'step-failed', step: step.id, failure }], 'durable')
  return { kind: 'failed', failure, unsettled: units.some(({ phase }) => phase === 'unknown') }
}

async function* values(results: readonly Value[]): AsyncIterable<Value> {
  yield* results
}
