import type { ColumnOp, Reshape, SchemaRow, UndoOp } from '../capture/op.ts'
import { isSameObject, objectNow, schemaRows } from '../capture/schema-rows.ts'
import { type Connection, quoted, rowsOf } from '../connection/connection.ts'
import { digestOf } from '../content/digest.ts'
import { misfitIn } from '../content/misfit.ts'
import { unpacker } from '../content/pack.ts'
import { hasShape, shapeOf } from '../content/shape.ts'
import { folded } from '../text/folded.ts'
import { nameOf, tokenize } from '../text/tokens.ts'
import { bound, placeFor } from '../content/cell.ts'
import { cellStatement } from '../content/cell-statement.ts'
import { rewrite, withoutTriggers } from './catalog.ts'
import { Conflict } from './conflict.ts'
import { demandAlone, demandFree, demandSame } from './definitions.ts'
import { keepingDependents } from './dependents.ts'

type Altered = Extract<UndoOp, { readonly op: 'altered' }>

/** Takes an ALTER TABLE back: the catalog's text, and what a row consists of. `columns` are the values of a dropped column. Errors: {@link Conflict}. */
export function takeBackAltered(connection: Connection, op: Altered, columns: readonly ColumnOp[]): void {
  const isBefore = op.before.every((object) => {
    const now = objectNow(connection, object)
    return now && isSameObject(now, object)
  })
  if (isBefore) return
  for (const object of op.after) demandSame(connection, object)
  for (const [at, { type, name }] of op.after.entries()) {
    const then = op.before[at]!
    if (type !== 'table' || name === then.name) continue
    demandAlone(connection, name, op.after)
    if (folded(name) !== folded(then.name)) demandFree(connection, then)
  }
  const changes = op.after.map((now, at) => ({ now, then: op.before[at]! }))
  const edit = (): void => {
    withoutColumns(connection, changes, op.standing ?? [], () => rewrite(connection, changes))
    if (op.held) demandHeld(connection, changes)
  }
  const all = (): void => (op.reshape ? reshape(connection, op.reshape, columns, edit) : edit())
  const newest = op.newest ?? (op.last === undefined ? undefined : { type: '', name: '', rowid: op.last })
  if (newest) keepingDependents(connection, newest, all)
  else all()
}

interface Change {
  readonly now: SchemaRow
  readonly then: SchemaRow
}

/**
 * Does an edit that may take column names away. What somebody has since put on the table and names one of them would stay, and in double quotes mean a text: an index would be
 * damaged. What was there when the name came was rewritten by the ALTER TABLE, and is among the changes, or is about another column of that name, and
 * still standing. Errors: {@link Conflict}.
 */
function withoutColumns(connection: Connection, changes: readonly Change[], standing: readonly SchemaRow[], edit: () => void): void {
  const tables = changes.filter(({ then }) => then.type === 'table')
  const before = tables.map(({ now }) => columnsOf(connection, now.name))
  edit()
  for (const [at, { then }] of tables.entries()) {
    const after = columnsOf(connection, then.name)
    const gone = new Set([...before[at]!].filter((name) => !after.has(name)))
    const isKnown = (row: SchemaRow): boolean =>
      changes.some((change) => change.then.name === row.name) || standing.some((known) => isSameObject(known, row))
    const on = schemaRows(connection, `type IN ('index', 'trigger') AND tbl_name = ? COLLATE NOCASE`, then.name)
    for (const { type, name, sql } of on.filter((object) => object.sql !== null && !isKnown(object))) {
      const column = tokenize(sql!)
        .map(nameOf)
        .find((word) => word !== undefined && gone.has(folded(word)))
      if (column !== undefined) throw new Conflict(`${type} "${name}" was made for column "${column}" of "${then.name}" since`)
    }
  }
}

/** SQLite takes it for granted that rows hold to the constraints of their table: since one was dropped, rows may have come that do not. Errors: {@link Conflict}. */
function demandHeld(connection: Connection, changes: readonly Change[]): void {
  for (const { then } of changes.filter(({ then: { type } }) => type === 'table')) {
    const misfit = misfitIn(connection, then.name)
    if (misfit !== undefined) throw new Conflict(`rows of "${then.name}" no longer hold to a constraint that was dropped: ${misfit}`)
  }
}

function columnsOf(connection: Connection, table: string): ReadonlySet<string> {
  return new Set(rowsOf<[string]>(connection, `SELECT lower(name) FROM pragma_table_xinfo(?, 'main')`, table).map(([name]) => name))
}

const held = 'temp.backout_own_held'
const values = 'temp.backout_own_values'

/** Rows are taken out, the text is put back, and they are put in again in their old shape. */
function reshape(connection: Connection, shape: Reshape, columns: readonly ColumnOp[], edit: () => void): void {
  const { db } = connection
  const table = `main.${quoted(shape.table)}`
  demandAsLeft(connection, shape)
  const kept = shape.before.columns.filter((column) => shape.after.columns.includes(column))
  const out = [...shape.after.key, ...kept].map(quoted)
  db.exec(`CREATE TABLE ${held} (${out.map((_, at) => `h${at}`).join(', ')})`)
  db.exec(`INSERT INTO ${held} SELECT ${out.join(', ')} FROM ${table}`)
  loadValues(connection, shape, columns)
  withoutTriggers(connection, shape.table, () => {
    db.exec(`DELETE FROM ${table}`)
    edit()
    const into = [...shape.before.key, ...shape.before.columns]
    const from = into.map((column, at) => sourceOf(column, at, shape, kept))
    const join = shape.before.key.map((_, at) => `k${at} = h${at}`).join(' AND ')
    db.exec(
      `INSERT OR ABORT INTO ${table} (${into.map(quoted).join(', ')}) SELECT ${from.join(', ')} FROM ${held} LEFT JOIN ${values} ON ${join} ORDER BY ${held}.rowid`,
    )
  })
  db.exec(`DROP TABLE ${held}; DROP TABLE ${values}`)
}

function sourceOf(column: string, at: number, { before }: Reshape, kept: readonly string[]): string {
  if (at < before.key.length) return `h${at}`
  const among = kept.indexOf(column)
  return among < 0 ? 'v' : `h${before.key.length + among}`
}

function loadValues(connection: Connection, { before }: Reshape, columns: readonly ColumnOp[]): void {
  const keys = before.key.map((_, at) => `k${at}`)
  connection.db.exec(`CREATE TABLE ${values} (${keys.join(', ')}, v, UNIQUE (${keys.join(', ')}))`)
  const insert = cellStatement(connection, (places) => `INSERT INTO ${values} VALUES (${places.join(', ')})`)
  for (const { packed } of columns) {
    const read = unpacker(packed)
    while (!read.done) {
      insert.run([...keys, 'v'].map(() => read.cell()))
    }
  }
}

/** A dropped column's values only go back to the rows that were left; an added column is only dropped while nobody filled it. */
function demandAsLeft(connection: Connection, { table, digest, filled }: Reshape): void {
  const shape = shapeOf(connection, table)
  if (!shape || !hasShape(shape)) throw new Conflict(`table "${table}" is gone`)
  if (digest !== null && digestOf(connection, shape) !== digest) throw new Conflict(`rows of "${table}" were changed since`)
  if (!filled) return
  const cell = unpacker(filled.cell).cell()
  const place = placeFor(cell)
  const column = quoted(filled.column)
  const other = connection.db
    .prepare(
      `SELECT 1 FROM main.${quoted(table)} WHERE ${column} IS NOT ${place} COLLATE BINARY OR typeof(${column}) <> typeof(${place}) LIMIT 1`,
    )
    .get(bound(cell), bound(cell))
  if (other) throw new Conflict(`column "${filled.column}" of "${table}" was filled since`)
}
