import { type BoundStep, messageOf, PlanError } from '../model/index.ts'
import type { UnitState } from '../record/index.ts'
import { attemptInTime } from './supervise/attempt.ts'
import type { Execution } from './unit/execution.ts'
import { writeContext } from './unit/context.ts'
import { hintOf } from './supervise/failure.ts'
import type { Effects, Outcome } from './effects.ts'
import type { ActiveStep } from './unit/active-step.ts'
import { type Demand, openRun } from './run/open-run.ts'
import { demandProvided } from './run/demand-provided.ts'
import { stepFromJournal } from './step/start-step.ts'
import { readUndo } from './unit/unit-content.ts'
import { demandGoingOn } from './unit/stop.ts'

/** Ends the rollback window of a run that succeeded: what was set aside is dropped. Errors: `refused` where the run did not succeed. */
export async function finalize(run: string, effects: Effects): Promise<Outcome> {
  await using open = await openRun(run, effects, 'finalize', demandSucceeded)
  const { execution, claim } = open
  const { state } = execution.recorder
  // There is no way back from where it has begun, so it begins only where it can end. The resources of the run are opened even where nothing is set aside: their ledgers go with the last run that needs them.
  for (const resource of state.resources.keys()) await execution.claimed.writable(resource)
  await execution.recorder.record([{ kind: 'finalize-started', actor: effects.actor }], 'durable')
  for (const step of execution.bound.steps) {
    if (state.steps.get(step.id)?.effect === 'write') await discardStep(execution, await stepFromJournal(execution, step))
  }
  await execution.claimed.release(true)
  // What is on record as dropped is not asked for again; what is not dropped yet by a crash is, by whoever goes on.
  await execution.recorder.flush()
  await effects.store.discardBlobs(run)
  await execution.recorder.record([{ kind: 'finalized', actor: effects.actor }], 'durable')
  claim.letGo()
  return { run, state, ending: 'succeeded', left: [] }
}

const demandSucceeded: Demand = (facts, state) => {
  const { run } = facts
  const { phase } = state
  if (phase === 'succeeded') return demandProvided(facts, state)
  throw new PlanError('refused', `Cannot finalize run "${run}": it is ${phase}, not succeeded`, {
    hint: `See where it stands, and what can follow: plan status ${run}`,
  })
}

/** What is dropped is dropped: a stop in between, or an error, leaves a run whose finalize can be gone on with. */
async function discardStep(execution: Execution, active: ActiveStep): Promise<void> {
  const { step, state } = active
  for (const unit of state.units.values()) {
    if (unit.phase !== 'applied' || unit.undo.length === 0) continue
    try {
      demandGoingOn(execution)
      await discardUnit(execution, active, unit)
    } catch (cause) {
      throw notDropped(execution, step, cause)
    }
    await execution.recorder.record([{ kind: 'unit-discarded', step: step.id, unit: unit.number }], 'soon')
  }
}

/** What only the record holds goes with it, and is not looked at. */
async function discardUnit(execution: Execution, { step, type, state }: ActiveStep, unit: UnitState): Promise<void> {
  if (!type.discard) return
  const undo = await readUndo(execution, { step, type }, unit)
  await attemptInTime(execution, step, 'write', async (timed, signal) => {
    const context = writeContext(timed, { step, startedAt: state.startedAt, signal, key: unit.key, direction: 'apply' })
    await type.discard?.(undo, context)
  })
}

/** Some codes mean that nothing is left half done, which is not so here. */
function notDropped({ run }: Execution, { id }: BoundStep, cause: unknown): PlanError {
  const code = cause instanceof PlanError && !/^(failed|lost|timeout)$/.test(cause.code) ? cause.code : 'unknown'
  const message = `Cannot finalize run "${run}": what step "${id}" has set aside is not dropped yet: ${messageOf(cause)}`
  return new PlanError(code, message, {
    cause,
    hint: [hintOf(cause), `Then go on with it: plan finalize ${run}`].filter(Boolean).join('\n'),
  })
}
