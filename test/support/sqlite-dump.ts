import { DatabaseSync } from 'node:sqlite'

/**
 * Everything that a SQLite database says, as text: the rows of `sqlite_schema` with their rowids and order, and every row of every
 * table, with rowid, type and exact value; but for tables `without`. Two databases with the same dump cannot be told apart by any query.
 */
export function dumpSqlite(path: string, without: RegExp = /^$/): string {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const schema = rows(db, 'select rowid, type, name, tbl_name, sql from sqlite_schema order by rowid').filter(
      ({ tbl_name }) => !without.test(String(tbl_name)),
    )
    const tables = schema
      .filter(({ type, sql }) => type === 'table' && !/^create virtual/i.test(String(sql)))
      .map(({ name }) => String(name))
    const contents = tables.map((name) => `${name}\n${rows(db, selectAll(db, name)).map(line).join('\n')}`)
    return [
      ...schema.map(line),
      ...contents,
      ...['user_version', 'application_id', 'encoding'].map((name) => line(db.prepare(`pragma ${name}`).get() ?? {})),
    ].join('\n')
  } finally {
    db.close()
  }
}

type Row = Readonly<Record<string, unknown>>

function rows(db: DatabaseSync, sql: string): readonly Row[] {
  const statement = db.prepare(sql)
  statement.setReadBigInts(true)
  return statement.all()
}

/** A table without rowid has none to show; its key orders it. */
function selectAll(db: DatabaseSync, name: string): string {
  const quoted = `"${name.replaceAll('"', '""')}"`
  try {
    db.prepare(`select rowid from ${quoted}`)
    return `select rowid as "(rowid)", * from ${quoted} order by rowid`
  } catch {
    return `select * from ${quoted}`
  }
}

function line(row: Row): string {
  return JSON.stringify(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value,
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value),
    ]),
  )
}
