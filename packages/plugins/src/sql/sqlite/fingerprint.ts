import { createHash } from 'node:crypto'
import { schemaRows } from './capture/schema-rows.ts'
import type { SchemaRow } from './capture/op.ts'
import { type Connection, rowsOf } from './connection.ts'
import { digestOf } from './digest.ts'
import { sqliteCode } from './failure.ts'
import { isLedger } from './ledger/tables.ts'
import { coversPart } from './scope-entry.ts'
import { rowsShapes, type Shape } from './shape.ts'
import { hasSequences } from './capture/sequences.ts'

/**
 * SHA-256 (hex) over the parts of a database: their definitions with text, rowids and order, their rows with rowids, and their counters.
 * The ledger is no part of it. A virtual table stands for the tables that it keeps its data in.
 */
export function fingerprintOf(connection: Connection, parts: readonly string[]): string {
  const hash = createHash('sha256')
  const isCovered = (name: string): boolean => !isLedger(name) && parts.some((part) => coversPart(part, name))
  const objects = schemaRows(connection, '1')
  const shapeOf = rowsShapes(connection)
  const virtual = objects.filter(({ type, sql, name }) => type === 'table' && /^create\s+virtual/i.test(sql ?? '') && isCovered(name))
  const counts = (name: string): boolean => isCovered(name) || virtual.some((table) => name.startsWith(`${table.name}_`))
  for (const object of objects.filter(({ table }) => counts(table))) {
    hash.update(definitionOf(object))
    const shape = object.type === 'table' ? shapeOf(object.name) : undefined
    if (shape) hash.update(contentOf(connection, shape))
  }
  for (const counter of countersOf(connection).filter(([, name]) => counts(name))) hash.update(`${counter.join('\0')}\n`)
  for (const part of parts) hash.update(headerOf(connection, part))
  return hash.digest('hex')
}

/** A table whose key needs a collation that an application brings along cannot be read here, and so cannot be changed either. */
function contentOf(connection: Connection, shape: Shape): string {
  try {
    return digestOf(connection, shape)
  } catch (error) {
    if (sqliteCode(error) !== sqlError) throw error
    return 'unreadable'
  }
}

/** SQLITE_ERROR: a statement that cannot be compiled. */
const sqlError = 1

function definitionOf({ rowid, type, name, table, sql }: SchemaRow): string {
  return `${JSON.stringify([rowid.toString(), type, name, table, sql])}\n`
}

function countersOf(connection: Connection): readonly (readonly [bigint, string, unknown])[] {
  return hasSequences(connection) ? rowsOf(connection, 'SELECT rowid, name, seq FROM sqlite_sequence ORDER BY rowid') : []
}

/** Numbers of the file's header that the scope names: `pragma user_version`. */
function headerOf(connection: Connection, part: string): string {
  const [, name] = /^pragma (user_version|application_id)$/i.exec(part) ?? []
  return name === undefined ? '' : `${name} ${rowsOf<[bigint]>(connection, `PRAGMA ${name}`)[0]?.[0]}\n`
}
