import { ownPrefix } from '../authorizer/authority.ts'
import type { SchemaRow } from '../capture/op.ts'
import { schemaRows } from '../capture/schema-rows.ts'
import { type Connection, quoted, rowOf } from '../connection/connection.ts'
import { bound, placeFor } from '../content/cell.ts'
import { unescaped } from '../content/escaped-text.ts'

/**
 * Puts definitions back into the catalog exactly as they were: text, rowids and order. Tables and indexes come empty; an index whose
 * table has rows has to be rebuilt. SQLite's documented way for such edits is `PRAGMA writable_schema`
 * (https://www.sqlite.org/pragma.html#pragma_writable_schema).
 */
export function inject(connection: Connection, objects: readonly SchemaRow[]): void {
  if (objects.length === 0) return
  const stubs = objects.map(({ root }) => createStub(connection, root))
  editCatalog(connection, () => {
    // Out of the way first: a stub may stand where an object is to come.
    connection
      .own(`UPDATE sqlite_schema SET rowid = rowid + ${far} WHERE name LIKE '${stubTable.replaceAll('_', '\\_')}%' ESCAPE '\\'`)
      .run()
    for (const [at, object] of objects.entries()) place(connection, object, stubs[at] && stubs[at] + far)
  })
  if (stubs.some((stub) => stub !== undefined)) connection.db.exec(`DROP TABLE ${stubTable}`)
}

/** Rewrites rows of the catalog in place. Each is found by type and name. */
export function rewrite(connection: Connection, changes: readonly { readonly now: SchemaRow; readonly then: SchemaRow }[]): void {
  const found = changes.map(({ now, then }) => ({
    then,
    rowid: schemaRows(connection, 'type = ? AND name = ?', now.type, now.name)[0]?.rowid,
  }))
  editCatalog(connection, () => {
    for (const { then, rowid } of found) {
      if (rowid === undefined) continue
      const sql = unescaped(then.sql)
      const update = `UPDATE sqlite_schema SET name = ?, tbl_name = ?, sql = ${placeFor(sql)} WHERE rowid = ?`
      connection.own(update).run(then.name, then.table, bound(sql), rowid)
    }
  })
}

/** Runs work while a table's triggers are out of the catalog, so that none of them fires. */
export function withoutTriggers<T>(connection: Connection, table: string, work: () => T): T {
  const triggers = schemaRows(connection, `type = 'trigger' AND tbl_name = ? COLLATE NOCASE`, table)
  if (triggers.length === 0) return work()
  editCatalog(connection, () => {
    for (const { rowid } of triggers) connection.own('DELETE FROM sqlite_schema WHERE rowid = ?').run(rowid)
  })
  const result = work()
  editCatalog(connection, () => {
    for (const trigger of triggers) place(connection, trigger, undefined)
  })
  return result
}

/** `DROP TABLE sqlite_sequence` is refused, even where nothing counts any more: it is dropped under another name. */
export function dropSequences(connection: Connection, schema: 'main' | 'temp'): void {
  const table = `${stubTable}_sequence`
  const rename = `UPDATE ${schema}.sqlite_schema SET name = ?1, tbl_name = ?1, sql = 'CREATE TABLE ' || ?1 || '(name,seq)' WHERE name = 'sqlite_sequence'`
  editCatalog(connection, () => connection.own(rename).run(table), schema)
  connection.db.exec(`DROP TABLE ${schema}.${table}`)
}

const stubTable = `${ownPrefix}stub`

/** Larger than the rowid of any row of the catalog. */
const far = 1n << 40n

/** Gives the rowid, in the catalog, of something that has an empty b-tree of the right kind. */
function createStub(connection: Connection, root: SchemaRow['root']): bigint | undefined {
  if (root === 'none') return undefined
  connection.db.exec(`CREATE TABLE IF NOT EXISTS ${stubTable} (a)`)
  const [last] = rowOf<[bigint]>(connection, 'SELECT max(rowid) FROM sqlite_schema') ?? [0n]
  const name = quoted(`${stubTable}_${last}`)
  connection.db.exec(root === 'table' ? `CREATE TABLE ${name} (a)` : `CREATE INDEX ${name} ON ${stubTable} (a)`)
  return rowOf<[bigint]>(connection, 'SELECT max(rowid) FROM sqlite_schema')?.[0]
}

/** Puts a row where it was, or, where another object stands there by now, behind all others. */
function place(connection: Connection, { rowid, type, name, table, sql }: SchemaRow, stub: bigint | undefined): void {
  const text = unescaped(sql)
  const free = freeRowid(connection, rowid)
  if (stub !== undefined) {
    const update = `UPDATE sqlite_schema SET rowid = ?, type = ?, name = ?, tbl_name = ?, sql = ${placeFor(text)} WHERE rowid = ?`
    connection.own(update).run(free, type, name, table, bound(text), stub)
    return
  }
  const insert = `INSERT INTO sqlite_schema (rowid, type, name, tbl_name, rootpage, sql) VALUES (?, ?, ?, ?, 0, ${placeFor(text)})`
  connection.own(insert).run(free, type, name, table, bound(text))
}

function freeRowid(connection: Connection, rowid: bigint): bigint {
  if (!rowOf(connection, 'SELECT 1 FROM sqlite_schema WHERE rowid = ?', rowid)) return rowid
  return rowOf<[bigint]>(connection, `SELECT max(rowid) + 1 FROM sqlite_schema WHERE rowid < ${far}`)![0]
}

/** Edits rows of the catalog; other connections see by `schema_version` that they have to read it again. */
function editCatalog(connection: Connection, edit: () => void, schema: 'main' | 'temp' = 'main'): void {
  const { db } = connection
  db.enableDefensive(false)
  db.exec('PRAGMA writable_schema = ON')
  try {
    edit()
    const [version] = rowOf<[bigint]>(connection, `PRAGMA ${schema}.schema_version`) ?? [0n]
    db.exec(`PRAGMA ${schema}.schema_version = ${version + 1n}`)
  } finally {
    db.exec('PRAGMA writable_schema = RESET')
    db.enableDefensive(true)
  }
  // Reads the catalog again at once: what does not parse must fail here, not in somebody else's statement.
  db.prepare('SELECT 1 FROM sqlite_schema').get()
}
