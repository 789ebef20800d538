import type { StepPhase } from '@backout/core/record'
import type { Ink } from '../terminal/colour.ts'

/** Where a step stands, in words; a glyph never stands alone. */
export type StepWord =
  | 'pending'
  | 'running'
  | 'stopped'
  | 'done'
  | 'holds'
  | 'skipped'
  | 'failed'
  | 'retrying'
  | 'waiting'
  | 'breached'
  | 'reverting'
  | 'reverted'
  | 'conflict'
  | 'stuck'
  | 'left'
  | 'unknown'

const looks: { readonly [word in StepWord]: readonly [glyph: string, ink: Ink] } = {
  pending: ['·', 'dim'],
  running: ['›', 'cyan'],
  stopped: ['–', 'yellow'],
  done: ['✔', 'green'],
  holds: ['✔', 'green'],
  skipped: ['–', 'dim'],
  failed: ['✖', 'red'],
  retrying: ['↻', 'yellow'],
  waiting: ['…', 'yellow'],
  breached: ['✖', 'red'],
  reverting: ['‹', 'cyan'],
  reverted: ['↩', 'yellow'],
  conflict: ['!', 'red'],
  stuck: ['!', 'red'],
  left: ['!', 'yellow'],
  unknown: ['?', 'red'],
}

const byPhase: { readonly [phase in StepPhase]: StepWord } = {
  pending: 'pending',
  started: 'stopped',
  skipped: 'skipped',
  finished: 'done',
  failed: 'failed',
  reverted: 'reverted',
}

/** The word for where the journal says that a step stands. Of one that has begun and not ended it cannot tell whether anybody is at work. */
export function wordOfPhase(phase: StepPhase, isAtWork = false): StepWord {
  return phase === 'started' && isAtWork ? 'running' : byPhase[phase]
}

/** Whether a step that stands so is at work. */
export function isMoving(word: StepWord): boolean {
  return word === 'running' || word === 'retrying' || word === 'reverting'
}

/** The glyph that stands beside a word. */
export function glyphOf(word: StepWord): string {
  return looks[word][0]
}

/** The colour of a word. */
export function inkOf(word: StepWord): Ink {
  return looks[word][1]
}
