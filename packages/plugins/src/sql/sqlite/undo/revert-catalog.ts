import type { CatalogOp, ColumnOp, SchemaRow, UndoOp } from '../capture/op.ts'
import { textOf } from '../catalog.ts'
import { type Connection, quoted, rowOf } from '../connection.ts'
import { contentsOf } from '../contents.ts'
import { Conflict } from './conflict.ts'
import { editCatalog } from './edit-catalog.ts'
import { demandNothingAdded, restoreColumn, rewriteRows } from './reshape.ts'

/** What is carried from one op to the next while a unit is taken back. */
export interface Restoring {
  /** Values of dropped columns, by table. */
  readonly values: Map<string, UndoOp>
}

/** Takes back what one statement did to the catalog; gives the catalog as it is to be, with its triggers. */
export function revertCatalog(
  connection: Connection,
  op: CatalogOp,
  restoring: Restoring,
  known: readonly SchemaRow[],
): readonly SchemaRow[] {
  demandAsLeft(op, known)
  const pairs = pairsOf(op)
  const created = op.after.filter((row) => !pairs.some(({ after }) => after === row))
  const dropped = op.before.filter((row) => !pairs.some(({ before }) => before === row))
  for (const row of created) dropObject(connection, op, row)
  reshapeAndEdit(connection, op, pairs, restoring)
  for (const row of dropped) createObject(connection, row)
  editCatalog(
    connection,
    dropped.filter(({ type }) => type !== 'trigger').map((row) => ({ now: row, become: row })),
  )
  const gone = new Set(op.after.map(textOf))
  return [...known.filter((row) => !gone.has(textOf(row))), ...op.before].toSorted((a, b) => Number(a.rowid - b.rowid))
}

interface Pair {
  readonly before: SchemaRow
  readonly after: SchemaRow
}

/** Rows that were changed in place: the same rowid and type on both sides. */
function pairsOf({ before, after }: CatalogOp): readonly Pair[] {
  return before.flatMap((row) => {
    const changed = after.find(({ rowid, type }) => rowid === row.rowid && type === row.type)
    return changed ? [{ before: row, after: changed }] : []
  })
}

function demandAsLeft({ before, after }: CatalogOp, known: readonly SchemaRow[]): void {
  const now = new Set(known.map(said))
  const missing = after.find((row) => !now.has(said(row)))
  if (missing) throw new Conflict(`${missing.type} "${missing.name}" was changed or dropped since`)
  const ours = new Set(after.map(({ type, name }) => `${type} ${name}`))
  const names = new Set(known.filter(({ type, name }) => !ours.has(`${type} ${name}`)).map(({ name }) => name.toLowerCase()))
  const taken = before.find(({ name }) => names.has(name.toLowerCase()))
  if (taken) throw new Conflict(`the name "${taken.name}" was taken since`)
}

function said({ type, name, table, sql }: SchemaRow): string {
  return JSON.stringify([type, name, table, sql])
}

function dropObject(connection: Connection, { contents }: CatalogOp, { type, name, sql }: SchemaRow): void {
  if (type === 'trigger' || (type === 'index' && sql === null)) return
  if (name === 'sqlite_sequence') return dropSequence(connection)
  if (name.startsWith('sqlite_')) return
  const digest = contents[name]
  if (type === 'table' && digest !== undefined && contentsOf(connection, name) !== digest)
    throw new Conflict(`table "${name}" has rows that the unit did not put there`)
  connection.db.exec(`DROP ${type.toUpperCase()} main.${quoted(name)}`)
}

/** SQLite keeps its table of counters for good once a table counts: under another name it can be dropped. */
function dropSequence(connection: Connection): void {
  if (rowOf(connection, 'SELECT 1 FROM main.sqlite_sequence')) connection.db.exec('DELETE FROM main.sqlite_sequence')
  const rowid = rowOf<[bigint]>(connection, `SELECT rowid FROM main.sqlite_schema WHERE name = 'sqlite_sequence'`)?.[0]
  if (rowid === undefined) return
  const name = 'backout_own_sequence'
  const become = { rowid, type: 'table', name, table: name, sql: `CREATE TABLE ${name}(name,seq)` }
  editCatalog(connection, [{ now: { type: 'table', name: 'sqlite_sequence' }, become }])
  connection.db.exec(`DROP TABLE main.${name}`)
}

/** Indexes without text come with their table. Triggers come last, when all rows are back. */
function createObject(connection: Connection, { type, sql }: SchemaRow): void {
  if (type !== 'trigger' && sql !== null && !/^create table sqlite_/i.test(sql)) connection.db.exec(sql)
}

function reshapeAndEdit(connection: Connection, { reshape }: CatalogOp, pairs: readonly Pair[], { values }: Restoring): void {
  const edits = pairs.filter(({ before }) => before.type !== 'trigger').map(({ before, after }) => ({ now: after, become: before }))
  if (edits.length === 0) return
  const table = pairs.find(({ before, after }) => before.type === 'table' && after.name === reshape?.table)?.before.name
  if (!reshape || table === undefined) return editCatalog(connection, edits)
  if (reshape.added !== null) {
    demandNothingAdded(connection, reshape.table, reshape.added, reshape.filled)
    editCatalog(connection, edits)
    return rewriteRows(connection, table, reshape)
  }
  restoreColumn(connection, { reshape, table, values: columnOf(values, reshape.table, table) }, () => editCatalog(connection, edits))
}

function columnOf(values: Restoring['values'], ...tables: readonly string[]): ColumnOp | undefined {
  const found = tables.map((table) => values.get(table)).find((op) => op?.op === 'column')
  return found?.op === 'column' ? found : undefined
}
