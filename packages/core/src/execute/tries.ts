import { type BoundStep, type Value } from '../model/index.ts'
import { withinTime } from './attempt.ts'
import type { Conduct } from './conduct.ts'
import { Wait } from './context.ts'
import { failureOf } from './failure.ts'
import { demandAssert, finishedEvent } from './finish-step.ts'
import { actAs } from './guard.ts'
import type { StepInHand } from './hand.ts'
import { cutShortBefore, settleStep } from './settle-step.ts'
import { takeInHand } from './step-hand.ts'
import type { StepOutcome, Turn } from './turn.ts'
import { applyUnits, demandGoingOn, Interrupted } from './units.ts'

/** Tries a step until it is done, as often as its `retry` allows. Errors: {@link Wait} where it is to be tried later, whatever the last try threw. */
export async function tries(conduct: Conduct, step: BoundStep, turn: Turn): Promise<StepOutcome> {
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
export async function holdUntil(conduct: Conduct, until: Date): Promise<void> {
  const { clock, stop, hold = 60_000 } = conduct.effects
  const { halt, cease } = conduct
  const left = until.getTime() - clock.now().getTime()
  if (left > hold) throw new Wait(until)
  if (left > 0) await clock.sleep(left, AbortSignal.any([stop, halt.signal, cease.signal]))
  demandGoingOn(conduct)
}

async function* values(results: readonly Value[]): AsyncIterable<Value> {
  yield* results
}
