import { type Infer, isUnbound, PlanError, type ReadContext, type StepType, type Value } from '@backout/core/plugin'
import { checkInput, checkOutput } from './check/schema.ts'
import { readPattern } from './replace/pattern.ts'
import type { FilesSession } from './session.ts'
import { patternsOf, touchesOf } from './touches.ts'

type Input = Infer<typeof checkInput>
type Output = { readonly files: number; readonly matches: number }

/** `file/check`: files are there or not, and contain something or not. It has no effect, and fails where it does not hold. */
export const fileCheck: StepType<Input, Output> = {
  uses: 'file/check',
  summary: 'Checks that files exist, or what is in them',
  input: checkInput,
  output: checkOutput,
  formats: [1],
  describe(input, context) {
    assertSensible(input)
    return {
      effect: 'none',
      guarantee: 'idempotent',
      touches: touchesOf(patternsOf(input.paths, context), 'read'),
      undo: { kind: 'derived' },
    }
  },
  async *changes(input, context) {
    const patterns = patternsOf(input.paths, context) ?? []
    const touches = touchesOf(patterns, 'read')
    const { exists = input.paths !== undefined && input.absent === undefined ? true : undefined } = input
    yield {
      unit: { ...input, paths: patterns, ...(exists !== undefined && { exists }) },
      title: titleOf(input, patterns),
      touches: touches === 'unknown' ? [] : touches,
    }
  },
  async apply(unit, context) {
    return { result: await check(unit as Input & { readonly paths: readonly string[] }, context) }
  },
  async finish(results) {
    let last: Value = { files: 0, matches: 0 }
    for await (const result of results) last = result
    return last as Output
  },
}

async function check(input: Input & { readonly paths: readonly string[] }, context: ReadContext): Promise<Output> {
  const [files, { problemsOf }] = await Promise.all([context.session<FilesSession>('files'), import('./check/problems.ts')])
  const passed = new Set<string>()
  const searching = { signal: context.signal, skip: (path: string) => void passed.add(path) }
  const { problems, ...output } = await problemsOf(files, input, searching)
  for (const path of passed) context.note(`${path} is not UTF-8 text, and is not searched`)
  if (problems.length === 0) return output
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : ''
  throw new PlanError('failed', `Files are not as they should be: ${problems.slice(0, 5).join('; ')}${more}`)
}

function assertSensible({ paths, exists, matches, absent }: Input): void {
  if ([paths, exists, matches, absent].every((given) => given === undefined)) {
    throw new PlanError('invalid', 'Cannot check nothing: give "paths" that must be there, or "exists", "matches" or "absent"')
  }
  for (const pattern of [matches, absent]) if (pattern !== undefined && !isUnbound(pattern)) readPattern(pattern)
  if (exists === false && (matches !== undefined || absent !== undefined)) {
    throw new PlanError('invalid', 'Cannot look into files that must not be there: leave out "exists: false", or "matches" and "absent"', {
      about: 'exists',
    })
  }
}

function titleOf({ exists, matches, absent }: Input, patterns: readonly string[]): string {
  const named = patterns.length === 1 ? patterns[0] : `${patterns.length} paths`
  if (exists === false) return `${named}: not there`
  const wanted = [matches === undefined ? '' : `match /${matches}/`, absent === undefined ? '' : `do not match /${absent}/`].filter(Boolean)
  return `${named}: ${wanted.length > 0 ? wanted.join(', ') : 'there'}`
}
