import type { SchemaRow } from '../capture/op.ts'
import { catalogOf } from '../catalog.ts'
import { type Connection, quoted, rowOf } from '../connection.ts'

/** Gives rows of the catalog exactly these texts, names and rowids; found by type and name. The schema is read anew, by other connections too. */
export function editCatalog(
  connection: Connection,
  rows: readonly { readonly now: Pick<SchemaRow, 'type' | 'name'>; readonly become: SchemaRow }[],
): void {
  const { db } = connection
  db.enableDefensive(false)
  db.exec('PRAGMA writable_schema = ON')
  try {
    // First out of the way, then into place: rowids may be exchanged.
    const away = db.prepare('UPDATE main.sqlite_schema SET rowid = ? WHERE type = ? AND name = ?')
    const set = db.prepare('UPDATE main.sqlite_schema SET rowid = ?, name = ?, tbl_name = ?, sql = ? WHERE rowid = ?')
    const moving = rows.filter(({ now, become }) => rowidOf(connection, now) !== undefined && isFree(connection, become, rows))
    const far = 1n << 40n
    for (const [index, { now }] of moving.entries()) away.run(far + BigInt(index), now.type, now.name)
    for (const [index, { become }] of moving.entries()) set.run(become.rowid, become.name, become.table, become.sql, far + BigInt(index))
    if (rows.length > 0) bumpVersion(connection)
  } finally {
    db.exec('PRAGMA writable_schema = RESET')
    db.enableDefensive(true)
  }
}

/** A rowid that somebody else's object has taken since stays theirs. */
function isFree(
  connection: Connection,
  { rowid }: SchemaRow,
  rows: readonly { readonly now: Pick<SchemaRow, 'type' | 'name'> }[],
): boolean {
  const holder = rowOf<[string, string]>(connection, 'SELECT type, name FROM main.sqlite_schema WHERE rowid = ?', rowid)
  return !holder || rows.some(({ now }) => now.type === holder[0] && now.name === holder[1])
}

function rowidOf(connection: Connection, { type, name }: Pick<SchemaRow, 'type' | 'name'>): bigint | undefined {
  return rowOf<[bigint]>(connection, 'SELECT rowid FROM main.sqlite_schema WHERE type = ? AND name = ?', type, name)?.[0]
}

function bumpVersion(connection: Connection): void {
  const version = rowOf<[bigint]>(connection, 'PRAGMA schema_version')?.[0] ?? 0n
  connection.db.exec(`PRAGMA schema_version = ${version + 1n}`)
}

/** Triggers that were put aside, so that restoring rows fires none. */
export interface Aside {
  /** Creates those that the catalog is to have again, where they were. */
  restore(catalog: readonly SchemaRow[]): void
}

/** Drops every trigger of the database until `restore`. */
export function withoutTriggers(connection: Connection): Aside {
  for (const { type, name } of catalogOf(connection)) if (type === 'trigger') connection.db.exec(`DROP TRIGGER main.${quoted(name)}`)
  return {
    restore(catalog) {
      const triggers = catalog.filter(({ type }) => type === 'trigger')
      for (const { sql } of triggers) if (sql !== null) connection.db.exec(sql)
      editCatalog(
        connection,
        triggers.map((row) => ({ now: row, become: row })),
      )
    },
  }
}
