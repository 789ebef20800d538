import { PlanError } from '../model/index.ts'
import { actAs } from './guard.ts'
import { writeContext } from './context.ts'
import type { Effects, Outcome } from './effects.ts'
import type { StepInHand } from './hand.ts'
import { type OpenRun, openRun } from './open-run.ts'
import { handFromJournal } from './step-hand.ts'
import { readUndo } from './unit-content.ts'

/** Ends the rollback window of a run that succeeded: what was set aside is dropped. Errors: `refused` where the run did not succeed. */
export async function finalize(run: string, effects: Effects): Promise<Outcome> {
  await using open = await openRun(run, effects)
  const { conduct, binder, claim } = open
  const { state } = conduct.recorder
  if (state.phase !== 'succeeded') throw new PlanError('refused', `Cannot finalize run "${run}": it is ${state.phase}, not succeeded`)
  await conduct.recorder.record([{ kind: 'finalize-started', actor: effects.actor }], 'durable')
  for (const step of conduct.bound.steps) {
    if (state.steps.get(step.id)?.effect === 'write') await discardStep(open, await handFromJournal(conduct, binder, step))
  }
  // The resources of the run are opened even where nothing is set aside: their ledgers go with the last run that needs them.
  for (const resource of state.resources.keys()) await conduct.claimed.writable(resource)
  await conduct.claimed.release(true)
  await conduct.recorder.record([{ kind: 'finalized', actor: effects.actor }], 'durable')
  claim.letGo()
  await effects.store.discardBlobs(run)
  return { run, ending: 'succeeded', left: [] }
}

async function discardStep({ conduct }: OpenRun, { step, type, state }: StepInHand): Promise<void> {
  for (const unit of state.units.values()) {
    if (unit.phase !== 'applied' || unit.undo.length === 0) continue
    const signal = conduct.halt.signal
    const context = writeContext(conduct, { step, startedAt: state.startedAt, signal, key: unit.key, direction: 'apply' })
    const undo = await readUndo(conduct, { step, type }, unit)
    await actAs({ step: step.id, access: 'write', signal }, async () => type.discard?.(undo, context))
    await conduct.recorder.record([{ kind: 'unit-discarded', step: step.id, unit: unit.number }], 'soon')
  }
}
