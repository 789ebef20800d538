import type { BoundStep, Value } from '../model/index.ts'
import type { UnitState } from '../record/index.ts'
import { withinTime } from './attempt.ts'
import type { Conduct } from './conduct.ts'
import { Wait } from './context.ts'
import { asOfNow, earlierTurn, takeBackStep, takenBackToDoAgain } from './do-again.ts'
import { codeOf, failureOf } from './failure.ts'
import { demandAssert, finishedEvent } from './finish-step.ts'
import { actAs } from './guard.ts'
import type { StepInHand } from './hand.ts'
import { isRepeatable } from './settle.ts'
import { settleStep } from './settle-step.ts'
import { takeInHand } from './step-hand.ts'
import { stepOutput } from './step-output.ts'
import type { StepOutcome, Turn } from './turn.ts'
import { applyUnits, demandGoingOn, Interrupted } from './units.ts'

/** Tries a step until it is done, as often as its `retry` allows. Errors: {@link Wait} where it is to be tried later, whatever the last try threw. */
export async function tries(conduct: Conduct, step: BoundStep, turn: Turn): Promise<StepOutcome> {
  const earlier = earlierTurn(conduct, step)
  for (;;) {
    try {
      await once(conduct, step, turn)
      return { kind: 'done' }
    } catch (thrown) {
      if (thrown instanceof Wait) await holdUntil(conduct, thrown.until)
      else if (!(thrown instanceof Unfit)) await retryOrThrow(conduct, step, thrown, interim)
      else if (!(await takenBackToDoAgain(conduct, turn.binder, step, earlier, thrown.cause))) {
        const cause = asOfNow(conduct, thrown.cause)
        if (nextTry(conduct, step, cause)) await takeBackStep(conduct, turn.binder, step, cause)
        await retryOrThrow(conduct, step, cause, none)
      }
    }
  }
}

/** A step has done all that it was to do, and its result does not do: its `finish` or its `assert` threw the cause. */
class Unfit extends Error {
  static async of<T>(judge: () => Promise<T>): Promise<T> {
    try {
      return await judge()
    } catch (cause) {
      throw new Unfit('The result does not do', { cause })
    }
  }
}

/** Phases of units with which a step may be tried again: it goes on behind what is applied. */
const interim: ReadonlySet<string> = new Set(['absent', 'reverted', 'applied'])
/** Phases of units with which a step whose result does not do may be tried again: there must be nothing of it, and what can be taken back is. */
const none: ReadonlySet<string> = new Set(['absent', 'reverted'])

async function once(conduct: Conduct, step: BoundStep, turn: Turn): Promise<void> {
  await settleStep(conduct, turn.binder, step)
  const { hand, output } = await withinTime(conduct, step, (timed) => applied(timed, step, turn))
  const { binder } = turn
  const { assert } = step
  if (assert !== undefined && !heldBefore(conduct, step)) await Unfit.of(() => demandAssert(conduct, binder, step, assert, output))
  conduct.outputs.set(step.id, output)
  await conduct.recorder.record([await finishedEvent(conduct, hand, output)], 'soon')
}

/** A check that is only asked again because its output carries a secret, and so was not stored, was judged when it was its turn. */
function heldBefore({ recorder }: Conduct, { id }: BoundStep): boolean {
  const state = recorder.state.steps.get(id)
  return state?.withheld === true && state.check?.holds === true
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
  return { hand, output: await Unfit.of(() => stepOutput(hand.type, results, hand.input)) }
}

async function retryOrThrow(conduct: Conduct, step: BoundStep, cause: unknown, phases: ReadonlySet<string>): Promise<void> {
  const state = conduct.recorder.state.steps.get(step.id)
  const retryAt = nextTry(conduct, step, cause)
  if (!state || !retryAt) throw cause
  // Law: where nothing can tell what became of a unit, an idempotent one is repeated.
  const isSettled = (unit: UnitState): boolean => phases.has(unit.phase) || (unit.phase === 'unknown' && isRepeatable(state, unit))
  if (![...state.units.values()].every(isSettled)) throw cause
  const failure = failureOf(cause, conduct.masker)
  await conduct.recorder.record(
    [{ kind: 'attempt-failed', step: step.id, attempt: state.attempts + 1, failure, retryAt: retryAt.toISOString() }],
    'soon',
  )
  await holdUntil(conduct, retryAt)
}

/** When a step's `retry` has it tried again; undefined where it does not, and after a try that left something behind. Each try takes `every` at least: a clock that goes back gives no more of them. */
function nextTry(conduct: Conduct, { id, retry }: BoundStep, cause: unknown): Date | undefined {
  const state = conduct.recorder.state.steps.get(id)
  if (!retry || !state || cause instanceof Interrupted || codeOf(cause) === 'left' || conduct.halt.signal.aborted) return undefined
  const at = conduct.effects.clock.now().getTime() + retry.every
  const isOver = at > Date.parse(state.startedAt) + retry.for || (state.attempts + 1) * retry.every > retry.for
  return isOver ? undefined : new Date(at)
}

/** Sleeps until the time at which a process before this one had the step tried again. Where that is further away than it was then, the clock has gone back, and tells nothing. */
export async function holdUntilRetry(conduct: Conduct, { id, retry }: BoundStep): Promise<void> {
  const at = conduct.recorder.state.steps.get(id)?.retryAt
  if (at === undefined || !retry) return
  const left = Date.parse(at) - conduct.effects.clock.now().getTime()
  if (left <= retry.every) await holdUntil(conduct, new Date(at))
}

/** Sleeps through a short wait; a long one ends the step's turn. Law: waiting does not hold a machine. */
async function holdUntil(conduct: Conduct, until: Date): Promise<void> {
  const { clock, stop, deadline, hold = 60_000 } = conduct.effects
  const { halt, cease } = conduct
  const left = until.getTime() - clock.now().getTime()
  if (left > hold || (deadline && until > deadline)) throw new Wait(until)
  if (left > 0) await clock.sleep(left, AbortSignal.any([stop, halt.signal, cease.signal]))
  demandGoingOn(conduct)
}
