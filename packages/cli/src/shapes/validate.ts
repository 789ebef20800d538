import { diagnosticShape } from './error.ts'
import { flag, list, number, object, type TypeOf, text } from './shape.ts'

/** `plan validate --json` */
export const validateShape = object('What is wrong in the files', {
  ok: flag('Whether there is no error, and with --strict no warning'),
  files: list('The files that were checked', text('Relative to the root')),
  errors: number('How many errors there are'),
  warnings: number('How many warnings there are'),
  diagnostics: list('All of them, by file and place', diagnosticShape),
  fixed: list(
    'With --fix: what was repaired',
    object('A repaired file', { file: text('Relative to the root'), fixes: list('What was done', text('In words')) }),
  ),
})

/** A value of {@link validateShape}. */
export type ValidateJson = TypeOf<typeof validateShape>
