import { list, object, type TypeOf, text } from './shape.ts'

/** `plan init --json` */
export const initShape = object('What was written', {
  name: text('The name of the plan'),
  path: text('The plan file, relative to the root'),
  created: list('The files that were written', text('Relative to the root')),
})

/** A value of {@link initShape}. */
export type InitJson = TypeOf<typeof initShape>
