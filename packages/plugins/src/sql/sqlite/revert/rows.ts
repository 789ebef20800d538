import type { RowsOp } from '../capture/op.ts'
import { type Connection, quoted } from '../connection.ts'
import { hashSize, rowHasher, unpacker } from '../pack.ts'
import { cellsOf, hasShape, type Shape, shapeOf } from '../shape.ts'
import { bound, type Cell, exactRow, placeFor, RawText } from '../values.ts'
import { withoutTriggers } from './catalog.ts'
import { Conflict } from './conflict.ts'

/**
 * Takes back changed rows of one table: first every row that the unit left is removed, then every row that was there before is put
 * back, so that none stands in another's way. A row that is as it was before already is let be. One whose place somebody else's row has taken, where the place is
 * no data, goes behind all others. OR ABORT, since a constraint of the table may say that a row in the way is replaced, or the new one ignored.
 * Errors: {@link Conflict}.
 */
export function takeBackRows(connection: Connection, ops: readonly RowsOp[]): void {
  const [{ table }] = ops as readonly [RowsOp]
  const { hidesRowid } = demandColumns(connection, ops[0]!)
  withoutTriggers(connection, table, () => {
    const standing = ops.map((op) => removeRows(connection, op, hidesRowid))
    for (const place of ['own', 'behind'] as const) {
      for (const [at, op] of ops.entries()) insertRows(connection, op, standing[at]!, place)
    }
  })
}

/** A row is taken out and put back: what it holds in a column that we do not know would be lost. */
function demandColumns(connection: Connection, { table, key, columns }: RowsOp): Shape {
  const shape = shapeOf(connection, table)
  if (!shape) throw new Conflict(`table "${table}" is gone`)
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
  readonly after: Buffer | undefined
}

/** What stands where rows of an op, by their numbers, are to be put back: they themselves, or somebody else's rows. */
interface Standing {
  readonly done: ReadonlySet<number>
  readonly taken: ReadonlySet<number>
}

function removeRows(connection: Connection, op: RowsOp, hidesRowid: boolean): Standing {
  const done = new Set<number>()
  const taken = new Set<number>()
  const hashed = rowHasher()
  const where = op.key.map((column) => `${quoted(column)} = `)
  let number = 0
  for (const row of packedRows(op)) {
    const now = rowNow(connection, op, row.key)
    const hash = now && hashed(now)
    if (same(hash, row.after)) {
      if (now) remove(connection, op.table, where, row.key)
    } else if (same(hash, row.before && hashed(row.before))) done.add(number)
    else if (hidesRowid && now && !row.after) taken.add(number)
    else throw new Conflict(`row ${shown(row.key)} of "${op.table}" was ${row.after ? (now ? 'changed' : 'deleted') : 'inserted'} since`)
    number++
  }
  return { done, taken }
}

function insertRows(connection: Connection, op: RowsOp, { done, taken }: Standing, place: 'own' | 'behind'): void {
  if (place === 'behind' && taken.size === 0) return
  const skipped = place === 'own' ? 0 : op.key.length
  const places = cellsOf(op).slice(skipped).join(', ')
  let number = 0
  for (const { before } of packedRows(op)) {
    if (before && !done.has(number) && taken.has(number) === (place === 'behind')) {
      const cells = before.slice(skipped)
      const sql = `INSERT OR ABORT INTO main.${quoted(op.table)} (${places}) VALUES (${cells.map(placeFor).join(', ')})`
      connection.own(sql).run(...cells.map(bound))
    }
    number++
  }
}

function* packedRows({ key, columns, packed }: RowsOp): Generator<PackedRow> {
  const read = unpacker(packed)
  while (!read.done) {
    const flags = read.flag()
    const cells = Array.from({ length: key.length + ((flags & 1) === 1 ? columns.length : 0) }, () => read.cell())
    const after = (flags & 2) === 2 ? read.raw(hashSize) : undefined
    yield { key: cells.slice(0, key.length), before: (flags & 1) === 1 ? cells : undefined, after }
  }
}

function rowNow(connection: Connection, op: RowsOp, key: readonly Cell[]): readonly Cell[] | undefined {
  const where = op.key.map((column, at) => `${quoted(column)} = ${placeFor(key[at]!)}`).join(' AND ')
  const row = exactRow(connection, { columns: cellsOf(op), from: `FROM main.${quoted(op.table)} WHERE ${where}` }, key)
  return row && key.every((cell, at) => isSameKey(cell, row[at]!)) ? row : undefined
}

/** The table may compare without case; a row under another spelling is another row. */
function isSameKey(one: Cell, other: Cell): boolean {
  if (one instanceof RawText || other instanceof RawText)
    return one instanceof RawText && other instanceof RawText && sameBytes(one.bytes, other.bytes)
  if (one instanceof Uint8Array || other instanceof Uint8Array)
    return one instanceof Uint8Array && other instanceof Uint8Array && sameBytes(one, other)
  if (typeof one === 'string' || typeof other === 'string') return one === other
  // An integer and a real can be equal as keys.
  return Number(one) === Number(other)
}

function remove(connection: Connection, table: string, where: readonly string[], key: readonly Cell[]): void {
  const sql = `DELETE FROM main.${quoted(table)} WHERE ${where.map((column, at) => column + placeFor(key[at]!)).join(' AND ')}`
  connection.own(sql).run(...key.map(bound))
}

function same(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other)
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}

function shown(key: readonly Cell[]): string {
  return key.map((cell) => (cell instanceof RawText || cell instanceof Uint8Array ? 'x…' : String(cell))).join(', ')
}
