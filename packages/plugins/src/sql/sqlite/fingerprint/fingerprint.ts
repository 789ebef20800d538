import { createHash, type Hash } from 'node:crypto'
import { inScope } from '@backout/core/plugin'
import { schemaRows } from '../capture/schema-rows.ts'
import type { SchemaRow } from '../capture/op.ts'
import { type Connection, rowOf, rowsOf } from '../connection/connection.ts'
import { digestOf, digestOfRows } from '../content/digest.ts'
import type { ExactRows } from '../content/exact-rows.ts'
import { sqliteCode } from '../connection/failure.ts'
import { isLedger } from '../ledger/table-names.ts'
import { coversPart } from '../authorizer/scope-entry.ts'
import { shadowsOf } from '../authorizer/shadow-tables.ts'
import { asTheyStand, rowsShapes, type Shape, unnamedColumn } from '../content/shape.ts'
import { virtualDigest } from './virtual-content.ts'
import { counters } from '../capture/sequences.ts'

/** SHA-256 (hex) over {@link digestsOf}. */
export function fingerprintOf(connection: Connection, parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(digestsOf(connection, parts))))
    .digest('hex')
}

/**
 * SHA-256 (hex) of each table and view that the parts cover, by its name: of its definitions with text, rowids and order, its rows with rowids, and its counter.
 * The ledger is no part of it. A virtual table stands for the tables that it keeps its data in, and counts by what it tells; where it cannot be asked, by what is in them.
 */
export function digestsOf(connection: Connection, parts: readonly string[]): { readonly [part: string]: string } {
  const hashes = new Map<string, Hash>()
  const hashOf = (part: string): Hash => {
    const hash = hashes.get(part) ?? createHash('sha256')
    hashes.set(part, hash)
    return hash
  }
  const isCovered = (name: string): boolean => !isLedger(name) && inScope({ covers: coversPart }, parts, name)
  const objects = schemaRows(connection, '1')
  const shapeOf = rowsShapes(connection)
  const virtual = objects.filter(({ type, sql, name }) => type === 'table' && /^create\s+virtual/i.test(sql ?? '') && isCovered(name))
  const counts = (name: string): boolean => isCovered(name) || virtual.some((table) => name.startsWith(`${table.name}_`))
  const told = new Set<string>()
  const owners = new Map<string, string>()
  for (const table of virtual) {
    const shadows = shadowsOf(connection, table.name)
    for (const shadow of shadows) owners.set(shadow, table.name)
    const content = shadows.length > 0 ? virtualDigest(connection, table) : undefined
    if (content === undefined) continue
    hashOf(table.name).update(content)
    for (const shadow of shadows) told.add(shadow)
  }
  for (const object of objects.filter(({ table }) => counts(table))) {
    const hash = hashOf(owners.get(object.table) ?? object.table)
    hash.update(definitionOf(object))
    const shape = object.type === 'table' && !told.has(object.name) ? shapeOf(object.name) : undefined
    if (shape) hash.update(contentOf(connection, shape))
  }
  for (const [rowid, name, seq] of counters(connection))
    if (typeof name === 'string' && counts(name)) hashOf(name).update(`${[rowid, name, seq].join('\0')}\n`)
  for (const part of parts) {
    const header = headerOf(connection, part)
    if (header !== '') hashOf(part).update(header)
  }
  return Object.fromEntries([...hashes].map(([part, hash]) => [part, hash.digest('hex')]))
}

/** A table whose key needs a collation that an application brings along cannot be read here, and so cannot be changed either. */
function contentOf(connection: Connection, shape: Shape): string {
  try {
    return unnamedColumn(connection, shape) === undefined
      ? digestOf(connection, shape)
      : digestOfRows(connection, rowsByPlace(connection, shape))
  } catch (error) {
    if (sqliteCode(error) !== sqlError) throw error
    return 'unreadable'
  }
}

/** All rows, read without the names of their columns. */
function rowsByPlace(connection: Connection, { table }: Shape): ExactRows {
  const count = rowOf<[bigint]>(connection, `SELECT count(*) FROM pragma_table_xinfo(?, 'main') WHERE hidden <> 1`, table)![0]
  const columns = Array.from({ length: Number(count) }, (_, at) => `c${at}`)
  const names = columns.map((column) => `NULL AS ${column}`).join(', ')
  return { columns, from: `FROM (SELECT ${names} WHERE false UNION ALL SELECT * ${asTheyStand({ table })})` }
}

/** SQLITE_ERROR: a statement that cannot be compiled. */
const sqlError = 1

function definitionOf({ rowid, type, name, table, sql }: SchemaRow): string {
  return `${JSON.stringify([rowid.toString(), type, name, table, sql])}\n`
}

/** Numbers of the file's header that the scope names: `pragma user_version`. */
function headerOf(connection: Connection, part: string): string {
  const [, name] = /^pragma (user_version|application_id)$/i.exec(part) ?? []
  return name === undefined ? '' : `${name} ${rowsOf<[bigint]>(connection, `PRAGMA ${name}`)[0]?.[0]}\n`
}
