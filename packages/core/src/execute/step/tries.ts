import type { BoundStep, Value } from '../../model/index.ts'
import type { UnitPhase, UnitState } from '../../record/index.ts'
import { withinTime } from '../supervise/attempt.ts'
import type { Execution } from '../unit/execution.ts'
import { demandGoingOn, Interrupted, Wait } from '../unit/stop.ts'
import { asOfNow, earlierTurn, takeBackStep, takenBackToDoAgain } from './do-again.ts'
import { codeOf, failureOf, mayPass } from '../supervise/failure.ts'
import { demandAssert, finishedEvent } from './finish-step.ts'
import { actAs } from '../supervise/guard.ts'
import type { ActiveStep } from '../unit/active-step.ts'
import { isRepeatable } from '../unit/settle.ts'
import { settleStep } from './settle-step.ts'
import { type Role, startStep } from './start-step.ts'
import { judgedOutput } from './step-output.ts'
import type { StepOutcome, StepOptions } from './step-outcome.ts'
import { applyUnits } from '../unit/units.ts'

/** Tries a step until it is done, as often as its `retry` allows. Errors: {@link Wait} where it is to be tried later, whatever the last try threw. */
export async function tries(execution: Execution, step: BoundStep, options: StepOptions): Promise<StepOutcome> {
  const { role } = options
  const earlier = earlierTurn(execution, step)
  for (;;) {
    try {
      await once(execution, step, options)
      return { kind: 'done' }
    } catch (thrown) {
      if (thrown instanceof Wait) await holdUntil(execution, comingTime(execution, thrown.until))
      else if (!(thrown instanceof Unfit)) await retryOrThrow(execution, step, role, thrown, interim)
      else if (!(await takenBackToDoAgain(execution, step, earlier, thrown.cause))) {
        const cause = asOfNow(execution, thrown.cause)
        if (nextTry(execution, step, role, cause)) await takeBackStep(execution, step, cause)
        await retryOrThrow(execution, step, role, cause, none)
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
const interim: ReadonlySet<UnitPhase> = new Set<UnitPhase>(['absent', 'reverted', 'applied'])
/** Phases of units with which a step whose result does not do may be tried again: there must be nothing of it, and what can be taken back is. */
const none: ReadonlySet<UnitPhase> = new Set<UnitPhase>(['absent', 'reverted'])

async function once(execution: Execution, step: BoundStep, options: StepOptions): Promise<void> {
  await settleStep(execution, step)
  const { active, output } = await withinTime(execution, step, (timed) => applied(timed, step, options))
  const { assert } = step
  if (assert !== undefined && !heldBefore(execution, step)) await Unfit.of(() => demandAssert(execution, step, assert, output))
  execution.outputs.set(step.id, output)
  await execution.recorder.record([await finishedEvent(execution, active, output)], 'soon')
}

/** A check that is only asked again because its output carries a secret, and so was not stored, was judged when it was its turn. */
function heldBefore({ recorder }: Execution, { id }: BoundStep): boolean {
  const state = recorder.state.steps.get(id)
  return state?.withheld === true && state.check?.holds === true
}

async function applied(
  execution: Execution,
  step: BoundStep,
  { role, input }: StepOptions,
): Promise<{ readonly active: ActiveStep; readonly output: Value }> {
  const active = await startStep(execution, step, role, input)
  const { signal } = execution.halt
  // A step that writes may ask the scope while it computes what it would write.
  const access = active.traits.effect === 'none' ? 'read' : 'write'
  const results = await actAs({ step: step.id, access, signal }, () => applyUnits(execution, active, signal))
  return { active, output: await Unfit.of(() => judgedOutput(active.type, results, active.input)) }
}

async function retryOrThrow(
  execution: Execution,
  step: BoundStep,
  role: Role,
  cause: unknown,
  phases: ReadonlySet<UnitPhase>,
): Promise<void> {
  const state = execution.recorder.state.steps.get(step.id)
  const retryAt = nextTry(execution, step, role, cause)
  if (!state || !retryAt) throw cause
  // Law: where nothing can tell what became of a unit, an idempotent one is repeated.
  const isSettled = (unit: UnitState): boolean => phases.has(unit.phase) || (unit.phase === 'unknown' && isRepeatable(state, unit))
  if (![...state.units.values()].every(isSettled)) throw cause
  const failure = failureOf(cause, execution.masker)
  await execution.recorder.record(
    [{ kind: 'attempt-failed', step: step.id, attempt: state.failures + 1, failure, retryAt: retryAt.toISOString() }],
    'soon',
  )
  await holdUntil(execution, retryAt)
}

/** How a step of a rollback is tried again where {@link mayPass} what stopped it: nobody has to come for that. */
const inRollback = { every: 1000, most: 2 }

/**
 * When a step is tried again: as its `retry` says, and in a rollback where what stopped it may pass; undefined where it is not, and after a try that left something behind. Each try takes
 * `every` at least: a clock that goes back gives no more of them.
 */
function nextTry(execution: Execution, { id, retry }: BoundStep, role: Role, cause: unknown): Date | undefined {
  const state = execution.recorder.state.steps.get(id)
  if (!state || cause instanceof Interrupted || codeOf(cause) === 'left' || execution.halt.signal.aborted) return undefined
  const now = execution.effects.clock.now().getTime()
  if (role === 'rollback' && mayPass(cause) && state.failures < inRollback.most) return new Date(now + inRollback.every)
  if (!retry) return undefined
  const at = now + retry.every
  const isOver = at > Date.parse(state.startedAt) + retry.for || (state.failures + 1) * retry.every > retry.for
  return isOver ? undefined : new Date(at)
}

/** Sleeps until the time at which a process before this one had the step tried again. Where that is further away than it was then, the clock has gone back, and tells nothing. */
export async function holdUntilRetry(execution: Execution, { id, retry }: BoundStep): Promise<void> {
  const at = execution.recorder.state.steps.get(id)?.retryAt
  if (at === undefined || !retry) return
  const left = Date.parse(at) - execution.effects.clock.now().getTime()
  if (left <= retry.every) await holdUntil(execution, new Date(at))
}

/** ms until a step is asked again that waits for a time which is over: it must not keep a processor and the journal busy. */
const breath = 1000

function comingTime(execution: Execution, until: Date): Date {
  demandGoingOn(execution)
  const now = execution.effects.clock.now()
  return until > now ? until : new Date(now.getTime() + breath)
}

/** Sleeps through a short wait; a long one ends the step's turn. Law: waiting does not hold a machine. */
async function holdUntil(execution: Execution, until: Date): Promise<void> {
  const { clock, stop, deadline, hold = 60_000 } = execution.effects
  const { halt, cease } = execution
  const left = until.getTime() - clock.now().getTime()
  if (left > hold || (deadline && until > deadline)) throw new Wait(until)
  if (left > 0) await clock.sleep(left, AbortSignal.any([stop, halt.signal, cease.signal]))
  demandGoingOn(execution)
}
