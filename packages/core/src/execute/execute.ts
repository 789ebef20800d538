import { type BoundInvariant, type BoundStep, type ErrorCode, type Failure, PlanError } from '../model/index.ts'
import type { Claim } from '../record/index.ts'
import type { Execution } from './unit/execution.ts'
import type { Effects, Outcome } from './effects.ts'
import { isStuck, stuck } from './step/do-again.ts'
import { failureOf } from './supervise/failure.ts'
import { demandNewest } from './other-runs/later-runs.ts'
import { type ListOutcome, runList } from './walk/forward.ts'
import { watchInvariants } from './walk/invariants.ts'
import { type Demand, type OpenRun, openRun, start } from './run/open-run.ts'
import { demandProvided } from './run/demand-provided.ts'
import { claimWritten } from './run/claim-written.ts'
import { finish, pause, suspend } from './run/ending.ts'
import { sayingHalfDone, sayingHowItStands, touched } from './run/half-done.ts'
import { takeBackRun } from './rollback.ts'

/**
 * Starts a run that was created, or goes on with one that is open: from where its journal says it stands, and in the direction it was going. A claim that is
 * given (of a run that was just created) is given up with it; without one the run is claimed. Errors: `busy` where another process holds it, `refused` where it has ended, `restored`, `corrupt`, `missing`.
 */
export async function execute(run: string, effects: Effects, claim?: Claim): Promise<Outcome> {
  const standing = `Run "${run}" stands open: then go on with it: plan resume ${run}`
  await using open = await sayingHowItStands(standing, () => openRun(run, effects, 'go on with', demandOpen, claim))
  const { execution } = open
  const { direction, rollback } = execution.recorder.state
  const waited = [...execution.recorder.state.waits]
  if (direction === 'revert') {
    await demandNewest(execution)
    return await sayingHalfDone(execution, () => takeBackRun(open, rollback?.reason ?? ''), waited)
  }
  await sayingHowItStands(standing, () => start(open, effects, 'apply'))
  const work = async (): Promise<Outcome> => conclude(open, await goForward(execution).catch((cause: unknown) => broken(execution, cause)))
  return await sayingHalfDone(execution, work, waited)
}

const demandOpen: Demand = (facts, state) => {
  const { run } = facts
  const { phase, direction } = state
  if (
    phase === 'created' ||
    phase === 'running' ||
    phase === 'waiting' ||
    phase === 'interrupted' ||
    phase === 'paused' ||
    phase === 'rolling-back'
  )
    return direction === 'apply' ? demandProvided(facts, state) : undefined
  throw new PlanError('refused', `Cannot go on with run "${run}": it has ended (${phase})`, { hint: `See what it did: plan report ${run}` })
}

/** What goes forward, in order: claims, preconditions, steps under the invariants, success criteria. */
async function goForward(execution: Execution): Promise<ListOutcome> {
  const { bound } = execution
  const before = await runList(execution, bound.preconditions, 'check')
  if (before.kind !== 'done') return before
  await claimWritten(execution)
  const steps = await runSteps(execution)
  return steps.kind === 'done' ? runList(execution, bound.successCriteria, 'check') : steps
}

async function runSteps(execution: Execution): Promise<ListOutcome> {
  await using watch = await watchInvariants(execution)
  const outcome = watch.breach() ? undefined : await runList(execution, execution.bound.steps, 'step')
  const failing = outcome?.kind === 'done' ? await watch.settle() : undefined
  const breach = watch.breach()
  if (breach) return { kind: 'breached', invariant: breach.invariant, failure: failureOf(breach.error, execution.masker) }
  return failing ? stoppedBeside(execution, failing) : outcome!
}

/** A run does not succeed beside an invariant that fails: it goes on later, and asks again. */
function stoppedBeside(execution: Execution, { id, every }: BoundInvariant): ListOutcome {
  const { stop, clock } = execution.effects
  if (stop.aborted || execution.halt.signal.aborted)
    return { kind: 'interrupted', reason: `It was stopped while invariant "${id}" did not hold` }
  const resumeAfter = new Date(clock.now().getTime() + every).toISOString()
  return { kind: 'waiting', waits: [{ for: 'time', step: id, resumeAfter }] }
}

/**
 * An error outside of any step: a resource could not be claimed, the journal could not be written. Where nothing was touched yet, the run has failed; one
 * that is under way stays open, to go on once that is mended.
 */
function broken(execution: Execution, cause: unknown): ListOutcome {
  if (!(cause instanceof PlanError) || lasting.has(cause.code) || touched(execution)) throw cause
  return { kind: 'failed', step: execution.bound.steps[0]!, failure: failureOf(cause, execution.masker), unsettled: false }
}

/** Codes of errors that a person has to look at before anything else is written. */
const lasting: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['restored', 'corrupt', 'stale', 'unknown', 'internal', 'interrupted'])

async function conclude(open: OpenRun, outcome: ListOutcome): Promise<Outcome> {
  switch (outcome.kind) {
    case 'done':
      return finish(open, 'succeeded')
    case 'waiting':
    case 'interrupted':
      return suspend(open, outcome)
    case 'breached':
      return breached(open, outcome)
    case 'failed':
      return failed(open, outcome)
    default:
      return outcome satisfies never
  }
}

async function breached(open: OpenRun, { invariant, failure }: ListOutcome & { readonly kind: 'breached' }): Promise<Outcome> {
  if (!touched(open.execution)) return finish(open, 'failed', { failure })
  if (invariant.onFailure !== 'pause') return takeBackRun(open, failure.message, failure)
  return pauseAt(open, invariant, `invariant "${invariant.id}" was breached, and what was applied stays for now`, failure)
}

/** Law: what does not settle is not reverted, nor anything it stands on; `pause` leaves all to a person. */
async function failed(open: OpenRun, { step, failure, unsettled }: ListOutcome & { readonly kind: 'failed' }): Promise<Outcome> {
  if (!touched(open.execution)) return finish(open, 'failed', { failure })
  const pause = step.onFailure === 'pause' || unsettled
  if (!pause) return takeBackRun(open, `step "${step.id}" failed: ${failure.message}`, failure)
  const reason = unsettled ? `what became of step "${step.id}" is unknown` : `step "${step.id}" failed, and what was applied stays for now`
  return pauseAt(open, step, reason, failure)
}

/** Pauses a run after what failed in it, and says where nobody but a person can get it going. */
function pauseAt(open: OpenRun, step: BoundStep, why: string, failure: Failure): Promise<Outcome> {
  const decide = isStuck(open.execution, step)
  return pause(open, { step: step.id, reason: decide ? `${why}: ${stuck}` : why, failure, decide: decide ? step.id : undefined })
}
