import { list, object, type TypeOf, text } from './shape.ts'

/** `plan baseline --json` */
export const baselineShape = object('The plans that were adopted', {
  environment: text('The environment'),
  reason: text('Why'),
  plans: list(
    'In the order in which they were put on record',
    object('A plan', { name: text('Its name'), run: text('The id of its record') }),
  ),
})

/** A value of {@link baselineShape}. */
export type BaselineJson = TypeOf<typeof baselineShape>
