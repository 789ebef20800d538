import type { ColumnOp, Reshape } from '../capture/op.ts'
import { ownPrefix } from '../authority.ts'
import { type Connection, quoted } from '../connection.ts'
import { unpacker } from '../pack.ts'
import { bound, type Cell, placeFor } from '../values.ts'
import { Conflict } from './conflict.ts'
import { anyRow } from './revert-rows.ts'

/** An added column is only taken away while it holds nothing but what ALTER TABLE put there. */
export function demandNothingAdded(connection: Connection, table: string, column: string, filled: Uint8Array | null): void {
  const cell: Cell = filled === null ? null : unpacker(filled).cell()
  if (anyRow(connection, table, `${quoted(column)} IS NOT ${placeFor(cell)}`, cell)) {
    throw new Conflict(`column "${column}" of "${table}" holds values that the unit did not put there`)
  }
}

/** Writes every row anew, so that no cell of a column that is gone stays behind in it. */
export function rewriteRows(connection: Connection, table: string, { key, columns }: Reshape): void {
  const column = quoted(columns[0] ?? key[0]!)
  connection.db.exec(`UPDATE main.${quoted(table)} SET ${column} = ${column}`)
}

/** What {@link restoreColumn} puts back. */
export interface Dropped {
  readonly reshape: Reshape
  /** The table's name once the catalog is edited. */
  readonly table: string
  readonly values: ColumnOp | undefined
}

/** Puts a dropped column back where it was: rows wait in a TEMP table while the table, empty, gets its old definition. */
export function restoreColumn(connection: Connection, { reshape, table, values }: Dropped, edit: () => void): void {
  const { db } = connection
  const { key, columns, dropped } = reshape
  const left = columns.filter((column) => column !== dropped)
  const rows = quoted(`${ownPrefix}rows`)
  const cells = quoted(`${ownPrefix}cells`)
  const places = (prefix: string, names: readonly string[]): string => names.map((_, index) => `${prefix}${index}`).join(', ')
  db.exec(`CREATE TEMP TABLE ${rows} (${places('c', [...key, ...left])})`)
  db.exec(`INSERT INTO temp.${rows} SELECT ${[...key, ...left].map(quoted).join(', ')} FROM main.${quoted(reshape.table)}`)
  db.exec(`CREATE TEMP TABLE ${cells} (${places('k', key)}, v)`)
  db.exec(`CREATE INDEX temp.${quoted(`${ownPrefix}cells_key`)} ON ${cells} (${places('k', key)})`)
  if (values) fill(connection, cells, values)
  db.exec(`DELETE FROM main.${quoted(reshape.table)}`)
  edit()
  const same = key.map((_, index) => `k${index} IS c${index}`).join(' AND ')
  const names = [...key, ...left, dropped!].map(quoted).join(', ')
  db.exec(
    `INSERT INTO main.${quoted(table)} (${names}) SELECT ${places('c', [...key, ...left])}, v FROM temp.${rows} LEFT JOIN temp.${cells} ON ${same}`,
  )
  db.exec(`DROP TABLE temp.${rows}; DROP TABLE temp.${cells}`)
}

function fill(connection: Connection, cells: string, { packed, count, key }: ColumnOp): void {
  const bytes = unpacker(packed)
  for (let index = 0; index < count; index += 1) {
    const row = Array.from({ length: key.length + 1 }, () => bytes.cell())
    connection.own(`INSERT INTO temp.${cells} VALUES (${row.map(placeFor).join(', ')})`).run(...row.map(bound))
  }
}
