import { type BoundStep, type Failure, messageOf, PlanError, writtenRollback } from '../model/index.ts'
import type { Execution } from './unit/execution.ts'
import type { Effects, Outcome } from './effects.ts'
import { ledgersWritten } from './run/claim-written.ts'
import { stopOf } from './unit/stop.ts'
import { finish, pause, suspend } from './run/ending.ts'
import { compareFingerprints, type Difference } from './resource/fingerprints.ts'
import { isInWindow } from './other-runs/standing.ts'
import { withoutOthers } from './other-runs/without-others.ts'
import { planNodes } from './walk/nodes.ts'
import { type Demand, type OpenRun, openRun, start } from './run/open-run.ts'
import { revertStep, type RevertOutcome } from './step/revert-step.ts'
import { sayingHalfDone, sayingHowItStands } from './run/half-done.ts'
import { hadEffect, stillThere } from './run/still-there.ts'
import { demandNewest } from './other-runs/later-runs.ts'
import { backwards, walk } from './walk/walk.ts'

/**
 * Backs a run out: an open one, a failed one, or one that succeeded and is still in its rollback window.
 * Law: newest first; a step only once everything that depends on it is reverted or had no effect; one-way.
 * Errors: `refused` where its window has ended, or a later run stands on it; `busy`, `restored`, `corrupt`, `missing`.
 */
export async function rollback(run: string, effects: Effects, { reason }: { readonly reason: string }): Promise<Outcome> {
  const standing = `Run "${run}" stands as before: then back it out: plan rollback ${run}`
  await using open = await sayingHowItStands(standing, () => openRun(run, effects, 'roll back', demandWindow))
  await demandNewest(open.execution)
  return await sayingHalfDone(open.execution, () => takeBackRun(open, reason))
}

/** The walk backwards, on an open run; it may follow a failure in the same process. */
export async function takeBackRun(open: OpenRun, reason: string, failure?: Failure): Promise<Outcome> {
  const execution = unhalted(open.execution)
  const { recorder, effects } = execution
  await claimReverted(execution)
  const fresh = recorder.state.direction !== 'revert'
  const begun = fresh ? ([{ kind: 'rollback-started', reason, actor: effects.actor }] as const) : []
  await start(open, effects, 'revert', begun)
  const steps = afterPointOfNoReturn(execution)
  const outcomes = new Map<string, RevertOutcome>()
  await walk(backwards(await planNodes(execution, steps)), 1, async (id) => {
    const outcome = await revertOne(execution, execution.byId.get(id)!)
    outcomes.set(id, outcome)
    if (outcome.kind === 'interrupted') return 'stop'
    return outcome.kind === 'waiting' || (outcome.kind === 'stays' && outcome.blocks) ? 'blocked' : 'done'
  })
  return conclude({ ...open, execution }, outcomes, failure)
}

/**
 * Claims every resource with a ledger in which something is to be reverted, before anything is. What steps of rollbacks did is never reverted: once all else is, the ledger may be gone.
 * Errors: `busy`, `restored`.
 */
async function claimReverted(execution: Execution): Promise<void> {
  const { bound, recorder, claimed } = execution
  await claimed.demandWhole(await ledgersWritten(execution))
  const resources = new Set<string>()
  for (const { id } of bound.steps) {
    for (const { transaction, phase } of recorder.state.steps.get(id)?.units.values() ?? []) {
      if (transaction !== undefined && phase !== 'absent' && phase !== 'reverted' && phase !== 'left') resources.add(transaction)
    }
  }
  for (const resource of resources) await claimed.writable(resource)
}

/** What halted the way forward does not halt the way back; a second signal does. */
function unhalted(execution: Execution): Execution {
  const halt = new AbortController()
  const { abort } = execution.effects
  if (abort.aborted) halt.abort(abort.reason)
  abort.addEventListener('abort', () => halt.abort(new PlanError('interrupted', 'The rollback was told to stop at once')), { once: true })
  return { ...execution, halt, cease: new AbortController() }
}

async function revertOne(execution: Execution, step: BoundStep): Promise<RevertOutcome> {
  try {
    return await revertStep(execution, step)
  } catch (cause) {
    return stopOf(step, cause) ?? { kind: 'stays', blocks: true, reason: messageOf(cause) }
  }
}

/** Law: nothing before a passed point of no return is reverted automatically. */
function afterPointOfNoReturn({ bound, recorder }: Execution): readonly BoundStep[] {
  const passed = bound.steps.findLastIndex(
    (step) => step.pointOfNoReturn && hadEffect(recorder.state.steps.get(step.id)?.units.values() ?? []),
  )
  return bound.steps.slice(Math.max(passed, 0))
}

async function conclude(open: OpenRun, outcomes: ReadonlyMap<string, RevertOutcome>, failure: Failure | undefined): Promise<Outcome> {
  const { execution } = open
  const all = [...outcomes]
  const interrupted = all.find(([, outcome]) => outcome.kind === 'interrupted')?.[1]
  if (interrupted?.kind === 'interrupted') return suspend(open, interrupted)
  const staying = all.flatMap(([id, outcome]) => (outcome.kind === 'stays' ? [{ id, ...outcome }] : []))
  const waits = all.flatMap(([, outcome]) => (outcome.kind === 'waiting' ? [outcome.waiting] : []))
  const blocked = staying.find(({ blocks }) => blocks)
  if (waits.length > 0) return suspend(open, { kind: 'waiting', waits })
  if (blocked) {
    const { id: step, reason, decide } = blocked
    return pause(open, { step, reason: `step "${step}" could not be reverted: ${reason}`, decide, failure })
  }
  await execution.claimed.release(true)
  const differing = stillThere(execution).length > 0 ? [] : await compareFingerprints(execution, withoutOthers(execution))
  return finish(open, 'rolled-back', { failure: failure ?? execution.recorder.state.failure, reason: unlike(differing, execution) })
}

/** Law: rollback ends by comparing fingerprints. Every step was reverted, so there is nothing left to do but to tell a person. */
function unlike(differing: readonly Difference[], { bound }: Execution): string | undefined {
  if (differing.length === 0) return undefined
  const isWritten = bound.steps.some((step) => writtenRollback(step).length > 0)
  const why = `something else changed it in between${isWritten ? ', or a rollback that the plan writes does not bring all of it back' : ''}`
  const so = differing.length === 1 ? 'is not as it was' : 'are not as they were'
  return `every step was reverted, but ${differing.map(namesOf).join(', ')} ${so} before the run: ${why}`
}

function namesOf({ resource, parts }: Difference): string {
  const shown = parts.slice(0, 5).map((part) => `"${part}"`)
  const more = parts.length > shown.length ? [`${parts.length - shown.length} more`] : []
  return parts.length === 0 ? resource : `${resource} (${[...shown, ...more].join(', ')})`
}

const demandWindow: Demand = ({ run, bound, effects }, state) => {
  const { phase, finalizing } = state
  if (phase === 'rolled-back' || phase === 'failed' || phase === 'baselined') {
    throw new PlanError(
      'refused',
      `Cannot roll back run "${run}": ${phase === 'baselined' ? 'its plan was adopted, not run' : 'there is nothing left to revert'}`,
      { hint: `See what it did: plan report ${run}` },
    )
  }
  if (isInWindow(bound, state, effects.clock.now())) return
  const hint = 'Write a plan that takes the change back, and have it reviewed'
  throw new PlanError('refused', `Cannot roll back run "${run}": its rollback window has ended`, {
    hint: finalizing && phase !== 'finalized' ? `Part of its undo is gone already; drop the rest: plan finalize ${run}\n${hint}` : hint,
  })
}
