import type { Applied, Change, ChangeDetail, DescribeContext, ReadContext, StepType, Traits, WriteContext } from './contract.ts'
import type { Infer, JsonSchema } from './schema.ts'
import type { Awaitable, Touch, Value } from '../model/index.ts'

/** A step of one unit whose unit is its input. Only `uses`, `summary`, `input`, `describe` and `apply` are required. */
export interface SimpleStep<Input, Result extends Value, Undo extends Value> {
  readonly uses: `${string}/${string}`
  readonly summary: string
  readonly input: JsonSchema
  readonly output?: JsonSchema
  describe(input: Input, context?: DescribeContext): Awaitable<Partial<Traits> & { readonly touches: readonly Touch[] | 'unknown' }>
  title?(input: Input): string
  details?(input: Input, context: ReadContext): Awaitable<readonly ChangeDetail[]>
  capture?(input: Input, context: WriteContext): Awaitable<Undo>
  apply(input: Input, context: WriteContext): Awaitable<Result>
  probe?(input: Input, context: ReadContext): Promise<'applied' | 'absent' | 'partial'>
  revert?(undo: Undo, after: Result, context: WriteContext): Promise<'reverted' | { readonly conflict: string }>
  discard?(undo: Undo, context: WriteContext): Promise<void>
}

/**
 * Fills in the rest of a step type that has one unit: the unit is the input, the result is the output and the after-state,
 * `effect` is `write` unless said otherwise, the guarantee `at-least-once`, the undo derived where there are `capture` and `revert`.
 */
export function defineStep<const Schema extends JsonSchema, Result extends Value = Value, Undo extends Value = Value>(
  step: SimpleStep<Infer<Schema>, Result, Undo> & { readonly input: Schema },
): StepType<Infer<Schema>, Result, Value, Undo> {
  type Input = Infer<Schema>
  const { capture, revert, probe, discard, title } = step
  const traits = async (input: Input, context?: DescribeContext): Promise<Traits> => ({
    effect: 'write',
    guarantee: 'at-least-once',
    undo: revert ? { kind: 'derived' } : { kind: 'none', reason: `${step.uses} cannot be undone by itself` },
    ...(await step.describe(input, context)),
  })
  return {
    uses: step.uses,
    summary: step.summary,
    input: step.input,
    output: step.output ?? {},
    formats: [1],
    describe: traits,
    async *changes(input: Input, context: ReadContext): AsyncIterable<Change<Value>> {
      const { touches } = await traits(input, context)
      yield {
        unit: input as Value,
        title: title?.(input) ?? step.summary,
        touches: touches === 'unknown' ? [] : touches,
        details: () => step.details?.(input, context) ?? [],
      }
    },
    ...(capture && {
      async *capture(unit: Value, context: WriteContext): AsyncIterable<Undo> {
        yield await capture(unit as Input, context)
      },
    }),
    async apply(unit: Value, context: WriteContext): Promise<Applied<Undo>> {
      const result = await step.apply(unit as Input, context)
      return { result, after: result }
    },
    ...(probe && { probe: (unit: Value, context: ReadContext) => probe(unit as Input, context) }),
    ...(revert && {
      revert: (undo: readonly Undo[], after: Value, context: WriteContext) => revert(undo[0] as Undo, after as Result, context),
    }),
    ...(discard && { discard: (undo: readonly Undo[], context: WriteContext) => discard(undo[0] as Undo, context) }),
    async finish(results: AsyncIterable<Value>): Promise<Result> {
      let last: Value = null
      for await (const result of results) last = result
      return last as Result
    },
  }
}
