import { outcomeShape } from './run.ts'
import { list, object, optional, type TypeOf, text } from './shape.ts'

/** `plan run --json` (with --dry-run: what `plan preview --json` prints) */
export const runShape = object('What became of the plans', {
  environment: text('The environment'),
  runs: list('The runs that were made, in order', outcomeShape),
  applied: list('Plans that had been applied already', object('A plan', { name: text('Its name'), run: text('The run that applied it') })),
  notRun: list(
    'Plans of the folder that were not come to',
    object('A plan', { name: text('Its name'), why: text('Why'), hint: optional(text('What to do')) }),
  ),
})

/** A value of {@link runShape}. */
export type RunJson = TypeOf<typeof runShape>
