import { type Connection, quoted, rowOf, rowsOf } from '../connection/connection.ts'
import { ownerOf } from '../authorizer/shadow-tables.ts'
import { folded } from '../text/folded.ts'

/** What a table looks like to whoever saves and restores its rows. Names are unquoted. */
export interface Shape {
  /** As the catalog spells it. */
  readonly table: string
  /** What finds a row: the rowid under a name that no column hides, or the primary key of a table WITHOUT ROWID; empty where nothing does. */
  readonly key: readonly string[]
  /** Whether `key` is the rowid. */
  readonly hasRowid: boolean
  /** Whether that rowid is under no column: it says where the row stands, and is no data. */
  readonly hidesRowid: boolean
  /** Stored columns in order, without those of `key`; generated columns are not stored by us. */
  readonly columns: readonly string[]
  /** How many fields a stored row has, with stored generated columns. */
  readonly stored: number
  /** The virtual table that keeps its data in it. */
  readonly owner?: string
  /** Its CREATE TABLE as the catalog has it. */
  readonly sql: string
}

/** Why rows of a table can't be saved. */
export interface Shapeless {
  readonly table: string
  readonly reason: string
  readonly isVirtual: boolean
}

/** The shape of a table of `main`; undefined where there is no such table, or it is a view. What has a name that is not valid text has no shape. */
export function shapeOf(connection: Connection, name: string): Shape | Shapeless | undefined {
  const found = tableOf(connection, name)
  if (!found)
    return name.includes(replaced) ? { table: name, reason: `the name of "${name}" is not valid text`, isVirtual: false } : undefined
  const { table, kind } = found
  const without = (reason: string): Shapeless => ({ table, reason, isVirtual: kind === 'virtual' })
  if (kind === 'virtual') return without(`it writes to "${table}", a virtual table, which keeps its data by code of its own`)
  const shape = readShape(connection, found)
  const unnamed = unnamedColumn(connection, shape)
  if (unnamed !== undefined) return without(`the name of column "${unnamed}" of "${table}" is not valid text`)
  const width = shape.key.length + shape.columns.length
  if (width > widest) return without(`"${table}" has ${width} columns, and rows of at most ${widest} can be kept`)
  return kind === 'shadow' ? { ...shape, owner: ownerOf(connection, table) ?? table } : shape
}

/** A column that no statement of ours can name, since its name is not valid text. */
export function unnamedColumn(connection: Connection, { table, key, columns }: Shape): string | undefined {
  const sql = `SELECT 1 FROM pragma_table_xinfo(?, 'main') WHERE name = ?`
  return [...key, ...columns].find((column) => column.includes(replaced) && !rowOf(connection, sql, table, column))
}

/** What Node.js gives for bytes that are no text. */
const replaced = '\ufffd'

/** A table of SQLite has 2,000 columns at most, and beside each row something is noted in two. */
const widest = 1998

/** The shapes of all tables with rows of their own, as far as reading them goes, by exact name: neither virtual tables nor views. */
export function rowsShapes(connection: Connection): (name: string) => Shape | undefined {
  type Row = [name: string, sql: string, kind: string, wr: bigint]
  const rows = rowsOf<Row>(
    connection,
    `SELECT s.name, s.sql, l.type, l.wr FROM sqlite_schema s JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name WHERE s.type = 'table'`,
  )
  const tables = new Map(rows.map(([table, sql, kind, wr]) => [table, { table, sql, kind, withoutRowid: wr === 1n }]))
  return (name) => {
    const found = tables.get(name)
    return found && found.kind !== 'virtual' ? readShape(connection, found) : undefined
  }
}

interface Table {
  readonly table: string
  readonly sql: string
  /** `table`, `shadow` or `virtual`. */
  readonly kind: string
  readonly withoutRowid: boolean
}

function tableOf(connection: Connection, name: string): Table | undefined {
  const [table, sql] =
    rowOf<[string, string]>(connection, `SELECT name, sql FROM sqlite_schema WHERE name = ? COLLATE NOCASE AND type = 'table'`, name) ?? []
  if (table === undefined || sql === undefined) return undefined
  const [kind, wr] = rowOf<[string, bigint]>(connection, `SELECT type, wr FROM pragma_table_list(?) WHERE schema = 'main'`, table) ?? [
    'table',
    0n,
  ]
  return { table, sql, kind, withoutRowid: wr === 1n }
}

function readShape(connection: Connection, { table, sql, withoutRowid }: Table): Shape {
  const columns = rowsOf<Column>(connection, `SELECT name, type, pk, hidden FROM pragma_table_xinfo(?, 'main')`, table)
  const key = withoutRowid ? primaryKey(columns) : rowidName(connection, table, columns)
  const own = columns.filter(([column, , , hidden]) => hidden === 0n && !key.includes(column)).map(([column]) => column)
  const stored = columns.filter(([, , , hidden]) => hidden === 0n || hidden === 3n).length
  const hidesRowid = !withoutRowid && !columns.some(([column]) => key.includes(column))
  return { table, key, hasRowid: !withoutRowid && key.length > 0, hidesRowid, columns: own, stored, sql }
}

/** Reads a table in the order of its hidden rowids. */
export function asTheyStand({ table }: Pick<Shape, 'table'>): string {
  return `FROM main.${quoted(table)} NOT INDEXED`
}

/** Whether rows can only be told by where they stand: the columns hide every name of the rowid. */
export function isKeyless({ key }: Pick<Shape, 'key'>): boolean {
  return key.length === 0
}

/** Why rows of a table without a key cannot be watched. */
export function reasonOfKeyless({ table }: Pick<Shape, 'table'>): string {
  return `the columns of "${table}" hide every name of its rowid`
}

/** Whether rows of a table can be saved. */
export function hasShape(found: Shape | Shapeless): found is Shape {
  return 'key' in found
}

/** Key and columns, each quoted, behind a table's alias. */
export function cellsOf({ key, columns }: Pick<Shape, 'key' | 'columns'>, alias?: string): readonly string[] {
  return [...key, ...columns].map((column) => (alias === undefined ? quoted(column) : `${alias}.${quoted(column)}`))
}

type Column = readonly [name: string, type: string, pk: bigint, hidden: bigint]

function primaryKey(columns: readonly Column[]): readonly string[] {
  return columns
    .filter(([, , pk]) => pk > 0n)
    .toSorted(([, , a], [, , b]) => Number(a - b))
    .map(([name]) => name)
}

/** The INTEGER PRIMARY KEY that is the rowid under its own name, else a name of the rowid that no column hides. */
function rowidName(connection: Connection, table: string, columns: readonly Column[]): readonly string[] {
  const keys = columns.filter(([, , pk]) => pk > 0n)
  const [alias] = keys
  const isAlias = keys.length === 1 && alias?.[1].toUpperCase() === 'INTEGER' && !hasKeyIndex(connection, table)
  if (isAlias) return [alias[0]]
  const taken = new Set(columns.map(([name]) => folded(name)))
  const name = ['rowid', '_rowid_', 'oid'].find((candidate) => !taken.has(candidate))
  return name === undefined ? [] : [name]
}

/** A primary key with an index of its own is not the rowid, whatever its type (`INTEGER PRIMARY KEY DESC`). */
function hasKeyIndex(connection: Connection, table: string): boolean {
  return rowOf(connection, `SELECT 1 FROM pragma_index_list(?, 'main') WHERE origin = 'pk'`, table) !== undefined
}
