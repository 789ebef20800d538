import { type Connection, quoted } from '../connection/connection.ts'
import { digestOf, digestOfRows } from '../content/digest.ts'
import { packer, rowHasher } from '../content/pack.ts'
import { asTheyStand, cellsOf, isKeyless, type Shape } from '../content/shape.ts'
import { type Cell, isSameCell } from '../content/cell.ts'
import { type ExactRows, exactRows } from '../content/exact-rows.ts'
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
  const unique = shape.hasRowid || isKeyless(shape) ? [] : [`UNIQUE (${shape.key.map((_, at) => `b${at}`).join(', ')})`]
  connection.db.exec(`CREATE TEMP TABLE ${quoted(name)} (${['n INTEGER PRIMARY KEY', 'existed', ...cells, ...unique].join(', ')})`)
  return { shape, name }
}

/** Enters every row of the table, as it is now, that the log does not know yet. */
export function enterAll(connection: Connection, { shape, name }: Log): void {
  if (isKeyless(shape)) {
    connection.db.exec(`INSERT INTO temp.${quoted(name)} SELECT ${['NULL', '1', ...cellsOf(shape)].join(', ')} ${asTheyStand(shape)}`)
    return
  }
  const cells = cellsOf(shape, 't')
  const n = shape.hasRowid ? cells[0]! : 'NULL'
  connection.db.exec(`INSERT INTO temp.${quoted(name)} SELECT ${[n, '1', ...cells].join(', ')} FROM main.${quoted(shape.table)} t
    WHERE NOT EXISTS (SELECT 1 FROM temp.${quoted(name)} l WHERE ${sameKey(shape)})`)
}

/** Enters the rows that the log does not know: they were inserted since {@link enterAll}. */
export function enterNew(connection: Connection, log: Log): void {
  const { shape, name } = log
  if (isKeyless(shape)) return
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

/** The rows that differ from what they were, packed into ops of about 1 MiB; of a table without a key all rows, where any differs. */
export function* rowsOps(connection: Connection, log: Log): Generator<RowsOp> {
  const { shape } = log
  if (isKeyless(shape)) {
    const left = digestOf(connection, shape)
    if (left !== digestOfRows(connection, logged(log))) yield* goneRowsOps(connection, log, left)
    return
  }
  // The key of a row with a rowid is `n`, and is read once.
  const own = shape.hasRowid ? 1 : 0
  const middle = 2 + shape.key.length + shape.columns.length - own
  const whole = shape.owner === undefined ? undefined : () => digestOf(connection, shape)
  const rows = rowsPacker(shape, whole)
  for (const cells of exactRows(connection, joined(log, own))) {
    const key = cells.slice(0, own)
    const there = Number(cells[1])
    const before = (there & 1) === 1 ? [...key, ...cells.slice(2, middle)] : undefined
    const after = (there & 2) === 2 ? [...key, ...cells.slice(middle)] : undefined
    yield* fullOf(rows.add(before, after))
  }
  yield* fullOf(rows.end())
}

/** The rows of a log whose table is gone, all as they were; or of one whose rows make way for them all, `left` being the digest of those. */
export function* goneRowsOps(connection: Connection, log: Log, left?: string): Generator<RowsOp> {
  const rows = rowsPacker(log.shape, left === undefined ? undefined : () => left)
  const { columns, from } = logged(log)
  const all = { columns: ['n', ...columns], from, again: `FROM temp.${quoted(log.name)} WHERE n = ?` }
  for (const [, ...before] of exactRows(connection, all)) yield* fullOf(rows.add(before, undefined))
  yield* fullOf(rows.end())
}

function logged({ shape, name }: Log): ExactRows {
  return { columns: cellsOf(shape).map((_, at) => `b${at}`), from: `FROM temp.${quoted(name)} ORDER BY n` }
}

function fullOf(op: RowsOp | undefined): readonly RowsOp[] {
  return op ? [op] : none
}

const none: readonly RowsOp[] = []

/** Packs changed rows of one table; what it gives is full. */
export interface RowsPacker {
  /** A row's cells before and after; nothing where it was not, or is not, there. A row that is the same is left out. */
  add(before: readonly Cell[] | undefined, after: readonly Cell[] | undefined): RowsOp | undefined
  end(): RowsOp | undefined
}

/** Begins to pack rows of a table that are taken back together. `whole` gives the digest of the table as it is left, where that matters. */
export function rowsPacker({ table, key, columns, owner }: Shape, whole?: () => string): RowsPacker {
  const pack = packer()
  const hashed = rowHasher()
  let count = 0
  let goesOn = false
  const end = (): RowsOp | undefined => {
    if (count === 0 && (goesOn || !isKeyless({ key }))) return undefined
    const of = { ...(owner !== undefined && { owner }), ...(whole && !goesOn && { whole: whole() }) }
    const op: RowsOp = { op: 'rows', table, key, columns, count, goesOn, packed: pack.take(), ...of }
    count = 0
    goesOn = true
    return op
  }
  return {
    add(before, after) {
      if (!before && !after) return undefined
      if (before && after && before.every((cell, at) => isSameCell(cell, after[at]!))) return undefined
      pack.flag((before ? 1 : 0) + (after ? 2 : 0))
      for (const cell of before ?? after!.slice(0, key.length)) pack.cell(cell)
      if (after) pack.hash(hashed(after))
      count++
      return pack.size >= chunkSize ? end() : undefined
    },
    end,
  }
}

/** Behind `n` and what is there (1: before, 2: now) the cells before and now, without the first `known` of each. */
function joined({ shape, name }: Log, known: number): ExactRows {
  const cells = cellsOf(shape)
  const from = `FROM temp.${quoted(name)} l LEFT JOIN main.${quoted(shape.table)} t ON ${sameKey(shape)}`
  const there = `l.existed + 2 * (t.${cells[0]!} IS NOT NULL)`
  const before = cells.map((_, at) => `l.b${at}`)
  return {
    columns: ['l.n', there, ...before.slice(known), ...cellsOf(shape, 't').slice(known)],
    from: `${from} ORDER BY l.n`,
    again: `${from} WHERE l.n = ?`,
  }
}

/** Equal as the table compares keys, so that its index is used, and also byte by byte: `a` is not `A`. */
function sameKey({ key, hasRowid }: Shape): string {
  if (hasRowid) return `t.${quoted(key[0]!)} = l.n`
  return key.map((column, at) => `t.${quoted(column)} = l.b${at} AND l.b${at} = t.${quoted(column)}`).join(' AND ')
}
