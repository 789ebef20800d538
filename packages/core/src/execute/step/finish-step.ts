import { type BlobRef, type BoundStep, encodeValue, type RunEvent, type Value } from '../../model/index.ts'
import type { Execution } from '../unit/execution.ts'
import { AssertFailed } from '../supervise/failure.ts'
import type { ActiveStep } from '../unit/active-step.ts'
import { stateOf } from './start-step.ts'

/** Judges a step's output by its `assert`, on record. Errors: {@link AssertFailed}. */
export async function demandAssert(execution: Execution, step: BoundStep, assert: string, output: Value): Promise<void> {
  const { holds, operands } = await execution.binder.test(assert, step, output)
  const shown = holds
    ? undefined
    : Object.fromEntries(Object.entries(operands).map(([name, value]) => [name, execution.masker.mask(value)]))
  await execution.recorder.record([{ kind: 'check-evaluated', step: step.id, holds, assert, operands: shown }], 'soon')
  if (!holds) throw new AssertFailed(step.id, assert, operands)
}

/** Bytes of JSON above which an output is kept beside the journal, outside of expressions. */
const largest = 1024 * 1024

/** Law: an output that carries a secret is never stored; a large one is a blob. */
export async function finishedEvent(execution: Execution, { step }: ActiveStep, output: Value): Promise<RunEvent> {
  const finished = { kind: 'step-finished', step: step.id } as const
  execution.tooLarge.delete(step.id)
  const encoded = encodeValue(output)
  if (execution.masker.carries(encoded)) return { ...finished, withheld: true }
  const text = JSON.stringify(encoded) ?? 'null'
  if (text.length <= largest) return { ...finished, output: encoded }
  const outputBlob: BlobRef = await execution.blobs.put(Buffer.from(text), 'outputs')
  await execution.blobs.flush()
  execution.outputs.delete(step.id)
  execution.tooLarge.add(step.id)
  return { ...finished, outputBlob }
}

/** A check whose output was withheld runs again after a resume: nothing else knows what it gave. */
export function lostOutput(execution: Execution, step: BoundStep): boolean {
  const state = stateOf(execution, step)
  return state.withheld && state.effect === 'none' && !execution.outputs.has(step.id)
}
