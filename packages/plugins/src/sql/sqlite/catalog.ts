import type { SchemaRow } from './capture/op.ts'
import { type Connection, rowOf, rowsOf } from './connection.ts'
import { isLedger } from './ledger/tables.ts'

type Row = readonly [rowid: bigint, type: string, name: string, table: string, sql: string | null]

/** The rows of `sqlite_schema`, without the ledger's, in their order. */
export function catalogOf(connection: Connection): readonly SchemaRow[] {
  return rowsOf<Row>(connection, 'SELECT rowid, type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY rowid')
    .map(schemaRow)
    .filter(isOurs)
}

/** The rows that were added behind `rowid`. */
export function catalogAfter(connection: Connection, rowid: bigint): readonly SchemaRow[] {
  const sql = 'SELECT rowid, type, name, tbl_name, sql FROM main.sqlite_schema WHERE rowid > ? ORDER BY rowid'
  return rowsOf<Row>(connection, sql, rowid).map(schemaRow).filter(isOurs)
}

/** The last rowid of the catalog; 0 for an empty one. */
export function lastRowid(connection: Connection): bigint {
  return rowOf<[bigint | null]>(connection, 'SELECT max(rowid) FROM main.sqlite_schema')?.[0] ?? 0n
}

/** What differs between two states of the catalog. An object is the same one where type and name are; a table that was renamed keeps its rowid. */
export function differences(
  before: readonly SchemaRow[],
  after: readonly SchemaRow[],
): { readonly before: readonly SchemaRow[]; readonly after: readonly SchemaRow[] } {
  const known = new Map(before.map((row) => [textOf(row), row]))
  const left = new Set(after.map(textOf))
  return { before: before.filter((row) => !left.has(textOf(row))), after: after.filter((row) => !known.has(textOf(row))) }
}

/** Everything that a row of the catalog says, as one text. */
export function textOf({ rowid, type, name, table, sql }: SchemaRow): string {
  return JSON.stringify([String(rowid), type, name, table, sql])
}

function schemaRow([rowid, type, name, table, sql]: Row): SchemaRow {
  return { rowid, type, name, table, sql }
}

function isOurs({ table }: SchemaRow): boolean {
  return !isLedger(table)
}
