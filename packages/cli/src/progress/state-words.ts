import type { RunPhase } from '@backout/core/record'
import type { Ink, Paint } from '../terminal/colour.ts'

/** Where a plan or a run stands, in words. */
export type StateWord = RunPhase | 'open' | 'pending' | 'elsewhere' | 'applied' | 'changed' | 'invalid' | 'orphan'

const looks: { readonly [word in StateWord]: readonly [glyph: string, ink: Ink] } = {
  pending: ['·', 'dim'],
  elsewhere: ['–', 'dim'],
  created: ['·', 'dim'],
  open: ['›', 'yellow'],
  running: ['›', 'cyan'],
  'rolling-back': ['‹', 'cyan'],
  waiting: ['…', 'yellow'],
  interrupted: ['‖', 'yellow'],
  paused: ['!', 'red'],
  applied: ['✔', 'green'],
  succeeded: ['✔', 'green'],
  finalized: ['✔', 'green'],
  baselined: ['✔', 'green'],
  changed: ['≠', 'red'],
  failed: ['✖', 'red'],
  'rolled-back': ['↩', 'yellow'],
  invalid: ['✖', 'red'],
  orphan: ['?', 'dim'],
}

/** A state with its glyph and colour. */
export function stateText(word: StateWord, paint: Paint): string {
  const [glyph, ink] = looks[word]
  return paint(ink, `${glyph} ${word}`)
}

/** Its glyph alone, for where a word stands elsewhere in the line. */
export function stateGlyph(word: StateWord, paint: Paint): string {
  const [glyph, ink] = looks[word]
  return paint(ink, glyph)
}
