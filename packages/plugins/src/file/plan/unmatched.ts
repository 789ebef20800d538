import type { ReadContext } from '@backout/core/plugin'
import { covers } from '../glob/covers.ts'
import { escapeGlob, isExclusion } from '../glob/syntax.ts'

/** Notes which patterns match none of the paths that were found: `nothing matches "lib/**"`. */
export function noteUnmatched(patterns: readonly string[], found: readonly string[], context: Pick<ReadContext, 'note'>): void {
  const matches = (pattern: string): boolean => found.some((path) => covers(pattern, escapeGlob(path)))
  // A pattern that is there as it is written means that, too.
  const unmatched = patterns.filter((pattern) => !isExclusion(pattern) && !matches(pattern) && !matches(escapeGlob(pattern)))
  if (unmatched.length > 0) context.note(`nothing matches ${unmatched.map((pattern) => `"${pattern}"`).join(', ')}`)
}
