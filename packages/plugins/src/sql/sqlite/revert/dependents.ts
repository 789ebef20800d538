import type { SchemaRow } from '../capture/op.ts'
import { isSameObject, objectNow, schemaRows } from '../capture/schema-rows.ts'
import { type Connection, quoted, rowOf, rowsOf } from '../connection/connection.ts'
import { Conflict } from './conflict.ts'

type Newest = Pick<SchemaRow, 'rowid' | 'type' | 'name'>

/**
 * Does work that takes a table, a column or a name away, and demands that what somebody has built since can still be used: a view, a trigger on another table, a
 * table that refers to it. `newest` had the largest rowid of the catalog then: what came since has a larger one. Where it has moved or is gone (VACUUM
 * numbers all anew), anything may have come since. Errors: {@link Conflict}.
 */
export function keepingDependents(connection: Connection, newest: Newest, work: () => void): void {
  const known = objectNow(connection, newest)?.rowid === newest.rowid ? newest.rowid : 0n
  const since = schemaRows(connection, `rowid > ? AND type <> 'index' AND sql IS NOT NULL`, known).filter((one) =>
    isUsable(connection, one),
  )
  work()
  for (const one of since) {
    const [now] = schemaRows(connection, 'type = ? AND name = ?', one.type, one.name)
    if (now && isSameObject(now, one) && !isUsable(connection, now)) throw new Conflict(`${one.type} "${one.name}" was built upon it since`)
  }
}

function isUsable(connection: Connection, { type, name, table }: SchemaRow): boolean {
  switch (type) {
    case 'view':
      return compiles(connection, `SELECT * FROM main.${quoted(name)}`)
    case 'trigger':
      return writesTo(connection, table).every((sql) => compiles(connection, sql))
    default:
      return !refersToNothing(connection, name)
  }
}

/** What fires every trigger of a table. */
function writesTo(connection: Connection, table: string): readonly string[] {
  const columns = rowsOf<[string]>(connection, `SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0`, table).map(([name]) =>
    quoted(name),
  )
  const name = `main.${quoted(table)}`
  const places = columns.map(() => 'NULL').join(', ')
  return [
    `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${places})`,
    `UPDATE ${name} SET ${columns.map((column) => `${column} = ${column}`).join(', ')}`,
    `DELETE FROM ${name}`,
  ]
}

function compiles({ db }: Connection, sql: string): boolean {
  try {
    db.prepare(sql)
    return true
  } catch {
    return false
  }
}

function refersToNothing(connection: Connection, table: string): boolean {
  const sql = `SELECT 1 FROM pragma_foreign_key_list(?, 'main') f
    WHERE NOT EXISTS (SELECT 1 FROM sqlite_schema s WHERE s.type = 'table' AND s.name = f."table" COLLATE NOCASE)`
  return rowOf(connection, sql, table) !== undefined
}
