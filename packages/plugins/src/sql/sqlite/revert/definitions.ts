import type { SchemaRow, UndoOp } from '../capture/op.ts'
import { isSameObject, objectNow, rowsOn, schemaRows } from '../capture/schema-rows.ts'
import { type Connection, quoted, rowsOf } from '../connection/connection.ts'
import { folded } from '../text/folded.ts'
import { keyword, tokenize } from '../text/tokens.ts'
import { withoutShadows } from '../capture/virtual-objects.ts'
import { dropSequences, inject } from './catalog.ts'
import { Conflict } from './conflict.ts'
import { keepingDependents } from './dependents.ts'
import { writingShadows } from './rows.ts'
import { keepingStatistics } from './statistics.ts'

type Op<Name extends UndoOp['op']> = Extract<UndoOp, { readonly op: Name }>

/** Takes back what was created, if it is as it was left and nobody built upon it. */
export function takeBackCreated(connection: Connection, { objects, owner }: Op<'created'>): void {
  const standing = objects.filter((object) => objectNow(connection, object) !== undefined)
  if (standing.length === 0) return
  for (const object of objects) demandSame(connection, object)
  for (const { name } of objects.filter(({ type }) => type === 'table')) demandAlone(connection, name, objects)
  const tables = new Set(objects.filter(({ type }) => type === 'table').map(({ name }) => name))
  const drop = (): void => {
    for (const { type, name, table } of withoutShadows(objects).toReversed()) {
      if (name === 'sqlite_sequence') continue
      if (type === 'table' || !tables.has(table)) connection.db.exec(`DROP ${type.toUpperCase()} main.${quoted(name)}`)
    }
  }
  const dropAll = (): void => keepingStatistics(connection, drop)
  keepingDependents(connection, objects.at(-1)!, () => (owner === undefined ? dropAll() : writingShadows(connection, dropAll)))
  const madeSequences = tables.has('sqlite_sequence')
  if (madeSequences && !hasAutoincrement(connection)) dropSequences(connection, 'main')
}

/** Puts back what was dropped, empty: its rows are an op of their own. */
export function takeBackDropped(connection: Connection, { objects }: Op<'dropped'>): void {
  if (objects.length === 0) return
  const standing = objects.map((object) => objectNow(connection, object))
  if (standing.every((now, at) => now && isSameObject(now, objects[at]!))) return
  for (const object of objects) {
    demandFree(connection, object)
    demandTable(connection, object, objects)
  }
  inject(connection, objects)
  const tables = new Set(objects.filter(({ type }) => type === 'table').map(({ name }) => name))
  for (const { type, name, table } of objects) {
    if (type === 'index' && !tables.has(table)) connection.db.exec(`REINDEX main.${quoted(name)}`)
  }
}

/** Errors: {@link Conflict} where an object is not as it was left. */
export function demandSame(connection: Connection, object: SchemaRow): void {
  const now = objectNow(connection, object)
  if (!now) throw new Conflict(`${object.type} "${object.name}" is gone`)
  if (!isSameObject(now, object)) throw new Conflict(`${object.type} "${object.name}" was changed since`)
}

/** Errors: {@link Conflict} where somebody put an index or a trigger on a table that is not among what is known. */
export function demandAlone(connection: Connection, table: string, known: readonly SchemaRow[]): void {
  const other = rowsOn(connection, table).find(({ type, name }) => !known.some((object) => object.type === type && object.name === name))
  if (other) throw new Conflict(`${other.type} "${other.name}" was put on "${table}" since`)
}

/** Errors: {@link Conflict} where somebody has given its name to something else. */
export function demandFree(connection: Connection, { type, name }: SchemaRow): void {
  const kinds = type === 'trigger' ? `type = 'trigger'` : `type <> 'trigger'`
  const [other] = schemaRows(connection, `${kinds} AND name = ? COLLATE NOCASE`, name)
  if (other) throw new Conflict(`${other.type} "${other.name}" was created since`)
}

/** Errors: {@link Conflict} where the table of an index or trigger is gone, and does not come back with it. */
function demandTable(connection: Connection, { type, name, table }: SchemaRow, objects: readonly SchemaRow[]): void {
  if (
    (type !== 'index' && type !== 'trigger') ||
    objects.some((object) => (object.type === 'table' || object.type === 'view') && folded(object.name) === folded(table))
  )
    return
  const [found] = schemaRows(connection, `type IN ('table', 'view') AND name = ? COLLATE NOCASE`, table)
  if (!found) throw new Conflict(`"${table}", which ${type} "${name}" was on, is gone`)
}

/** Whether any table counts: the word may also be in a name or a comment. */
function hasAutoincrement(connection: Connection): boolean {
  const rows = rowsOf<[string]>(connection, `SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%autoincrement%'`)
  return rows.some(([sql]) => tokenize(sql).some((token) => keyword(token) === 'AUTOINCREMENT'))
}
