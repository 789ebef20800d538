import { type BoundInvariant, type BoundStep, type Failure, PlanError, type Waiting } from '../../model/index.ts'
import { usualGrace } from '../supervise/attempt.ts'
import type { Execution } from '../unit/execution.ts'
import { planNodes } from './nodes.ts'
import { runStep } from '../step/step.ts'
import type { Role } from '../step/start-step.ts'
import type { StepOutcome } from '../step/step-outcome.ts'
import { walk } from './walk.ts'

/** How a list of steps ended. `waiting` only where nothing else could go on: with all that it waits for, in parallel. */
export type ListOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly step: BoundStep; readonly failure: Failure; readonly unsettled: boolean }
  | { readonly kind: 'breached'; readonly invariant: BoundInvariant; readonly failure: Failure }
  | { readonly kind: 'waiting'; readonly waits: readonly Waiting[] }
  | { readonly kind: 'interrupted'; readonly reason: string }

/** Runs a list forward: steps in parallel where nothing orders them. The first failure stops it. */
export async function runList(execution: Execution, steps: readonly BoundStep[], role: Role): Promise<ListOutcome> {
  const ended = new Map<string, StepOutcome>()
  using timers = new DisposableStack()
  await walk(await planNodes(execution, steps), execution.effects.concurrency ?? 64, async (id) => {
    const outcome = await runStep(execution, execution.byId.get(id)!, { role })
    ended.set(id, outcome)
    if (outcome.kind === 'done') return 'done'
    if (outcome.kind === 'failed') timers.use(cease(execution, id))
    return outcome.kind === 'waiting' ? 'blocked' : 'stop'
  })
  return worst(steps, ended)
}

/** Law: after a failure nothing new begins. What is in flight may end within the grace time, and is aborted then. */
function cease({ cease: nothingNew, halt, effects }: Execution, step: string): NodeJS.Timeout {
  nothingNew.abort()
  const abort = (): void => halt.abort(new PlanError('interrupted', `It was stopped, since step "${step}" failed`))
  return setTimeout(abort, effects.grace ?? usualGrace)
}

function worst(steps: readonly BoundStep[], ended: ReadonlyMap<string, StepOutcome>): ListOutcome {
  // In the order in which they ended: what failed first decides, but for one that leaves the decision to a person.
  const failed = [...ended].flatMap(([id, outcome]) =>
    outcome.kind === 'failed' ? [{ ...outcome, step: steps.find((step) => step.id === id)! }] : [],
  )
  const worstOf = failed.find(({ step }) => step.onFailure === 'pause') ?? failed[0]
  if (worstOf) return worstOf
  const interrupted = [...ended.values()].findLast(({ kind }) => kind === 'interrupted')
  if (interrupted?.kind === 'interrupted') return interrupted
  // In the order of the plan, whichever gate answered first.
  const waits = steps.flatMap(({ id }) => {
    const outcome = ended.get(id)
    return outcome?.kind === 'waiting' ? [outcome.waiting] : []
  })
  return waits.length > 0 ? { kind: 'waiting', waits } : { kind: 'done' }
}
