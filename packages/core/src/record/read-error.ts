import { PlanError } from '../model/index.ts'

/** What went wrong while reading `what`, a part of a record: an error of ours as it is, any other (an I/O error, no permission) as `failed`. */
export function readError(what: string, cause: unknown): PlanError {
  if (cause instanceof PlanError) return cause
  return new PlanError('failed', `Cannot read ${what}`, { cause, hint: 'Make it readable, or put it back from a backup' })
}
