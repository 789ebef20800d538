import type { Failure, Value, Waiting } from '../../model/index.ts'
import type { Role } from './start-step.ts'

/** How a step ended for now. */
export type StepOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'waiting'; readonly waiting: Waiting }
  | { readonly kind: 'interrupted'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly unsettled: boolean }

/** What a step is run with, beside the run. */
export interface StepOptions {
  readonly role: Role
  /** For a rollback step: its input, bound before the step that it undoes was applied. */
  readonly input?: Value
}
