import { type Connection, rowOf, rowsOf } from '../connection/connection.ts'

/**
 * The tables in which virtual tables keep their data, each with the virtual table that owns it. Their names begin with the owner's
 * (https://www.sqlite.org/vtab.html#xshadowname); where several virtual tables fit, the one with the longest name is the owner.
 */
const shadows = `SELECT l.name AS shadow, s.name AS owner, max(length(s.name)) FROM pragma_table_list l
  JOIN sqlite_schema s ON s.type = 'table' AND s.rootpage = 0 AND lower(substr(l.name, 1, length(s.name) + 1)) = lower(s.name) || '_'
  WHERE l.schema = 'main' AND l.type = 'shadow' GROUP BY l.name`

/** The virtual table that keeps its data in a table; undefined for any other table. */
export function ownerOf(connection: Connection, table: string): string | undefined {
  return rowOf<[string]>(connection, `SELECT owner FROM (${shadows}) WHERE shadow = ? COLLATE NOCASE`, table)?.[0]
}

/** The tables in which a virtual table keeps its data; none for any other table. */
export function shadowsOf(connection: Connection, table: string): readonly string[] {
  if (!isVirtual(connection, table)) return []
  return rowsOf<[string]>(connection, `SELECT shadow FROM (${shadows}) WHERE owner = ? COLLATE NOCASE`, table).map(([shadow]) => shadow)
}

function isVirtual(connection: Connection, table: string): boolean {
  const sql = `SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage = 0 AND name = ? COLLATE NOCASE`
  return rowOf(connection, sql, table) !== undefined
}
