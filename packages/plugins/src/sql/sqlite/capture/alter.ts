import type { Outcome } from '../../session.ts'
import { type Connection, quoted } from '../connection/connection.ts'
import { digestOf } from '../content/digest.ts'
import { packer } from '../content/pack.ts'
import type { Compiled } from '../statement/run-statement.ts'
import { hasShape, isKeyless, reasonOfKeyless, type Shape, shapeOf } from '../content/shape.ts'
import { folded } from '../text/folded.ts'
import { keyword, nameOf } from '../text/tokens.ts'
import { exactRow, exactRows } from '../content/exact-rows.ts'
import { misfitIn } from '../content/misfit.ts'
import type { Captured } from './captured.ts'
import { defaultOf } from './default.ts'
import { demandRestorable, irreversible } from './irreversible.ts'
import { chunkSize, type ColumnOp, type Reshape, type SchemaRow } from './op.ts'
import { isSameObject, schemaRows } from './schema-rows.ts'
import { flushWatches } from './watched-tables.ts'

/** Runs an ALTER TABLE, and keeps the catalog's text that it rewrites and, of a dropped column, the values. */
export function captureAlter(captured: Captured, compiled: Compiled): Outcome {
  const { connection, ops, created, sequences } = captured
  const name = compiled.footprint.alters
  if (name === undefined) return compiled.run()
  flushWatches(captured, 'now')
  const before = created.has(folded(name)) ? undefined : shapeBefore(connection, name)
  sequences.keep()
  const held = before !== undefined && dropOf(compiled) !== undefined && misfitIn(connection, name) === undefined
  if (before && dropsColumn(compiled)) ops.push(...columnOps(connection, before, compiled))
  const catalog = schemaRows(connection, '1')
  const outcome = compiled.run()
  const now = schemaRows(connection, '1')
  const changes = changedRows(catalog, now)
  const renamed = changes.filter(({ before: row, after: { name: other } }) => row.type === 'table' && row.name !== other)
  const table = renamed.find(({ before: row }) => row.name === name)?.after.name ?? name
  for (const { before: row, after: to } of renamed) rename(created, row.name, to.name)
  const reshape = before ? reshaped(connection, before, table) : null
  const after = changes.map((one) => one.after)
  for (const row of after) captured.wrote.add(row.table)
  const standing = now.filter(
    (row) => row.sql !== null && row.type !== 'table' && folded(row.table) === folded(table) && !after.includes(row),
  )
  const { rowid, type, name: called } = now.at(-1)!
  ops.push({
    op: 'altered',
    before: changes.map((one) => one.before),
    after,
    reshape,
    names: name === table ? [name] : [name, table],
    standing,
    newest: { rowid, type, name: called },
    held: held && reshape === null,
  })
  return outcome
}

/** A virtual table can only be renamed: that leaves every row as it is. */
function shapeBefore(connection: Connection, name: string): Shape | undefined {
  const found = shapeOf(connection, name)
  if (!found || (!hasShape(found) && found.isVirtual)) return undefined
  if (!hasShape(found)) throw irreversible(found.reason)
  if (isKeyless(found)) throw irreversible(reasonOfKeyless(found))
  return found
}

function rename(created: Captured['created'], from: string, to: string): void {
  const isFilled = created.get(folded(from))
  if (isFilled === undefined) return
  created.delete(folded(from))
  created.set(folded(to), isFilled)
}

function changedRows(
  before: readonly SchemaRow[],
  after: readonly SchemaRow[],
): readonly { readonly before: SchemaRow; readonly after: SchemaRow }[] {
  const found = new Map(after.map((row) => [row.rowid, row]))
  return before.flatMap((row) => {
    const now = found.get(row.rowid)
    return now && !isSameObject(row, now) ? [{ before: row, after: now }] : []
  })
}

function dropsColumn(compiled: Compiled): boolean {
  const dropped = dropOf(compiled)
  return dropped !== undefined && dropped !== 'CONSTRAINT'
}

/** The word behind DROP: of a column, of NOT NULL, or CONSTRAINT. */
function dropOf({ text }: Compiled): string | undefined {
  const words = text.tokens.map(keyword)
  const drop = words.indexOf('DROP', 3)
  return drop > 0 ? (words[drop + 1] ?? '') : undefined
}

/** The values of the columns that a DROP COLUMN may mean: those whose name the statement ends with. */
function* columnOps(connection: Connection, shape: Shape, { text }: Compiled): Generator<ColumnOp> {
  const named = folded(nameOf(text.tokens.at(-1)) ?? '')
  const column = shape.columns.find((name) => folded(name) === named)
  if (column === undefined) return
  const pack = packer()
  let count = 0
  const op = (): ColumnOp => ({ op: 'column', key: shape.key, column, count, packed: pack.take() })
  const table = `FROM main.${quoted(shape.table)}`
  const keys = shape.key.map(quoted)
  const columns = [...keys, quoted(column)]
  const from = `${table} ORDER BY ${keys.join(', ')}`
  for (const cells of exactRows(connection, { columns, from, ...(shape.hasRowid && { again: `${table} WHERE ${keys[0]!} = ?` }) })) {
    for (const cell of cells) pack.cell(cell)
    count++
    if (pack.size < chunkSize) continue
    yield op()
    count = 0
  }
  if (count > 0) yield op()
}

/** How the stored fields of a row differ; null where they do not, and text is all that changed. */
function reshaped(connection: Connection, before: Shape, table: string): Reshape | null {
  const after = shapeOf(connection, table)
  if (!after || !hasShape(after) || after.stored === before.stored) return null
  if (isKeyless(after)) throw irreversible(reasonOfKeyless(after))
  demandRestorable(connection, table)
  const parts = (shape: Shape): Reshape['before'] => ({ key: shape.key, columns: shape.columns })
  const isAdded = after.stored > before.stored
  const column = after.columns.find((name) => !before.columns.includes(name))
  return {
    table,
    before: parts(before),
    after: parts(after),
    filled: isAdded && column !== undefined ? { column, cell: filling(connection, after, column) } : null,
    digest: isAdded ? null : digestOf(connection, after),
  }
}

/** What the rows have in a new column: all the same, or what the next row would get. */
function filling(connection: Connection, { table }: Shape, column: string): Uint8Array {
  const from = `FROM main.${quoted(table)} LIMIT 1`
  const [cell] = exactRow(connection, [quoted(column)], from) ?? [defaultOf(connection, table, column)]
  const pack = packer()
  pack.cell(cell ?? null)
  return pack.take()
}
