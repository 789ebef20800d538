import type { Match } from './text.ts'

/** All occurrences of a literal text, from left to right, none inside another. */
export function findLiteral(text: string, find: string, replace: string): readonly Match[] {
  const matches: Match[] = []
  for (let from = text.indexOf(find); from >= 0; from = text.indexOf(find, from + find.length)) {
    matches.push({ from, to: from + find.length, text: replace })
  }
  return matches
}
