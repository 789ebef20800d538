import { PlanError } from '@backout/core/model'

/** The error for a call that does not say what it should: `what` is so, and `hint` is what to do. */
export function unreadableCall(what: string, hint: string): PlanError {
  return new PlanError('invalid', `Cannot read the command line: ${what}`, { hint })
}
