import type { RowsOp } from '../capture/op.ts'
import { type Connection, quoted } from '../connection/connection.ts'
import { digestOf, digestOfCells } from '../content/digest.ts'
import { type RowHash, rowHasher, unpacker } from '../content/pack.ts'
import { cellsOf, hasShape, isKeyless, type Shape, shapeOf } from '../content/shape.ts'
import { type Cell, isSameCell, RawText } from '../content/cell.ts'
import { cellStatement } from '../content/cell-statement.ts'
import { rowFinder } from '../content/exact-rows.ts'
import { withoutTriggers } from './catalog.ts'
import { Conflict } from './conflict.ts'
import { settingBack } from './in-place.ts'

/**
 * Takes back changed rows of one table: first every row that the unit left is removed, unless it can be set back where it stands, then every row that was there before is put
 * back, so that none stands in another's way. A row that is as it was before already is let be. One whose place somebody else's row has taken, where the place is
 * no data, goes behind all others. OR ABORT, since a constraint of the table may say that a row in the way is replaced, or the new one ignored.
 * Errors: {@link Conflict}.
 */
export function takeBackRows(connection: Connection, ops: readonly RowsOp[]): void {
  const [{ table, owner, whole }] = ops as readonly [RowsOp]
  const shape = demandColumns(connection, ops[0]!)
  const isLeft = whole === undefined || digestOf(connection, shape) === whole
  const takeBack = (): void => {
    if (isKeyless(shape)) return takeBackAll(connection, ops, shape, isLeft)
    const standing = ops.map((op) => removeRows(connection, op, { hidesRowid: shape.hidesRowid, isLeft }))
    for (const place of ['own', 'behind'] as const) {
      for (const [at, op] of ops.entries()) insertRows(connection, op, standing[at]!, place)
    }
  }
  withoutTriggers(connection, table, () => (owner === undefined ? takeBack() : writingShadows(connection, takeBack)))
}

/** Puts all rows of a table back, where none can be told from another but by its place. */
function takeBackAll(connection: Connection, ops: readonly RowsOp[], shape: Shape, isLeft: boolean): void {
  if (!isLeft) {
    if (digestOf(connection, shape) === digestOfCells(beforeRows(ops))) return
    throw new Conflict(`rows of "${shape.table}" were changed since`)
  }
  connection.db.exec(`DELETE FROM main.${quoted(shape.table)}`)
  for (const op of ops) insertRows(connection, op, { done: new Set(), taken: new Set() }, 'own')
}

function* beforeRows(ops: readonly RowsOp[]): Generator<readonly Cell[]> {
  for (const op of ops) for (const { before } of packedRows(op)) yield before!
}

/** Else SQLite lets nobody but its module write, or drop, what a virtual table keeps its data in. */
export function writingShadows({ db }: Connection, work: () => void): void {
  db.enableDefensive(false)
  try {
    work()
  } finally {
    db.enableDefensive(true)
  }
}

/** A row is taken out and put back: what it holds in a column that we do not know would be lost. */
function demandColumns(connection: Connection, { table, key, columns, owner }: RowsOp): Shape {
  const shape = shapeOf(connection, table)
  if (!shape) throw new Conflict(`table "${owner ?? table}" is gone`)
  if (hasShape(shape) && sameNames(shape.key, key) && sameNames(shape.columns, columns)) return shape
  throw new Conflict(`columns of "${table}" were changed since`)
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at])
}

interface PackedRow {
  readonly key: readonly Cell[]
  readonly before: readonly Cell[] | undefined
  /** Hash of the row as it was left. */
  readonly after: RowHash | undefined
}

/** What stands where rows of an op, by their numbers, are to be put back: they themselves, or somebody else's rows. */
interface Standing {
  readonly done: ReadonlySet<number>
  readonly taken: ReadonlySet<number>
}

interface Now {
  readonly hidesRowid: boolean
  /** False where the table, which only makes sense as a whole, is not as it was left. */
  readonly isLeft: boolean
}

function removeRows(connection: Connection, op: RowsOp, { hidesRowid, isLeft }: Now): Standing {
  const done = new Set<number>()
  const taken = new Set<number>()
  const hashed = rowHasher()
  const from = (places: readonly string[]): string =>
    `FROM main.${quoted(op.table)} WHERE ${op.key.map((column, at) => `${quoted(column)} = ${places[at]}`).join(' AND ')}`
  const find = rowFinder(connection, cellsOf(op), from)
  const remove = cellStatement(connection, (places) => `DELETE ${from(places)}`)
  const setBack = settingBack(connection, op)
  let number = 0
  for (const row of packedRows(op)) {
    const now = underKey(find(row.key), row.key)
    const hash = now && hashed(now)
    if (isLeft && hash === row.after) {
      if (now && row.before && setBack(row.before, now)) done.add(number)
      else if (now) remove.run(row.key)
    } else if (hash === (row.before && hashed(row.before))) done.add(number)
    else if (op.owner !== undefined) throw new Conflict(`rows of "${op.owner}" were changed since`)
    else if (hidesRowid && now && !row.after) taken.add(number)
    else throw new Conflict(`row ${shown(row.key)} of "${op.table}" was ${row.after ? (now ? 'changed' : 'deleted') : 'inserted'} since`)
    number++
  }
  return { done, taken }
}

function insertRows(connection: Connection, op: RowsOp, { done, taken }: Standing, place: 'own' | 'behind'): void {
  if (place === 'behind' ? taken.size === 0 : done.size === op.count) return
  const skipped = place === 'own' ? 0 : op.key.length
  const columns = cellsOf(op).slice(skipped).join(', ')
  const insert = cellStatement(
    connection,
    (places) => `INSERT OR ABORT INTO main.${quoted(op.table)} (${columns}) VALUES (${places.join(', ')})`,
  )
  let number = 0
  for (const { before } of packedRows(op)) {
    if (before && !done.has(number) && taken.has(number) === (place === 'behind')) insert.run(before.slice(skipped))
    number++
  }
}

function* packedRows({ key, columns, packed }: RowsOp): Generator<PackedRow> {
  const read = unpacker(packed)
  while (!read.done) {
    const flags = read.flag()
    const cells: Cell[] = []
    for (let left = key.length + ((flags & 1) === 1 ? columns.length : 0); left > 0; left--) cells.push(read.cell())
    const after = (flags & 2) === 2 ? read.hash() : undefined
    yield { key: cells.slice(0, key.length), before: (flags & 1) === 1 ? cells : undefined, after }
  }
}

/** The table may compare without case; a row under another spelling is another row. */
function underKey(row: readonly Cell[] | undefined, key: readonly Cell[]): readonly Cell[] | undefined {
  return row && key.every((cell, at) => isSameKey(cell, row[at]!)) ? row : undefined
}

/** An integer and a real can be equal as keys. */
function isSameKey(one: Cell, other: Cell): boolean {
  return isNumber(one) && isNumber(other) ? Number(one) === Number(other) : isSameCell(one, other)
}

function isNumber(cell: Cell): cell is number | bigint {
  return typeof cell === 'number' || typeof cell === 'bigint'
}

function shown(key: readonly Cell[]): string {
  return key.map((cell) => (cell instanceof RawText || cell instanceof Uint8Array ? 'x…' : String(cell))).join(', ')
}
