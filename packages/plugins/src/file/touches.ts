import { type Access, type DescribeContext, isUnbound, PlanError, type Touch } from '@backout/core/plugin'
import { expandBraces } from './glob/braces.ts'
import { normalPattern } from './glob/normal-pattern.ts'
import { escapeGlob, isExclusion } from './glob/syntax.ts'
import { normalPath } from './path.ts'

const pathsMeaning =
  'Paths and patterns (`*`, `?`, `**`, `{a,b}`, `[ab]`) from the root of the repository; `!` in front excludes, and a directory stands for all that is beneath it.'

/** The schema of `paths`, which means the same in every step type. */
export const pathsSchema = {
  type: 'array',
  items: { type: 'string', minLength: 1, examples: ['src/**/*.ts'] },
  minItems: 1,
  description: `${pathsMeaning} Default: what \`scope.files\` lists.`,
  examples: [['src/**/*.ts', '!src/generated/**']],
} as const

/** The same where they must be given. */
export const requiredPathsSchema = { ...pathsSchema, description: pathsMeaning } as const

/** The schema of one path. */
export const pathSchema = {
  type: 'string',
  minLength: 1,
  description: 'A path from the root of the repository.',
  examples: ['services/crm/src/customer.ts'],
} as const

/** The patterns of a step: its `paths`, else the scope's files; undefined where that is not known. Errors: `invalid` where neither names any: nothing would be done, or checked. */
export function patternsOf(paths: readonly string[] | undefined, context?: DescribeContext): readonly string[] | undefined {
  const patterns = paths ?? context?.scope('files')
  if (patterns?.length !== 0) return patterns
  throw new PlanError('invalid', 'Cannot tell which files are meant: there are no `paths`, and `scope.files` lists none', {
    hint: 'Give `paths`, or list the files in scope.files',
  })
}

/**
 * The touches of patterns; `unknown` without patterns, and where an expression is still to be expanded.
 * Errors: `out-of-scope` for a pattern that can never be in scope; `invalid` where there are only exclusions.
 */
export function touchesOf(patterns: readonly string[] | undefined, access: Access): readonly Touch[] | 'unknown' {
  if (!patterns || patterns.some(isUnbound)) return 'unknown'
  const wanted = patterns.filter((pattern) => !isExclusion(pattern))
  if (wanted.length === 0 && patterns.length > 0) throw onlyExclusions(patterns[0]!)
  const parts = wanted.flatMap((pattern) => expandBraces(pattern) ?? [pattern])
  for (const part of parts) normalPattern(part)
  return [...new Set(parts)].map((part) => ({ resource: 'files', part, access }))
}

/** The touch of one path. Errors: `out-of-scope` for a path that can never be in scope. */
export function touchOf(path: string, access: Access): readonly Touch[] | 'unknown' {
  return isUnbound(path) ? 'unknown' : [{ resource: 'files', part: escapeGlob(normalPath(path)), access }]
}

function onlyExclusions(pattern: string): PlanError {
  return new PlanError('invalid', `Cannot use "${pattern}" alone: it takes away from what others match, and there are none`, {
    hint: 'Put "." in front of it for everything else',
    text: pattern,
  })
}
