import { type Failure, messageOf, PlanError } from '../../model/index.ts'
import type { Masker } from '../../secret/index.ts'

/** What was thrown, as the journal keeps it: masked, with the messages of its causes. */
export function failureOf(error: unknown, masker: Masker): Failure {
  const operands = operandsOf(error)
  const hint = hintOf(error)
  return {
    code: codeOf(error),
    message: masker.mask(messageOf(error)),
    hint: hint && masker.mask(hint),
    operands: operands && Object.fromEntries(Object.entries(operands).map(([name, value]) => [masker.mask(name), masker.mask(value)])),
  }
}

/** The code of anything that was thrown. A plugin's own errors are `failed`. */
export function codeOf(error: unknown): string {
  return error instanceof PlanError ? error.code : 'failed'
}

/** An `assert` that does not hold: with the value of each operand. */
export class AssertFailed extends PlanError {
  readonly operands: Readonly<Record<string, string>>

  constructor(step: string, assert: string, operands: Readonly<Record<string, string>>) {
    super('failed', `Check "${step}" does not hold: ${assert}`)
    this.operands = operands
  }
}

/** What to do about an error: its own hint, or that of its first cause that has one. */
export function hintOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return (error instanceof PlanError ? error.hint : undefined) ?? hintOf(error.cause)
}

function operandsOf(error: unknown): Readonly<Record<string, string>> | undefined {
  if (error instanceof AssertFailed) return error.operands
  return error instanceof Error && error.cause !== undefined ? operandsOf(error.cause) : undefined
}

/** Whether an error may pass by itself, and has left nothing behind: a lost connection, a lock of somebody else. A rollback is not left to a person for that at once. */
export function mayPass(cause: unknown): boolean {
  const code = codeOf(cause)
  return code === 'lost' || code === 'busy'
}
