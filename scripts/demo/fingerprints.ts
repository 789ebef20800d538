import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** What is compared before and after: SHA-256 (hex) of each part. */
export interface Fingerprints {
  readonly 'database schema': string
  readonly 'database rows': string
  readonly files: string
  readonly 'service flags': string
}

/** Fingerprints of a repository and of its service's flags. A flag that is off counts like one that was never set. */
export function fingerprints(root: string, flags: { readonly [name: string]: unknown }): Fingerprints {
  const db = new DatabaseSync(join(root, 'crm.db'), { readOnly: true })
  try {
    const schema = db.prepare('select rowid, type, name, tbl_name, sql from sqlite_schema order by rowid').all()
    const tables = schema.filter(({ type }) => type === 'table').map(({ name }) => String(name))
    const rows = tables.map((name) => [name, rowsOf(db, name)])
    const on = Object.entries(flags).filter(([, enabled]) => enabled === true)
    return { 'database schema': hash(schema), 'database rows': hash(rows), files: hash(filesIn(root)), 'service flags': hash(on) }
  } finally {
    db.close()
  }
}

/** With rowids, where a table has them. */
function rowsOf(db: DatabaseSync, table: string): readonly unknown[] {
  try {
    return db.prepare(`select rowid, * from "${table}" order by rowid`).all()
  } catch {
    return db.prepare(`select * from "${table}"`).all()
  }
}

/** Path, mode and content of every file but the database and what Backout keeps for itself. */
function filesIn(root: string): readonly unknown[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/^(\.backout|crm\.db)/.test(relative(root, path)))
    .toSorted()
    .map((path) => [relative(root, path), statSync(path).mode, readFileSync(path, 'base64')])
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
