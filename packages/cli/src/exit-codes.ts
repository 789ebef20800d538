import type { ErrorCode } from '@backout/core/model'

/** The exit statuses of `plan`, by what they mean. */
export const exitCodes = {
  /** Done, or applied already. */
  done: 0,
  /** Failed, and rolled back cleanly or nothing was touched. */
  failed: 1,
  /** The plan or the call is wrong. */
  invalid: 2,
  /** Waits for a sign-off or a time. */
  waiting: 3,
  /** A person is needed: paused, conflict, unknown, irreversible. */
  person: 4,
  /** Busy; nothing was touched. */
  busy: 5,
  /** A signal stopped it. */
  interrupted: 130,
} as const

const byCode: { readonly [code in ErrorCode]: number } = {
  invalid: exitCodes.invalid,
  refused: exitCodes.invalid,
  missing: exitCodes.invalid,
  'out-of-scope': exitCodes.invalid,
  waiting: exitCodes.waiting,
  failed: exitCodes.failed,
  lost: exitCodes.failed,
  timeout: exitCodes.failed,
  conflict: exitCodes.person,
  left: exitCodes.person,
  unknown: exitCodes.person,
  restored: exitCodes.person,
  corrupt: exitCodes.person,
  stale: exitCodes.person,
  busy: exitCodes.busy,
  interrupted: exitCodes.interrupted,
  internal: exitCodes.person,
}

/** The exit status of an error's code. */
export function exitCodeOf(code: ErrorCode): number {
  return byCode[code]
}
