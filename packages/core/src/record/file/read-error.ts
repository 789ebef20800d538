import { PlanError } from '../../model/index.ts'
import type { RecordFs } from './record-fs.ts'

/** What went wrong while reading `what`, a part of a record: an error of ours as it is, any other (an I/O error, no permission) as `failed`. */
export function readError(what: string, cause: unknown): PlanError {
  if (cause instanceof PlanError) return cause
  return new PlanError('failed', `Cannot read ${what}`, { cause, hint: 'Make it readable, or put it back from a backup' })
}

/** The names in a folder, which messages call `what`. Errors: `failed` where it cannot be read. */
export function namesIn(fs: RecordFs, folder: string, what: string): readonly string[] {
  try {
    return fs.list(folder)
  } catch (cause) {
    throw readError(`${what} "${folder}"`, cause)
  }
}
