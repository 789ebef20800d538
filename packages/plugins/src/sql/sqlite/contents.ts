import { createHash } from 'node:crypto'
import { type Connection, quoted } from './connection.ts'
import { packer } from './pack.ts'
import { cellsOf, hasShape, type Shape, shapeOf } from './shape.ts'
import { exactRows } from './values.ts'

/** SHA-256 (hex) over every row of a table, exactly and in the order of its key; of nothing for what is not a table with rows of its own. */
export function contentsOf(connection: Connection, table: string): string {
  const digest = createHash('sha256')
  const shape = isEmpty(connection, table) ? undefined : shapeOf(connection, table)
  if (shape && hasShape(shape)) for (const bytes of packedRows(connection, shape)) digest.update(bytes)
  return digest.digest('hex')
}

/** So is every table that was just created: to look at its columns would cost more than to create it. */
function isEmpty({ db }: Connection, table: string): boolean {
  return db.prepare(`SELECT 1 FROM main.${quoted(table)} LIMIT 1`).get() === undefined
}

function* packedRows(connection: Connection, shape: Shape): Generator<Buffer> {
  const pack = packer()
  const cells = cellsOf(shape)
  const order = shape.key.map(quoted).join(', ')
  const again = shape.hasRowid ? { again: `FROM main.${quoted(shape.table)} WHERE ${cells[0]!} = ?` } : {}
  for (const row of exactRows(connection, { columns: cells, from: `FROM main.${quoted(shape.table)} ORDER BY ${order}`, ...again })) {
    for (const cell of row) pack.cell(cell)
    if (pack.size > 65_536) yield pack.take()
  }
  yield pack.take()
}
