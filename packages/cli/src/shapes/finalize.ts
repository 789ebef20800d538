import { outcomeShape } from './run.ts'
import { list, object, type TypeOf } from './shape.ts'

/** `plan finalize --json` */
export const finalizeShape = object('The runs that were finalized', {
  runs: list('In the order in which they were created', outcomeShape),
})

/** A value of {@link finalizeShape}. */
export type FinalizeJson = TypeOf<typeof finalizeShape>
