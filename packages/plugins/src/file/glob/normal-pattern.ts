import { PlanError } from '@backout/core/plugin'
import { isReserved, normalPath } from '../path.ts'
import { escapeGlob, isGlob, unescapeGlob } from './syntax.ts'

/**
 * A path or pattern as it is written in a plan, as a pattern without `./`; `.` is the whole tree. Errors: `out-of-scope` for what can never be in scope: what is
 * absolute, `..`, `.git` and `.backout`.
 */
export function normalPattern(pattern: string): string {
  if (isWholeTree(pattern)) return '**'
  if (!isGlob(pattern)) return escapeGlob(normalPath(unescapeGlob(pattern)))
  const refuse = (why: string): never => {
    throw new PlanError('out-of-scope', `Cannot use pattern ${JSON.stringify(pattern)}: ${why}`, { text: pattern })
  }
  if (pattern.startsWith('/')) refuse('it is absolute, and patterns are relative to the root of the repository')
  const names = plainNames(pattern)
  if (names.includes('..')) refuse('it contains ".."')
  const reserved = names.find(isReserved)
  if (reserved !== undefined) refuse(`"${reserved}" can't be in scope`)
  return pattern.replace(/^(?:\.\/)+/, '')
}

/** Whether a pattern stands for all there is. */
export function isWholeTree(pattern: string): boolean {
  return /^(?:\.\/*)+$/.test(pattern)
}

/** Whether a pattern names what is never in scope, so that to exclude it changes nothing. */
export function isNeverInScope(pattern: string): boolean {
  return plainNames(pattern).some(isReserved)
}

/** The segments of a pattern that mean one name each. */
function plainNames(pattern: string): readonly string[] {
  return pattern
    .split('/')
    .filter((segment) => !isGlob(segment))
    .map(unescapeGlob)
}
