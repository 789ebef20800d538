import type { Touch } from '@backout/core/plugin'
import { matchesWildcard } from '../../../wildcard.ts'
import { folded } from '../text/folded.ts'

/**
 * Whether an entry of a plan's scope covers a table (or view): its name, in any case, or a name with `*` in it. A schema in front
 * (`public.customers`) is what another environment's database calls it: here there is but one.
 */
export function coversPart(entry: string, part: string): boolean {
  return [entry, withoutSchema(entry)].some((name) => matchesWildcard(folded(name), folded(part)))
}

/** Whether two touches conflict: the same part, and one of them writes. */
export function partsOverlap(a: Touch, b: Touch): boolean {
  return (a.access === 'write' || b.access === 'write') && (coversPart(a.part, b.part) || coversPart(b.part, a.part))
}

/** The name alone, by which parts that overlap agree; none where it may stand for others. */
export function placesOf(part: string): readonly string[] {
  return part.includes('*') ? [] : [folded(part.slice(part.lastIndexOf('.') + 1))]
}

function withoutSchema(entry: string): string {
  return entry.slice(entry.indexOf('.') + 1)
}
