import type { DescribeContext, Infer, JsonSchema, ReadContext, StepType, Touch, Traits, Value } from '@backout/core/plugin'
import type { PlannedFiles } from './pack/planned-files.ts'
import type { Pack, PackUndo } from './pack/unit.ts'
import type { FilesSession } from './session.ts'

/** A step type that rewrites files: all but what it wants is given. */
export interface FileStep<Schema extends JsonSchema, Output extends Value> {
  readonly uses: `${string}/${string}`
  readonly summary: string
  readonly input: Schema
  readonly output: JsonSchema
  /** What is touched; `unknown` where that takes the scope. Throws `invalid`. */
  touches(input: Infer<Schema>, context?: DescribeContext): readonly Touch[] | 'unknown'
  notes?(input: Infer<Schema>): readonly string[]
  /** Computes, read-only, what is to become of which file. Files that are as wanted are left out. */
  plan(input: Infer<Schema>, files: FilesSession, context: ReadContext, from?: Value): AsyncIterable<PlannedFiles>
  /** The output, from how many files were changed and what was counted in them. */
  finish(total: { readonly files: number; readonly count: number }): Output
}

/** A step type on files: units are packs, applied by compare-and-swap, with before-images as undo. */
export function defineFileStep<const Schema extends JsonSchema, Output extends Value>(
  step: FileStep<Schema, Output>,
): StepType<Infer<Schema>, Output> {
  const session = (context: ReadContext): Promise<FilesSession> => context.session<FilesSession>('files')
  return {
    uses: step.uses,
    summary: step.summary,
    input: step.input,
    output: step.output,
    units: 'many',
    formats: [1],
    describe: (input, context) => traitsOf(step, input, context),
    async *changes(input, context, { checkpoint }) {
      const [files, { packsOf }] = await Promise.all([session(context), import('./pack/packs.ts')])
      yield* packsOf(files.tree, step.plan(input, files, context, checkpoint))
    },
    async *capture(unit, context) {
      const [files, { capturePack }] = await Promise.all([session(context), import('./pack/capture.ts')])
      yield* capturePack(files, unit as unknown as Pack) as Iterable<never>
    },
    async apply(unit, context) {
      const [files, { applyPack }] = await Promise.all([session(context), import('./pack/apply.ts')])
      return applyPack(files, unit as unknown as Pack)
    },
    async probe(unit, context) {
      const [files, { probePack }] = await Promise.all([session(context), import('./pack/probe.ts')])
      return probePack(files, unit as unknown as Pack)
    },
    async revert(undo, _after, context) {
      const [files, { revertPack }] = await Promise.all([session(context), import('./pack/revert.ts')])
      return revertPack(files, undo as unknown as readonly PackUndo[])
    },
    finish: async (results) => step.finish(await totalOf(results)),
  }
}

function traitsOf<Schema extends JsonSchema, Output extends Value>(
  step: FileStep<Schema, Output>,
  input: Infer<Schema>,
  context?: DescribeContext,
): Traits {
  const notes = step.notes?.(input) ?? []
  return {
    effect: 'write',
    guarantee: 'idempotent',
    touches: step.touches(input, context),
    undo: { kind: 'derived' },
    ...(notes.length > 0 && { notes }),
  }
}

async function totalOf(results: AsyncIterable<Value>): Promise<{ readonly files: number; readonly count: number }> {
  let [files, count] = [0, 0]
  for await (const result of results) {
    const unit = result as { readonly files: number; readonly count: number } | null
    files += unit?.files ?? 0
    count += unit?.count ?? 0
  }
  return { files, count }
}
