import type { BoundStep } from '../../model/index.ts'
import { passesCondition } from './condition.ts'
import type { Execution } from '../unit/execution.ts'
import { failureOf } from '../supervise/failure.ts'
import { lostOutput } from './finish-step.ts'
import { passGate } from './gate.ts'
import { isRepeatable } from '../unit/settle.ts'
import { holdUntilRetry, tries } from './tries.ts'
import type { StepOutcome, StepOptions } from './step-outcome.ts'
import { demandGoingOn, stopOf } from '../unit/stop.ts'

/** Runs a step forward to its end, from wherever the journal says it stands. */
export async function runStep(execution: Execution, step: BoundStep, options: StepOptions): Promise<StepOutcome> {
  const known = execution.recorder.state.steps.get(step.id)
  if (known?.phase === 'skipped' || (known?.phase === 'finished' && !lostOutput(execution, step))) return { kind: 'done' }
  try {
    demandGoingOn(execution)
    if (!(await passesCondition(execution, step))) return { kind: 'done' }
    const gate = await passGate(execution, step)
    if (gate) return { kind: 'waiting', waiting: gate }
    await holdUntilRetry(execution, step)
    return await tries(execution, step, options)
  } catch (cause) {
    return stopped(execution, step, cause)
  }
}

async function stopped(execution: Execution, step: BoundStep, cause: unknown): Promise<StepOutcome> {
  const stop = stopOf(step, cause)
  if (stop) return stop
  const failure = failureOf(cause, execution.masker)
  const unknown = unitsUnknown(execution, step)
  // A person who stopped it at once is not needed for what going on settles by itself.
  if (failure.code === 'unknown' && execution.effects.abort.aborted && unknown.every(({ isRepeated }) => isRepeated))
    return { kind: 'interrupted', reason: failure.message }
  await execution.recorder.record([{ kind: 'step-failed', step: step.id, failure }], 'durable')
  return { kind: 'failed', failure, unsettled: unknown.length > 0 }
}

/** Units of which nobody knows what became of them, and whether each is simply done again when the run goes on. */
function unitsUnknown({ recorder }: Execution, { id }: BoundStep): readonly { readonly isRepeated: boolean }[] {
  const state = recorder.state.steps.get(id)
  const unknown = [...(state?.units.values() ?? [])].filter(({ phase }) => phase === 'unknown')
  return unknown.map((unit) => ({ isRepeated: state !== undefined && isRepeatable(state, unit) }))
}
