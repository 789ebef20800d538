import { object, type TypeOf, text } from './shape.ts'

/** `plan unlock --json` */
export const unlockShape = object('The run whose claims were freed', {
  run: text('The id of the run'),
  reason: text('Why'),
  actor: text('By whom'),
})

/** A value of {@link unlockShape}. */
export type UnlockJson = TypeOf<typeof unlockShape>
