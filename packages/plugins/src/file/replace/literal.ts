import type { Match } from './text.ts'

/** All occurrences of a literal text, from left to right, none inside another. */
export function* findLiteral(text: string, find: string, replace: string): Iterable<Match> {
  for (let from = text.indexOf(find); from >= 0; from = text.indexOf(find, from + find.length)) {
    yield { from, to: from + find.length, text: replace }
  }
}
