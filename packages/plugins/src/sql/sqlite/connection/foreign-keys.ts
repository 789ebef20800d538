import { messageOf, PlanError } from '@backout/core/plugin'
import { type Connection, rowsOf } from './connection.ts'
import { extendedCode } from './failure.ts'

/** Whether a foreign key refused it: SQLITE_CONSTRAINT_FOREIGNKEY. */
export function isForeignKey(error: unknown): boolean {
  return extendedCode(error) === 787
}

/** Whether a foreign key refers to columns that can never be referred to: SQLite minds that only where it looks at the key, as it does wherever triggers or RETURNING take part. */
export function isMismatch(error: unknown): boolean {
  return messageOf(error).includes('foreign key mismatch')
}

/** What to do where a table is dropped that others refer to. */
export const rebuildHint = 'Begin a script that drops a table and makes it anew with PRAGMA foreign_keys = OFF'

/** What is thrown where a transaction cannot be committed since a foreign key does not hold: with the rows that refer to nothing. The transaction is open. */
export function danglingAtCommit(connection: Connection, cause: unknown): PlanError {
  const tried = `Cannot commit to ${connection.title}: ${messageOf(cause)}`
  const rows = danglingRows(connection)
  if (rows?.length !== 0) return new PlanError('failed', rows ? `${tried}: ${rows.join(', ')}` : tried, { cause })
  return new PlanError('failed', `${tried}: rows of a table that was dropped were referred to`, { cause, hint: rebuildHint })
}

/** The first few; undefined where SQLite cannot tell, as with a key whose other side cannot be referred to. */
function danglingRows(connection: Connection): readonly string[] | undefined {
  type Row = [table: string, rowid: bigint | null, parent: string]
  try {
    const rows = rowsOf<Row>(connection, 'SELECT "table", rowid, parent FROM pragma_foreign_key_check LIMIT 3')
    return rows.map(
      ([table, rowid, parent]) => `${rowid === null ? 'a row' : `row ${rowid}`} of "${table}" refers to no row of "${parent}"`,
    )
  } catch {
    return undefined
  }
}
