import { messageOf } from '@backout/core/plugin'
import { type Connection, quoted, rowOf } from '../connection/connection.ts'
import { sqliteCode } from '../connection/failure.ts'

/**
 * What in a table does not hold to its NOT NULL and CHECK constraints, the first as SQLite tells it, or why SQLite cannot tell; undefined where everything does.
 * Reads the whole table.
 */
export function misfitIn(connection: Connection, table: string): string | undefined {
  const { db } = connection
  const [ignores] = rowOf<[bigint]>(connection, 'PRAGMA ignore_check_constraints')!
  db.exec('PRAGMA ignore_check_constraints = OFF')
  try {
    const told = rowOf<[string]>(connection, `PRAGMA main.quick_check(${quoted(table)})`)?.[0]
    return told === 'ok' ? undefined : told
  } catch (error) {
    // A constraint calls a function that an application brings along.
    if (sqliteCode(error) !== sqlError) throw error
    return messageOf(error)
  } finally {
    db.exec(`PRAGMA ignore_check_constraints = ${ignores}`)
  }
}

/** SQLITE_ERROR: a statement that cannot be compiled. */
const sqlError = 1
