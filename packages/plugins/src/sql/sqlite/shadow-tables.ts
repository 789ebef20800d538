import { type Connection, rowsOf } from './connection.ts'

/**
 * The tables in which virtual tables keep their data, each with its owner. They are called like their owner with something behind it
 * (https://www.sqlite.org/vtab.html#xshadowname), so that of several the one with the longest name is it.
 */
const shadows = `SELECT l.name AS shadow, s.name AS owner, max(length(s.name)) FROM pragma_table_list l
  JOIN sqlite_schema s ON s.type = 'table' AND s.rootpage = 0 AND lower(substr(l.name, 1, length(s.name) + 1)) = lower(s.name) || '_'
  WHERE l.schema = 'main' AND l.type = 'shadow' GROUP BY l.name`

/** The virtual table that keeps its data in a table; none for any other table. */
export function ownersOf(connection: Connection, table: string): readonly string[] {
  return rowsOf<[string]>(connection, `SELECT owner FROM (${shadows}) WHERE shadow = ? COLLATE NOCASE`, table).map(([owner]) => owner)
}

/** The tables in which a virtual table keeps its data; none for any other table. */
export function shadowsOf(connection: Connection, table: string): readonly string[] {
  if (
    rowsOf(connection, `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage = 0 AND name = ? COLLATE NOCASE`, table).length === 0
  )
    return []
  return rowsOf<[string]>(connection, `SELECT shadow FROM (${shadows}) WHERE owner = ? COLLATE NOCASE`, table).map(([shadow]) => shadow)
}
