import { replaceSpans, type Span } from '../span.ts'
import { shortest } from '../spelling/forms.ts'

/** A spelling of a secret, where it stands. */
interface Found extends Span {
  readonly spelling: string
}

/** Finds spellings of secrets in texts: at each place the longest. */
export interface SpellingFinder {
  isIn(text: string): boolean
  /** In order; none begins inside of another. */
  find(text: string): Iterable<Found>
  replace(text: string, by: (spelling: string) => string): string
}

/** Characters by which a spelling is looked for. Only where they stand, all of it is compared: an expression of whole keys would be too large for the engine. */
const headLength = 8

/** A finder of these spellings. Very short ones count only where they stand alone; those in `anywhere` wherever they stand. */
export function spellingFinder(spellings: readonly string[], anywhere: readonly string[] = []): SpellingFinder {
  const all = [...spellings, ...anywhere].toSorted((a, b) => b.length - a.length)
  const byHead = Map.groupBy(all, (spelling) => spelling.slice(0, headLength))
  const pattern = all.length === 0 ? undefined : new RegExp([...byHead.keys()].map(literal).join('|'), 'g')
  const counts = (text: string, start: number, spelling: string): boolean =>
    text.startsWith(spelling, start) &&
    (spelling.length >= shortest || anywhere.includes(spelling) || isAlone(text, start, spelling.length))
  /** A head may stand where its spelling does not, and a shorter spelling does. */
  const spellingAt = (text: string, start: number, head: string): string | undefined => {
    for (let length = head.length; length > 0; length -= 1) {
      const spelling = byHead.get(head.slice(0, length))?.find((each) => counts(text, start, each))
      if (spelling !== undefined) return spelling
    }
    return undefined
  }
  function* found(text: string): Generator<Found> {
    for (let from = 0; pattern !== undefined; ) {
      pattern.lastIndex = from
      const match = pattern.exec(text)
      if (!match) return
      const spelling = spellingAt(text, match.index, match[0])
      from = match.index + (spelling?.length ?? 1)
      if (spelling !== undefined) yield { start: match.index, end: from, spelling }
    }
  }
  return {
    isIn: (text) => !found(text).next().done,
    find: found,
    replace: (text, by) => replaceSpans(text, found(text), ({ spelling }) => by(spelling)),
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Letters of any script, digits, underscore: what a short secret must not touch. */
const word = /[\w\u0080-\uffff]/

function isAlone(text: string, start: number, length: number): boolean {
  return !word.test(text[start - 1] ?? ' ') && !word.test(text[start + length] ?? ' ')
}
