import { type Access, type BoundStep, longestTimer, PlanError } from '../../model/index.ts'
import type { Effects } from '../effects.ts'
import { actAs } from './guard.ts'

/** ms that code has to end after it was told to, unless the effects say another time. */
export const usualGrace = 10_000

/** What is to be stopped, and what times it. */
interface Timed {
  readonly halt: { readonly signal: AbortSignal }
  readonly effects: Pick<Effects, 'grace' | 'limit'>
}

/**
 * Runs one piece of a step's own code: aborted with the run, on the step's behalf for all guards. Code that does not end within the
 * grace time after an abort is left behind, and what it did is unknown. Errors: `unknown`, the reason of the abort, whatever `body` throws.
 */
export async function attempt<T>(
  { halt, effects }: Timed,
  step: BoundStep,
  access: Access,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal } = halt
  using late = lateness(signal, effects.grace ?? usualGrace, () => {
    return new PlanError('unknown', 'It did not stop in time after it was told to', { cause: signal.reason })
  })
  try {
    return await Promise.race([actAs({ step: step.id, access, signal }, () => body(signal)), late.thrown])
  } catch (cause) {
    throw signal.aborted ? stoppedError(signal, cause) : cause
  }
}

/**
 * Runs all of one try of a step under its timeout: `body` gets an execution that is halted when the time is over, and with the run. The pieces with an
 * effect end or are given up by then; whatever else still hangs is left behind after twice the grace time. `times` is how often `body` does what the timeout is for.
 * Errors: `timeout`, whatever `body` throws.
 */
export async function withinTime<T, Within extends Timed>(
  execution: Within,
  step: BoundStep,
  body: (timed: Within & { readonly halt: AbortController }) => Promise<T>,
  times = 1,
): Promise<T> {
  const time = (step.timeout ?? Number.POSITIVE_INFINITY) * times
  const halt = new AbortController()
  const { signal } = halt
  const follow = (): void => halt.abort(execution.halt.signal.reason)
  if (execution.halt.signal.aborted) follow()
  execution.halt.signal.addEventListener('abort', follow)
  const expire = time === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => halt.abort(timedOut(step)), Math.min(time, longestTimer))
  const { grace = usualGrace, limit } = execution.effects
  using late = lateness(signal, 2 * grace, () => reasonOf(signal, undefined))
  using _ = limit?.(step.id, time + grace)
  try {
    return await Promise.race([body({ ...execution, halt }), late.thrown])
  } finally {
    clearTimeout(expire)
    execution.halt.signal.removeEventListener('abort', follow)
  }
}

/** {@link attempt} as all of a try, under the step's timeout: `body` gets what {@link withinTime} gives, and the signal. Errors: of both. */
export function attemptInTime<T, Within extends Timed>(
  execution: Within,
  step: BoundStep,
  access: Access,
  body: (timed: Within & { readonly halt: AbortController }, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withinTime(execution, step, (timed) => attempt(timed, step, access, (signal) => body(timed, signal)))
}

/** Waits for code that has no effect; what hangs is left behind after twice the grace time once the run is told to stop. Errors: the reason of the stop. */
export async function unlessStopped<T>({ halt, effects }: Timed, work: Promise<T>): Promise<T> {
  using late = lateness(halt.signal, 2 * (effects.grace ?? usualGrace), () => reasonOf(halt.signal, undefined))
  return await Promise.race([work, late.thrown])
}

interface Lateness extends Disposable {
  /** Rejects `grace` ms after the abort, unless it was disposed of before. */
  readonly thrown: Promise<never>
}

function lateness(signal: AbortSignal, grace: number, error: () => unknown): Lateness {
  const { promise: thrown, reject } = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => {
    timer = setTimeout(() => reject(error()), grace)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    thrown,
    [Symbol.dispose]() {
      signal.removeEventListener('abort', begin)
      clearTimeout(timer)
    },
  }
}

function timedOut({ id, timeout = 0 }: BoundStep): PlanError {
  return new PlanError('timeout', `Cannot finish step "${id}": it took longer than its timeout of ${timeout / 1000} s`)
}

/** What an aborted piece of code threw says little: the reason of the abort says more, unless the outcome is unknown. */
function stoppedError(signal: AbortSignal, cause: unknown): unknown {
  return cause instanceof PlanError && cause.code === 'unknown' ? cause : reasonOf(signal, cause)
}

function reasonOf({ reason }: AbortSignal, cause: unknown): unknown {
  if (!(reason instanceof PlanError)) return cause ?? reason
  return new PlanError(reason.code, reason.message, { cause, hint: reason.hint })
}
