import { list, number, object, optional, type TypeOf, text, word } from './shape.ts'

/** One thing that is wrong in a file. */
export const diagnosticShape = object('One thing that is wrong, or doubtful, in a file', {
  code: text('Which kind of mistake it is'),
  severity: word('An error, or a doubt', ['error', 'warning']),
  message: text('What is wrong, in one sentence'),
  file: optional(text('The file, relative to the root')),
  line: optional(number('From 1')),
  column: optional(number('From 1')),
  suggestion: optional(text('What to do, or the word that was probably meant')),
  fix: optional(text('What "plan validate --fix" would do about it')),
})

/** What every command prints when it has no result. */
export const errorShape = object('What went wrong: printed in place of a result', {
  error: object('What went wrong', {
    code: word('Which kind of failure it is', [
      'invalid',
      'refused',
      'missing',
      'out-of-scope',
      'waiting',
      'failed',
      'lost',
      'timeout',
      'conflict',
      'left',
      'unknown',
      'restored',
      'corrupt',
      'stale',
      'busy',
      'interrupted',
      'internal',
    ]),
    message: text('What was tried, and what is so'),
    hint: optional(text('What to do')),
    diagnostics: optional(list('All that is wrong in the files', diagnosticShape)),
  }),
})

/** A value of {@link diagnosticShape}. */
export type DiagnosticJson = TypeOf<typeof diagnosticShape>
/** A value of {@link errorShape}. */
export type ErrorJson = TypeOf<typeof errorShape>
