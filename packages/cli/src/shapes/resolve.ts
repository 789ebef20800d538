import { resolutions } from '@backout/core/model'
import { list, number, object, type TypeOf, text, word } from './shape.ts'

/** `plan resolve --json` */
export const resolveShape = object('What was put on record', {
  run: text('The id of the run'),
  step: text('The id of the step'),
  as: word('What a person said of it', resolutions),
  reason: text('Why'),
  units: list('The numbers of the units that it settles', number('From 0')),
})

/** A value of {@link resolveShape}. */
export type ResolveJson = TypeOf<typeof resolveShape>
