import { outcomeShape } from './run.ts'
import { list, object, type TypeOf } from './shape.ts'

/** `plan resume --json` */
export const resumeShape = object('The runs that were gone on with', {
  runs: list('In the order in which they were taken up', outcomeShape),
})

/** A value of {@link resumeShape}. */
export type ResumeJson = TypeOf<typeof resumeShape>
