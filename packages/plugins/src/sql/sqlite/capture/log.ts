import { type Connection, quoted } from '../connection.ts'
import { hashSize, packer, rowHasher } from '../pack.ts'
import { cellsOf, type Shape } from '../shape.ts'
import { type Cell, exactRows } from '../values.ts'
import { chunkSize, type RowsOp } from './op.ts'

/**
 * A TEMP table that holds for each row of a table that was touched, once, how it was before: `n` (the rowid, or a number of our own),
 * `existed`, and its cells `b0`, `b1`, … if it existed, else its key alone. TEMP tables are this connection's own, and spill to a file
 * of their own when they grow.
 */
export interface Log {
  readonly shape: Shape
  readonly name: string
}

/** Creates an empty log. Values keep their types: its columns have none. */
export function createLog(connection: Connection, shape: Shape, name: string): Log {
  const cells = cellsOf(shape).map((_, at) => `b${at}`)
  const unique = shape.hasRowid ? [] : [`UNIQUE (${shape.key.map((_, at) => `b${at}`).join(', ')})`]
  connection.db.exec(`CREATE TEMP TABLE ${quoted(name)} (${['n INTEGER PRIMARY KEY', 'existed', ...cells, ...unique].join(', ')})`)
  return { shape, name }
}

/** Enters every row of the table as it is now. */
export function enterAll(connection: Connection, { shape, name }: Log): void {
  const cells = cellsOf(shape)
  const n = shape.hasRowid ? cells[0]! : 'NULL'
  connection.db.exec(`INSERT INTO temp.${quoted(name)} SELECT ${[n, '1', ...cells].join(', ')} FROM main.${quoted(shape.table)}`)
}

/** Enters the rows that the log does not know: they were inserted since {@link enterAll}. */
export function enterNew(connection: Connection, log: Log): void {
  const { shape, name } = log
  const keys = cellsOf({ key: shape.key, columns: [] }, 't')
  const places = [shape.hasRowid ? 'n, existed' : 'existed', ...shape.key.map((_, at) => `b${at}`)].join(', ')
  const values = [...(shape.hasRowid ? [keys[0]!] : []), '0', ...keys].join(', ')
  connection.db.exec(`INSERT INTO temp.${quoted(name)} (${places}) SELECT ${values} FROM main.${quoted(shape.table)} t
    WHERE NOT EXISTS (SELECT 1 FROM temp.${quoted(name)} l WHERE ${sameKey(shape)})`)
}

/** Drops a log. */
export function dropLog(connection: Connection, { name }: Log): void {
  connection.db.exec(`DROP TABLE IF EXISTS temp.${quoted(name)}`)
}

/** The rows that differ from what they were, packed into ops of about 1 MiB. Of a table that was `dropped` none is left. */
export function* rowsOps(connection: Connection, log: Log, dropped = false): Generator<RowsOp> {
  const { shape } = log
  const width = shape.key.length + shape.columns.length
  const pack = packer()
  const hashed = rowHasher()
  let count = 0
  const op = (): RowsOp => ({ op: 'rows', table: shape.table, key: shape.key, columns: shape.columns, count, packed: pack.take() })
  for (const cells of exactRows(connection, dropped ? alone(log) : joined(log))) {
    const before = cells[1] === 1n ? cells.slice(2, 2 + width) : undefined
    const after = cells[2 + width] === 1n ? cells.slice(3 + width) : undefined
    if (!packRow(pack, shape, before, after, hashed)) continue
    count++
    if (pack.size < chunkSize) continue
    yield op()
    count = 0
  }
  if (count > 0) yield op()
}

/** Packs a row's before and after; false where nothing differs. */
export function packRow(
  pack: ReturnType<typeof packer>,
  { key }: Pick<Shape, 'key'>,
  before: readonly Cell[] | undefined,
  after: readonly Cell[] | undefined,
  hashed: (cells: readonly Cell[]) => Buffer,
): boolean {
  const left = after && hashed(after)
  if (!before && !left) return false
  if (before && left && hashed(before).equals(left)) return false
  pack.flag((before ? 1 : 0) + (left ? 2 : 0))
  for (const cell of before ?? after!.slice(0, key.length)) pack.cell(cell)
  if (left) pack.raw(left.subarray(0, hashSize))
  return true
}

function alone({ shape, name }: Log): { readonly columns: readonly string[]; readonly from: string; readonly again: string } {
  const cells = cellsOf(shape)
  const from = `FROM temp.${quoted(name)} l`
  return {
    columns: ['l.n', 'l.existed', ...cells.map((_, at) => `l.b${at}`), '0'],
    from: `${from} ORDER BY l.n`,
    again: `${from} WHERE l.n = ?`,
  }
}

function joined({ shape, name }: Log): { readonly columns: readonly string[]; readonly from: string; readonly again: string } {
  const cells = cellsOf(shape)
  const from = `FROM temp.${quoted(name)} l LEFT JOIN main.${quoted(shape.table)} t ON ${sameKey(shape)}`
  const isThere = `t.${cells[0]!} IS NOT NULL`
  return {
    columns: ['l.n', 'l.existed', ...cells.map((_, at) => `l.b${at}`), isThere, ...cellsOf(shape, 't')],
    from: `${from} ORDER BY l.n`,
    again: `${from} WHERE l.n = ?`,
  }
}

/** Equal as the table compares keys, so that its index is used, and also byte by byte: `a` is not `A`. */
function sameKey({ key, hasRowid }: Shape): string {
  if (hasRowid) return `t.${quoted(key[0]!)} = l.n`
  return key.map((column, at) => `t.${quoted(column)} = l.b${at} AND l.b${at} = t.${quoted(column)}`).join(' AND ')
}
