import { outcomeShape } from './run.ts'
import { list, object, optional, type TypeOf, text } from './shape.ts'

/** `plan resume --json` and `plan finalize --json` */
export const takenUpShape = object('The runs that were taken up', {
  runs: list('In the order in which they were created', outcomeShape),
  failed: list(
    'With --due: those that could not be taken up',
    object('A run', { run: text('Its id'), message: text('What was tried, and what is so'), hint: optional(text('What to do')) }),
  ),
})

/** A value of {@link takenUpShape}. */
export type TakenUpJson = TypeOf<typeof takenUpShape>
