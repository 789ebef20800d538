import { type BoundStep, decodeValue, messageOf, PlanError, type Value } from '../../model/index.ts'
import type { StepState, UnitPhase, UnitState } from '../../record/index.ts'
import type { ActiveStep } from '../unit/active-step.ts'
import { withinTime } from '../supervise/attempt.ts'
import type { Execution } from '../unit/execution.ts'
import { codeOf } from '../supervise/failure.ts'
import { isRepeatable } from '../unit/settle.ts'
import { stepFromJournal } from './start-step.ts'
import { stepOutput } from './step-output.ts'
import { readJson } from '../journal/stored-content.ts'
import { journalledResults, repeatUnit } from '../unit/units.ts'

/** Makes the outputs of steps that an earlier process did readable again. */
export async function restoreOutputs(execution: Execution): Promise<void> {
  const { recorder, outputs, tooLarge, masker, bound } = execution
  for (const [id, { output, outputBlob, phase }] of recorder.state.steps) {
    if (phase === 'started' || phase === 'pending') continue
    if (output !== undefined) outputs.set(id, decodeValue(masker.unseal(output)))
    if (outputBlob !== undefined) tooLarge.add(id)
  }
  for (const step of bound.steps) {
    const state = recorder.state.steps.get(step.id)
    if (state && isWithheld(state)) await outputAgain(execution, step)
  }
}

/** A check is asked again for what it gave. What a step that writes gave is not: what its units gave is on record, sealed, and makes its output. */
function isWithheld({ withheld, effect, phase }: StepState): boolean {
  return withheld && effect === 'write' && phase !== 'started' && phase !== 'pending'
}

async function outputAgain(execution: Execution, step: BoundStep): Promise<void> {
  const active = await stepFromJournal(execution, step)
  try {
    execution.outputs.set(step.id, await stepOutput(active.type, journalledResults(execution, active), active.input))
  } catch {
    // A secret in it is not what it was: only who reads the output has to be told, and is.
  }
}

/**
 * What a step gave, for its own rollback: also one so large that no other expression sees it, and one that was never finished, since the step failed or was
 * cut short once it was done, or before anybody knew. Errors: `missing` where nobody can tell; `interrupted`; `corrupt`.
 */
export async function ownOutput(execution: Execution, step: BoundStep): Promise<Value | undefined> {
  const { outputs, recorder, blobs, masker } = execution
  const blob = recorder.state.steps.get(step.id)?.outputBlob
  if (outputs.has(step.id)) return outputs.get(step.id)
  if (blob) return decodeValue(masker.unseal(await readJson(blobs, blob)))
  const output = await unfinishedOutput(execution, step)
  outputs.set(step.id, output)
  return output
}

/** Errors: `missing`; `interrupted`. */
async function unfinishedOutput(execution: Execution, step: BoundStep): Promise<Value> {
  const active = await stepFromJournal(execution, step)
  try {
    for (const unit of active.state.units.values()) if (doubtful.has(unit.phase)) await learnResult(execution, active, unit)
    return await stepOutput(active.type, journalledResults(execution, active), active.input)
  } catch (cause) {
    if (codeOf(cause) === 'interrupted') throw cause
    throw new PlanError('missing', `Cannot tell what step "${step.id}" gave, which its rollback reads: ${messageOf(cause)}`, { cause })
  }
}

const doubtful: ReadonlySet<UnitPhase> = new Set<UnitPhase>(['unknown', 'failed'])

/** Law: where nothing can tell what became of a unit, an idempotent one is repeated, and so gives once more what it gave. Errors: `missing` where it may not be; whatever repeating it throws. */
async function learnResult(execution: Execution, active: ActiveStep, unit: UnitState): Promise<void> {
  if (!isRepeatable(active.state, unit)) throw new PlanError('missing', unit.reason ?? 'what became of it is unknown')
  await withinTime(execution, active.step, (timed) => repeatUnit(timed, active, unit))
}
