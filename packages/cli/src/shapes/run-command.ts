import { outcomeShape } from './run.ts'
import { anything, list, map, object, optional, type TypeOf, text } from './shape.ts'

/** `plan run --json` (with --dry-run: what `plan preview --json` prints) */
export const runShape = object('What became of the plans', {
  environment: text('The environment'),
  runs: list('The runs that were made, in order', outcomeShape),
  applied: list(
    'Plans that had been applied already',
    object('A plan', {
      name: text('Its name'),
      run: text('The run that applied it'),
      notCommitted: optional(text('With --commit: why there is no commit')),
      inputs: optional(map('The inputs that it was applied with, where they are not those of this call', anything('A value'))),
    }),
  ),
  notRun: list(
    'Plans of the folder that were not come to',
    object('A plan', { name: text('Its name'), why: text('Why'), hint: optional(text('What to do')) }),
  ),
})

/** A value of {@link runShape}. */
export type RunJson = TypeOf<typeof runShape>
