import { withNames } from './system-error.ts'

/**
 * Why something could not be done. The CLI alone maps codes to exit statuses:
 * `invalid`, `refused`, `out-of-scope`, `missing` → 2 · `failed`, `lost`, `timeout` → 1 · `waiting` → 3 ·
 * `conflict`, `left`, `unknown`, `restored`, `corrupt` → 4 · `busy` → 5 · `interrupted` → 130.
 */
export type ErrorCode =
  | 'invalid' // the plan or the call is wrong
  | 'refused' // a rule (protection, a rejection, running again) does not allow it
  | 'waiting' // a sign-off is missing; nothing was begun
  | 'missing' // something named is not there
  | 'out-of-scope' // an effect outside the plan's scope
  | 'failed' // a step, or a resource under it, failed; nothing is left half done
  | 'lost' // a connection broke, and what was not committed is gone with it; nothing is left half done
  | 'timeout' // it did not end in time
  | 'conflict' // a resource is neither as it was before us nor as we left it
  | 'left' // it failed, and not all that it changed could be put back
  | 'unknown' // whether an effect happened cannot be told
  | 'restored' // the journal knows of an effect that the database does not: it was restored from a backup
  | 'corrupt' // a record does not verify
  | 'stale' // another process took over the claim
  | 'busy' // another run holds the claim, or a resource is locked
  | 'interrupted' // a signal asked us to stop
  | 'internal' // a defect of Backout

/** Codes with which a step, outside of a transaction, promises that it did nothing: by this try. */
export const nothingDone: ReadonlySet<string> = new Set<ErrorCode>(['conflict', 'refused', 'invalid', 'missing', 'busy'])

/** The one error class. The message says what was tried, then what is so; `cause` is kept. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  readonly code: ErrorCode
  /** What to do about it, as a sentence or a command; printed on a line of its own. */
  readonly hint: string | undefined
  /** Where a step type refuses its input: the key that it is about, so that `plan validate` can point at it. */
  readonly about: string | undefined
  /** Where it refuses a text, wherever in its input that stands: the text, so that `plan validate` can point at it, and says nothing while an expression stands in it. */
  readonly text: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly hint?: string | undefined; readonly about?: string; readonly text?: string } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.hint = options.hint
    this.about = options.about
    this.text = options.text
  }

  /** A plugin may bring its own copy of the plugin API, and with it another class of this name: its errors are as good. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== PlanError) return Function.prototype[Symbol.hasInstance].call(this, value)
    return value instanceof Error && value.name === 'PlanError' && 'code' in value
  }
}

/** The message of anything that was thrown, with what its causes say beyond that behind it. */
export function messageOf(error: unknown): string {
  let message = said(error)
  let cause = error
  while (cause instanceof Error && cause.cause !== undefined) {
    cause = cause.cause
    const more = said(cause)
    if (!tells(message, more)) message += `: ${more}`
  }
  return message
}

function said(error: unknown): string {
  return withNames(error instanceof Error ? error.message : String(error))
}

/** Whether a message says already what its cause says. Of an error of the operating system (`EACCES: permission denied, mkdir 'x'`) it is enough what it means. */
function tells(message: string, cause: string): boolean {
  const [, meaning] = /^E[A-Z0-9]+: (.+?), \w+/.exec(cause) ?? []
  return message.includes(cause) || (meaning !== undefined && message.includes(meaning))
}
