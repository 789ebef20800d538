import type { Value } from '../../model/index.ts'
import type { OpaqueStepType } from '../../plugin.ts'

/** What a step gives, from what its units gave, in order, if that will do. Errors: whatever its `judge` or its `finish` throws. */
export async function judgedOutput(type: OpaqueStepType, results: readonly Value[], input: Value): Promise<Value> {
  await type.judge?.(values(results), input)
  return stepOutput(type, results, input)
}

/** The same, whether it will do or not. Errors: whatever its `finish` throws. */
export async function stepOutput(type: OpaqueStepType, results: readonly Value[], input: Value): Promise<Value> {
  return (await type.finish(values(results), input)) ?? null
}

async function* values(results: readonly Value[]): AsyncIterable<Value> {
  yield* results
}
