import { type Connection, quoted } from '../connection.ts'
import { packer, rowHasher } from '../pack.ts'
import { cellsOf, type Shape } from '../shape.ts'
import { type Cell, isSameCell } from '../cell.ts'
import { exactRows } from '../exact-rows.ts'
import { demandRestorable } from './irreversible.ts'
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

/** Creates an empty log. Values keep their types: its columns have none. Errors: `refused` where rows of the table could not be put back. */
export function createLog(connection: Connection, shape: Shape, name: string): Log {
  demandRestorable(connection, shape.table)
  const cells = cellsOf(shape).map((_, at) => `b${at}`)
  const unique = shape.hasRowid ? [] : [`UNIQUE (${shape.key.map((_, at) => `b${at}`).join(', ')})`]
  connection.db.exec(`CREATE TEMP TABLE ${quoted(name)} (${['n INTEGER PRIMARY KEY', 'existed', ...cells, ...unique].join(', ')})`)
  return { shape, name }
}

/** Enters every row of the table, as it is now, that the log does not know yet. */
export function enterAll(connection: Connection, { shape, name }: Log): void {
  const cells = cellsOf(shape, 't')
  const n = shape.hasRowid ? cells[0]! : 'NULL'
  connection.db.exec(`INSERT INTO temp.${quoted(name)} SELECT ${[n, '1', ...cells].join(', ')} FROM main.${quoted(shape.table)} t
    WHERE NOT EXISTS (SELECT 1 FROM temp.${quoted(name)} l WHERE ${sameKey(shape)})`)
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

/** The rows that differ from what they were, packed into ops of about 1 MiB. */
export function* rowsOps(connection: Connection, log: Log): Generator<RowsOp> {
  const { shape } = log
  const width = shape.key.length + shape.columns.length
  const rows = rowsPacker(shape)
  for (const cells of exactRows(connection, joined(log))) {
    const before = cells[1] === 1n ? cells.slice(2, 2 + width) : undefined
    const after = cells[2 + width] === 1n ? cells.slice(3 + width) : undefined
    yield* rows.add(before, after)
  }
  yield* rows.end()
}

/** The rows of a log whose table is gone, all as they were. */
export function* goneRowsOps(connection: Connection, { shape, name }: Log): Generator<RowsOp> {
  const cells = ['n', ...cellsOf(shape).map((_, at) => `b${at}`)]
  const from = `FROM temp.${quoted(name)}`
  const rows = rowsPacker(shape)
  for (const [, ...before] of exactRows(connection, { columns: cells, from: `${from} ORDER BY n`, again: `${from} WHERE n = ?` })) {
    yield* rows.add(before, undefined)
  }
  yield* rows.end()
}

/** Packs changed rows of one table; what {@link RowsPacker.add} yields is full. */
export interface RowsPacker {
  /** A row's cells before and after; nothing where it was not, or is not, there. A row that is the same is left out. */
  add(before: readonly Cell[] | undefined, after: readonly Cell[] | undefined): Generator<RowsOp>
  end(): Generator<RowsOp>
}

/** Begins to pack rows of a table that are taken back together. */
export function rowsPacker({ table, key, columns }: Shape): RowsPacker {
  const pack = packer()
  const hashed = rowHasher()
  let count = 0
  let goesOn = false
  function* end(): Generator<RowsOp> {
    if (count === 0) return
    yield { op: 'rows', table, key, columns, count, goesOn, packed: pack.take() }
    count = 0
    goesOn = true
  }
  return {
    *add(before, after) {
      if (!before && !after) return
      if (before && after && before.every((cell, at) => isSameCell(cell, after[at]!))) return
      pack.flag((before ? 1 : 0) + (after ? 2 : 0))
      for (const cell of before ?? after!.slice(0, key.length)) pack.cell(cell)
      if (after) pack.hash(hashed(after))
      count++
      if (pack.size >= chunkSize) yield* end()
    },
    end,
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
