import type { RowsOp } from '../capture/op.ts'
import { type Connection, quoted, rowOf } from '../connection.ts'
import { hashSize, rowHasher, unpacker } from '../pack.ts'
import { hasShape, shapeOf } from '../shape.ts'
import { bound, type Cell, exactRow, placeFor } from '../values.ts'
import { Conflict } from './conflict.ts'

/** A row that a unit touched: its key, its cells before (if it was there), the hash of its cells after (if it is there). */
interface Touched {
  readonly key: readonly Cell[]
  readonly before: readonly Cell[] | undefined
  readonly after: Buffer | undefined
}

/** Takes back the rows of one table. All are compared before the first is written; then what was there after goes, and what was there before comes. */
export function revertRows(connection: Connection, ops: readonly RowsOp[]): void {
  const { table } = ops[0]!
  demandTable(connection, ops[0]!)
  const rows = ops.flatMap((op) => [...touchedRows(op)])
  const open = rows.filter((row) => !isBack(connection, ops[0]!, row))
  const where = ops[0]!.key.map((column) => `${quoted(column)} IS ?`)
  for (const { key, after } of open) {
    if (!after) continue
    const places = where.map((text, index) => text.replace('?', placeFor(key[index]!)))
    connection.own(`DELETE FROM main.${quoted(table)} WHERE ${places.join(' AND ')}`).run(...key.map(bound))
  }
  const columns = [...ops[0]!.key, ...ops[0]!.columns].map(quoted).join(', ')
  for (const { before } of open) {
    if (before)
      connection.own(`INSERT INTO main.${quoted(table)} (${columns}) VALUES (${before.map(placeFor).join(', ')})`).run(...before.map(bound))
  }
}

function demandTable(connection: Connection, { table, columns }: RowsOp): void {
  const shape = shapeOf(connection, table)
  if (!shape || !hasShape(shape)) throw new Conflict(`table "${table}" is gone`)
  if (shape.columns.join('\n') !== columns.join('\n')) throw new Conflict(`table "${table}" has other columns than the unit left it with`)
}

function* touchedRows({ packed, count, key, columns }: RowsOp): Generator<Touched> {
  const bytes = unpacker(packed)
  for (let index = 0; index < count; index += 1) {
    const flag = bytes.flag()
    const was = (flag & 1) === 1
    const cells = Array.from({ length: was ? key.length + columns.length : key.length }, () => bytes.cell())
    const after = (flag & 2) === 2 ? Buffer.from(bytes.raw(hashSize)) : undefined
    yield { key: cells.slice(0, key.length), before: was ? cells : undefined, after }
  }
}

/** Whether a row is as it was already. Throws a conflict where it is not as the unit left it either. */
function isBack(connection: Connection, op: RowsOp, { key, before, after }: Touched): boolean {
  const now = hashNow(connection, op, key)
  const was = before && rowHasher()(before)
  if (same(now, after)) return false
  if (same(now, was)) return true
  throw new Conflict(
    `the row of "${op.table}" with ${op.key.map((column, index) => `${column} ${shown(key[index]!)}`).join(', ')} was ${now ? 'changed' : 'deleted'} since`,
  )
}

function hashNow(connection: Connection, { table, key, columns }: RowsOp, cells: readonly Cell[]): Buffer | undefined {
  const where = key.map((column, index) => `${quoted(column)} IS ${placeFor(cells[index]!)}`).join(' AND ')
  const row = exactRow(connection, { columns: [...key, ...columns].map(quoted), from: `FROM main.${quoted(table)} WHERE ${where}` }, cells)
  return row && rowHasher()(row)
}

function same(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b)
}

function shown(cell: Cell): string {
  return typeof cell === 'bigint' || typeof cell === 'number' ? String(cell) : JSON.stringify(String(cell)).slice(0, 60)
}

/** Whether a table has any row for which a condition holds. */
export function anyRow(connection: Connection, table: string, condition: string, ...params: readonly Cell[]): boolean {
  return rowOf(connection, `SELECT 1 FROM main.${quoted(table)} WHERE ${condition} LIMIT 1`, ...params.map(bound)) !== undefined
}
