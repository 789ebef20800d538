import { type Access, type BoundStep, PlanError } from '../model/index.ts'
import type { Conduct } from './conduct.ts'
import { actAs } from './guard.ts'

/**
 * Runs one piece of a step's own code: under its timeout, aborted with the run, on the step's behalf for all guards.
 * Code that does not end within the grace time after an abort is left behind. Errors: `timeout`, `interrupted`, whatever `body` throws.
 */
export async function attempt<T>(
  conduct: Conduct,
  step: BoundStep,
  access: Access,
  body: (signal: AbortSignal) => Promise<T>,
  timeout: number | undefined = step.timeout,
): Promise<T> {
  const stop = new AbortController()
  const expire = timeout === undefined ? undefined : setTimeout(() => stop.abort(timedOut(step, timeout)), timeout)
  const halt = (): void => stop.abort(conduct.halt.signal.reason)
  if (conduct.halt.signal.aborted) halt()
  conduct.halt.signal.addEventListener('abort', halt)
  const late = lateness(stop.signal, conduct.effects.grace ?? 10_000)
  try {
    const work = actAs({ step: step.id, access, signal: stop.signal }, () => body(stop.signal))
    return await Promise.race([work, late.thrown])
  } catch (cause) {
    throw stop.signal.aborted ? stoppedError(stop.signal, cause) : cause
  } finally {
    clearTimeout(expire)
    conduct.halt.signal.removeEventListener('abort', halt)
    late.end()
  }
}

/** `thrown` rejects `grace` ms after the abort, unless `end` was called before: what does not settle by then is unknown. */
function lateness(signal: AbortSignal, grace: number): { readonly thrown: Promise<never>; end(): void } {
  const { promise: thrown, reject } = Promise.withResolvers<never>()
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => {
    timer = setTimeout(
      () => reject(new PlanError('unknown', 'It did not stop in time after it was told to', { cause: signal.reason })),
      grace,
    )
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    thrown,
    end() {
      signal.removeEventListener('abort', begin)
      clearTimeout(timer)
    },
  }
}

function timedOut(step: BoundStep, timeout: number): PlanError {
  return new PlanError('timeout', `Cannot finish step "${step.id}": it took longer than its timeout of ${timeout / 1000} s`)
}

/** What an aborted piece of code threw says little: the reason of the abort says more, unless the outcome is unknown. */
function stoppedError(signal: AbortSignal, cause: unknown): unknown {
  if (cause instanceof PlanError && cause.code === 'unknown') return cause
  const { reason } = signal
  return reason instanceof PlanError
    ? new PlanError(reason.code, reason.message, { cause, ...(reason.hint && { hint: reason.hint }) })
    : cause
}
