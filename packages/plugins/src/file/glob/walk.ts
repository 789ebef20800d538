import { isReserved } from '../path.ts'
import type { Entry, Tree } from '../tree/tree.ts'
import { matchesName } from './match.ts'
import type { Segment } from './tokens.ts'

/** What of a tree is listed: files and links, files alone, or directories. */
export type Listed = 'any' | 'file' | 'directory'

/** Whether something of a kind is listed. */
export function isListed(kind: Entry['kind'], listed: Listed): boolean {
  return listed === 'any' ? kind !== 'directory' : kind === listed
}

/**
 * The paths of a tree that patterns without braces match, unsorted. Only directories in which something can match
 * are looked into; links are not followed, and what is reserved is passed over.
 */
export function walkMatches(
  tree: Tree,
  patterns: readonly (readonly Segment[])[],
  kind: Listed,
  skips: (directory: string) => boolean,
): readonly string[] {
  const found: string[] = []
  const visit = (directory: string, places: readonly Place[]): void => {
    for (const { name, kind: what } of tree.names(directory)) {
      if (isReserved(name)) continue
      const path = directory === '' ? name : `${directory}/${name}`
      const next = follow(patterns, places, name)
      if (isListed(what, kind) && next.some((place) => isDone(patterns, place))) found.push(path)
      if (what === 'directory' && next.some(([pattern, at]) => at < patterns[pattern]!.length) && !skips(path)) visit(path, next)
    }
  }
  visit(
    '',
    patterns.map((_, pattern): Place => [pattern, 0]),
  )
  return found
}

/** How far a pattern is matched: its number, and that of the segment that comes next. */
type Place = readonly [pattern: number, at: number]

/** The places after one more name, each once. */
function follow(patterns: readonly (readonly Segment[])[], places: readonly Place[], name: string): readonly Place[] {
  const reached: Place[] = []
  const reach = (pattern: number, at: number): void => {
    if (!reached.some(([one, there]) => one === pattern && there === at)) reached.push([pattern, at])
  }
  for (const [pattern, from] of places) {
    const segments = patterns[pattern]!
    let at = from
    // What stands for any number of names also stands for none.
    for (; segments[at] === '**'; at++) reach(pattern, at)
    const segment = segments[at]
    if (segment !== undefined && segment !== '**' && matchesName(segment, name)) reach(pattern, at + 1)
  }
  return reached
}

function isDone(patterns: readonly (readonly Segment[])[], [pattern, at]: Place): boolean {
  return patterns[pattern]!.slice(at).every((segment) => segment === '**')
}
