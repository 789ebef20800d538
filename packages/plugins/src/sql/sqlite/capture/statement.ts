import { PlanError } from '@backout/core/plugin'
import type { Statement } from '../../dialect.ts'
import { catalogAfter, catalogOf, differences, lastRowid } from '../catalog.ts'
import { type Connection, quoted, rowOf, type Stored } from '../connection.ts'
import { contentsOf } from '../contents.ts'
import type { Footprint } from '../footprint.ts'
import { packer } from '../pack.ts'
import { hasShape, type Shape, shapeOf } from '../shape.ts'
import { qualifiedName } from '../text/references.ts'
import { keyword, nameOf, tokenize } from '../text/tokens.ts'
import { exactRows } from '../values.ts'
import { rowsOps } from './log.ts'
import type { CatalogOp, ColumnOp, Reshape, SchemaRow, UndoOp } from './op.ts'
import { beginWatch, endWatch, forgetWatch, type Watch } from './watch.ts'

/** Runs a statement and gives the ops that take it back. Errors: what `run` throws; `refused`, before any effect, where rows could not be saved. */
export function captured(connection: Connection, statement: Statement, footprint: Footprint, run: () => void): readonly UndoOp[] {
  if (statement.kind === 'pragma') return pragmaOps(connection, statement, run)
  if (statement.kind.startsWith('create')) return creationOps(connection, run)
  const isDefinition = /^(?:drop|alter)/.test(statement.kind)
  const watches = beginWatches(connection, statement, footprint, isDefinition)
  const catalog = isDefinition ? catalogOf(connection) : undefined
  const columns = statement.kind === 'alter table' ? columnsBefore(connection, statement, footprint) : undefined
  run()
  const rows = watches.flatMap((watch) => watched(connection, watch))
  return catalog ? [...rows, ...definitionOps(connection, catalog, columns)] : rows
}

/** Nothing that is there changes: only what comes behind has to be looked at. */
function creationOps(connection: Connection, run: () => void): readonly UndoOp[] {
  const last = lastRowid(connection)
  run()
  const after = catalogAfter(connection, last)
  return after.length === 0 ? [] : [catalogOp(connection, [], after, null)]
}

function catalogOp(connection: Connection, before: readonly SchemaRow[], after: readonly SchemaRow[], reshape: Reshape | null): CatalogOp {
  const known = new Set(before.map(({ rowid }) => rowid))
  const created = after.filter(({ type, name, rowid }) => type === 'table' && !name.startsWith('sqlite_') && !known.has(rowid))
  return {
    op: 'catalog',
    before,
    after,
    contents: Object.fromEntries(created.map(({ name }) => [name, contentsOf(connection, name)])),
    reshape,
  }
}

function beginWatches(connection: Connection, statement: Statement, footprint: Footprint, isDefinition: boolean): readonly Watch[] {
  const alters = statement.kind === 'alter table'
  const tables = [...new Set([...(alters ? [] : footprint.writes), ...footprint.drops])]
  const shapes = tables.flatMap((name) => savable(connection, name))
  const replaces =
    isDefinition ||
    /\breplace\b/i.test(statement.sql) ||
    [...footprint.triggers].some((name) => /\breplace\b/i.test(definitionOf(connection, name)))
  return shapes.map((shape, index) =>
    beginWatch(connection, shape, replaces || /\breplace\b/i.test(shape.sql) ? 'copy' : 'triggers', String(index)),
  )
}

function savable(connection: Connection, name: string): readonly Shape[] {
  if (/^sqlite_/i.test(name)) return []
  const shape = shapeOf(connection, name)
  if (!shape) return []
  if (hasShape(shape)) return [shape]
  throw new PlanError('refused', `Cannot derive an undo: ${shape.reason}`, { hint: 'Give the step a `rollback` of its own' })
}

function definitionOf(connection: Connection, name: string): string {
  return rowOf<[string | null]>(connection, 'SELECT sql FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE', name)?.[0] ?? ''
}

function watched(connection: Connection, watch: Watch): readonly UndoOp[] {
  const dropped =
    rowOf(connection, `SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?`, watch.log.shape.table) === undefined
  if (!dropped) endWatch(connection, watch)
  const ops = [...rowsOps(connection, watch.log, dropped)]
  forgetWatch(connection, watch)
  return ops
}

interface Columns {
  readonly shape: Shape
  readonly rowid: bigint
  readonly values: ReadonlyMap<string, ColumnOp>
}

/** What an ALTER TABLE may take away: the values of each column, packed once one of them is gone. */
function columnsBefore(connection: Connection, statement: Statement, footprint: Footprint): Columns | undefined {
  const [name] = footprint.alters
  const shape = name === undefined ? undefined : shapeOf(connection, name)
  if (!shape || !hasShape(shape)) return undefined
  const rowid =
    rowOf<[bigint]>(connection, `SELECT rowid FROM main.sqlite_schema WHERE type = 'table' AND name = ?`, shape.table)?.[0] ?? 0n
  const dropped = droppedColumn(statement.sql)?.toLowerCase()
  const column = shape.columns.find((each) => each.toLowerCase() === dropped)
  return { shape, rowid, values: new Map(column === undefined ? [] : [[column, columnValues(connection, shape, column)]]) }
}

/** The column of `ALTER TABLE t DROP [COLUMN] c`. */
function droppedColumn(sql: string): string | undefined {
  const tokens = tokenize(sql)
  const at = qualifiedName(tokens, 2)?.next ?? 0
  if (keyword(tokens[at]) !== 'DROP') return undefined
  return nameOf(tokens[keyword(tokens[at + 1]) === 'COLUMN' && tokens[at + 2] ? at + 2 : at + 1])
}

function columnValues(connection: Connection, shape: Shape, column: string): ColumnOp {
  const pack = packer()
  let count = 0
  const columns = [...shape.key, column].map(quoted)
  const again = shape.hasRowid ? { again: `FROM main.${quoted(shape.table)} WHERE ${columns[0]!} = ?` } : {}
  for (const row of exactRows(connection, { columns, from: `FROM main.${quoted(shape.table)}`, ...again })) {
    for (const cell of row) pack.cell(cell)
    count += 1
  }
  return { op: 'column', table: shape.table, key: shape.key, column, count, packed: pack.take() }
}

function definitionOps(connection: Connection, catalog: readonly SchemaRow[], columns: Columns | undefined): readonly UndoOp[] {
  const { before, after } = differences(catalog, catalogOf(connection))
  if (before.length === 0 && after.length === 0) return []
  const reshape = columns ? reshapeOf(connection, columns) : null
  const values = reshape?.dropped ? [...(columns?.values.values() ?? [])] : []
  return [...values, catalogOp(connection, before, after, reshape)]
}

/** What the table looks like now, found by its rowid in the catalog: it may have another name. */
function reshapeOf(connection: Connection, { shape, rowid }: Columns): Reshape | null {
  const name = rowOf<[string]>(connection, 'SELECT name FROM main.sqlite_schema WHERE rowid = ?', rowid)?.[0]
  const now = name === undefined ? undefined : shapeOf(connection, name)
  if (!now || !hasShape(now)) return null
  const { key, columns } = shape
  if (now.columns.length === columns.length) return null
  if (now.columns.length < columns.length) {
    const dropped = columns.find((column) => !now.columns.includes(column)) ?? null
    return { table: now.table, added: null, filled: null, dropped, key, columns }
  }
  const added = now.columns.find((column) => !columns.includes(column)) ?? null
  return { table: now.table, added, filled: added === null ? null : filledWith(connection, now, added), dropped: null, key, columns }
}

/** What ALTER TABLE put into the rows that are there: the same for all. */
function filledWith(connection: Connection, { table }: Shape, column: string): Uint8Array {
  const pack = packer()
  const row = rowOf<[Stored]>(connection, `SELECT ${quoted(column)} FROM main.${quoted(table)} LIMIT 1`)
  const [fallback] = row ?? [defaultOf(connection, table, column)]
  pack.cell(fallback)
  return pack.take()
}

function defaultOf(connection: Connection, table: string, column: string): Stored {
  const text = rowOf<[string | null]>(connection, `SELECT dflt_value FROM pragma_table_xinfo(?, 'main') WHERE name = ?`, table, column)?.[0]
  return text === null || text === undefined
    ? null
    : ((connection.db.prepare(`SELECT ${text} AS value`).get() as { readonly value: Stored }).value ?? null)
}

function pragmaOps(connection: Connection, { sql }: Statement, run: () => void): readonly UndoOp[] {
  const name = /^pragma\s+(?:main\s*\.\s*)?(\w+)/i.exec(sql)?.[1]?.toLowerCase() ?? ''
  const read = (): bigint => rowOf<[bigint]>(connection, `PRAGMA ${name}`)?.[0] ?? 0n
  const before = read()
  run()
  const after = read()
  return before === after ? [] : [{ op: 'pragma', name, before, after }]
}
