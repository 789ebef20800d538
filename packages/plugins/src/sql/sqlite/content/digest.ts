import { createHash } from 'node:crypto'
import type { Cell } from './cell.ts'
import { type Connection, quoted } from '../connection/connection.ts'
import { packer } from './pack.ts'
import { asTheyStand, cellsOf, isKeyless, type Shape } from './shape.ts'
import { type ExactRows, exactRows } from './exact-rows.ts'

/** SHA-256 (hex) over all rows of a table in the order of their keys, with their rowids, or as they stand. */
export function digestOf(connection: Connection, shape: Shape): string {
  return digestOfRows(connection, allRows(shape))
}

/** SHA-256 (hex) over rows in their order. */
export function digestOfRows(connection: Connection, rows: ExactRows): string {
  return digestOfCells(exactRows(connection, rows))
}

/** SHA-256 (hex) over rows that were read. */
export function digestOfCells(rows: Iterable<readonly Cell[]>): string {
  const hash = createHash('sha256')
  const pack = packer()
  const add = (bytes: Buffer): unknown => hash.update(bytes)
  let count = 0
  for (const cells of rows) {
    for (const cell of cells) pack.cell(cell)
    count++
    if (pack.size > 65_536) pack.drain(add)
  }
  pack.drain(add)
  return hash.update(String(count)).digest('hex')
}

/** Every row of a table: key, then columns, in the order of the key. */
function allRows(shape: Shape): ExactRows {
  const table = `FROM main.${quoted(shape.table)}`
  if (isKeyless(shape)) return { columns: cellsOf(shape), from: asTheyStand(shape) }
  const key = shape.key.map(quoted)
  const from = `${table} ORDER BY ${key.join(', ')}`
  return shape.hasRowid ? { columns: cellsOf(shape), from, again: `${table} WHERE ${key[0]!} = ?` } : { columns: cellsOf(shape), from }
}
