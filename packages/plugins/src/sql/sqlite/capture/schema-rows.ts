import { type Connection, rowOf, rowsOf } from '../connection/connection.ts'
import { escaped } from '../content/escaped-text.ts'
import { exactRow } from '../content/exact-rows.ts'
import { isVirtualTable } from './virtual-objects.ts'
import type { SchemaRow } from './op.ts'

/** The catalog's rows that a condition picks, in their order. `root` is not looked up: see {@link withRoots}. */
export function schemaRows(connection: Connection, where: string, ...params: readonly (string | bigint)[]): readonly SchemaRow[] {
  type Row = [rowid: bigint, type: string, name: string, table: string, sql: string | null]
  const rows = rowsOf<Row>(
    connection,
    `SELECT rowid, type, name, tbl_name, sql FROM sqlite_schema WHERE ${where} ORDER BY rowid`,
    ...params,
  )
  return rows.map(([rowid, type, name, table, sql]) => ({ rowid, type, name, table, sql: exactText(connection, rowid, sql), root: 'none' }))
}

function exactText(connection: Connection, rowid: bigint, sql: string | null): string | null {
  return sql?.includes('\ufffd') ? escaped(exactRow(connection, ['sql'], `FROM sqlite_schema WHERE rowid = ${rowid}`)?.[0]) : sql
}

/** The rows of a table or view, and of what is on it: a trigger spells the name as its text does. */
export function rowsOn(connection: Connection, table: string): readonly SchemaRow[] {
  return schemaRows(connection, 'tbl_name = ? COLLATE NOCASE', table)
}

/** An object of the catalog as it is now, by type and name. */
export function objectNow(connection: Connection, { type, name }: Pick<SchemaRow, 'type' | 'name'>): SchemaRow | undefined {
  return schemaRows(connection, 'type = ? AND name = ? COLLATE NOCASE', type, name)[0]
}

/** The same rows, with what kind of b-tree each has: known only while it is there. */
export function withRoots(connection: Connection, rows: readonly SchemaRow[]): readonly SchemaRow[] {
  return rows.map((row) => ({ ...row, root: rootOf(connection, row) }))
}

/** The largest rowid of the catalog: what is created gets larger ones. */
export function lastSchemaRow(connection: Connection): bigint {
  return rowOf<[bigint | null]>(connection, 'SELECT max(rowid) FROM sqlite_schema')?.[0] ?? 0n
}

/** Whether two rows of the catalog say the same, wherever they stand. */
export function isSameObject(one: SchemaRow, other: SchemaRow): boolean {
  return one.type === other.type && one.name === other.name && one.table === other.table && one.sql === other.sql
}

function rootOf(connection: Connection, row: SchemaRow): SchemaRow['root'] {
  const { type, name } = row
  if (type !== 'table') return type === 'index' ? 'index' : 'none'
  if (isVirtualTable(row)) return 'none'
  const [withoutRowid] = rowOf<[bigint]>(connection, `SELECT wr FROM pragma_table_list(?) WHERE schema = 'main'`, name) ?? [0n]
  return withoutRowid === 1n ? 'index' : 'table'
}
