import { type Infer, isQuick, isUnbound, PlanError, withinTime } from '@backout/core/plugin'
import { defineFileStep } from './file-step.ts'
import { replaceInput, replaceOutput } from './replace/schema.ts'
import { patternsOf, touchesOf } from './touches.ts'
import { findLiteral } from './replace/literal.ts'
import { findPattern, readPattern } from './replace/pattern.ts'

/** `file/replace`: a text, or what a regular expression matches, is replaced in files. */
export const fileReplace = defineFileStep({
  uses: 'file/replace',
  summary: 'Replaces a text, or what a regular expression matches, in files',
  input: replaceInput,
  output: replaceOutput,
  touches: (input, context) => {
    assertSensible(input)
    return touchesOf(patternsOf(input.paths, context), 'write')
  },
  notes: (input) => (findsItself(input) ? ['What it puts in is found again: a second run would replace it once more'] : []),
  async *plan(input, files, context, from) {
    const { planReplacements } = await import('./plan/replace.ts')
    yield* planReplacements(files, input, context, from)
  },
  finish: ({ files, count }) => ({ files, replacements: count }),
})

/** Errors: `invalid`. */
function assertSensible({ find, pattern }: Infer<typeof replaceInput>): void {
  if ((find === undefined) === (pattern === undefined)) {
    throw new PlanError('invalid', 'Cannot tell what to replace: give either "find" (a text) or "pattern" (a regular expression)', {
      about: 'pattern',
    })
  }
  if (pattern !== undefined && !isUnbound(pattern)) readPattern(pattern)
}

/** A pattern is given little time here: nobody has read the plan yet. To watch the time costs more than a quick pattern does. */
function findsItself({ find, pattern, replace }: Infer<typeof replaceInput>): boolean {
  if ([find, pattern, replace].some(isUnbound)) return false
  if (find !== undefined) return !isEmpty(findLiteral(replace, find, ''))
  const search = () => !isEmpty(findPattern(replace, readPattern(pattern ?? ''), ''))
  return isQuick(pattern ?? '', replace) ? search() : (patiently(search) ?? false)
}

function isEmpty(found: Iterable<unknown>): boolean {
  return found[Symbol.iterator]().next().done === true
}

/** ms that all patterns which are not quick may still take: there may be thousands of them. */
let patience = 1000

function patiently<T>(work: () => T): T | undefined {
  if (patience <= 0) return undefined
  const begun = performance.now()
  try {
    return withinTime(50, work)
  } finally {
    patience -= performance.now() - begun
  }
}
