import { type BoundStep, messageOf, PlanError, type Waiting } from '../../model/index.ts'
import { codeOf } from '../supervise/failure.ts'
import type { Execution } from './execution.ts'

/** Thrown through a step by `context.wait`: the attempt is over, the step is asked again after `until`. */
export class Wait extends Error {
  readonly until: Date

  constructor(until: Date) {
    super(`Waits until ${until.toISOString()}`)
    this.until = until
  }
}

/** Thrown at a unit boundary when someone asked the run to stop. */
export class Interrupted extends PlanError {
  constructor(reason: string) {
    super('interrupted', reason)
  }
}

/**
 * What nothing new may begin for, as it is thrown; undefined while the run goes on. Law: a first signal, or the deadline, stops at a unit boundary. After the
 * deadline it is a {@link Wait}: the run is due again at once.
 */
export function reasonToStop({ effects, halt, cease }: Pick<Execution, 'effects' | 'halt' | 'cease'>): Error | undefined {
  if (halt.signal.aborted) return halt.signal.reason instanceof PlanError ? halt.signal.reason : new Interrupted('The run was stopped')
  if (cease.signal.aborted) return new Interrupted('Another step failed')
  if (effects.stop.aborted) return new Interrupted('The run was asked to stop')
  return effects.deadline && effects.clock.now() >= effects.deadline ? new Wait(effects.deadline) : undefined
}

/** Errors: as {@link reasonToStop} gives them. */
export function demandGoingOn(execution: Pick<Execution, 'effects' | 'halt' | 'cease'>): void {
  const reason = reasonToStop(execution)
  if (reason) throw reason
}

/** How a step ended that threw because it waits, or was stopped; undefined for any other error. */
export function stopOf(
  { id: step }: BoundStep,
  cause: unknown,
): { readonly kind: 'waiting'; readonly waiting: Waiting } | { readonly kind: 'interrupted'; readonly reason: string } | undefined {
  if (cause instanceof Wait) return { kind: 'waiting', waiting: { for: 'time', step, resumeAfter: cause.until.toISOString() } }
  return codeOf(cause) === 'interrupted' ? { kind: 'interrupted', reason: messageOf(cause) } : undefined
}
