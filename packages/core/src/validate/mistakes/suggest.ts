import { closest, didYouMean } from '../../model/index.ts'
import type { TextEdit } from '../../load/index.ts'
import type { Particulars } from './findings.ts'

/** What to do about a word that names nothing. */
export type Suggestion = Pick<Particulars, 'suggestion' | 'fix'>

/** The one of `known` that a word was probably meant to be, with the fix that writes it; where none is near, `otherwise`. */
export function suggest(
  word: string,
  known: Iterable<string>,
  edits: (meant: string) => readonly TextEdit[],
  otherwise?: string,
): Suggestion {
  const meant = closest(word, known)
  return meant === undefined ? { suggestion: otherwise } : suggestWord(meant, edits)
}

/** That a word was probably meant, with the fix that writes it. */
export function suggestWord(meant: string, edits: (meant: string) => readonly TextEdit[]): Suggestion {
  return { suggestion: didYouMean(meant), fix: { title: `Write "${meant}"`, edits: edits(meant) } }
}
