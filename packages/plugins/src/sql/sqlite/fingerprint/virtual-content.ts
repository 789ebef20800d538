import { ownPrefix } from '../authorizer/authority.ts'
import type { SchemaRow } from '../capture/op.ts'
import { type Connection, quoted, rowOf, rowsOf } from '../connection/connection.ts'
import { digestOfRows } from '../content/digest.ts'
import { isBusy, sqliteCode } from '../connection/failure.ts'

/**
 * Digests of what a virtual table tells whoever asks: its rows and, of an index of words, each word and how often it is there. How its module lays that out in tables
 * of its own depends on the order in which it was written: the same content need not have the same bytes. Undefined where it cannot be asked: its tokenizer is an
 * application's, or it does not fit the table that it stands for.
 */
export function virtualDigest(connection: Connection, table: SchemaRow): string | undefined {
  try {
    return digestOfAnswers(connection, table)
  } catch (error) {
    if (sqliteCode(error) === undefined || isBusy(error)) throw error
    return undefined
  }
}

function digestOfAnswers(connection: Connection, { name, sql }: SchemaRow): string {
  const columns = rowsOf<[string]>(connection, `SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0`, name)
  const cells = ['rowid', ...columns.map(([column]) => quoted(column))]
  const rows = digestOfRows(connection, { columns: cells, from: `FROM main.${quoted(name)} ORDER BY rowid` })
  const [, module] = /\busing\s+(fts[345])\b/i.exec(sql ?? '') ?? []
  return module === undefined ? rows : `${rows} ${alsoInTemp(connection, () => wordsDigest(connection, name, module))}`
}

/** Does work that writes to the TEMP schema: SQLite lets a connection that only reads do not even that. */
function alsoInTemp<T>(connection: Connection, work: () => T): T {
  const [only] = rowOf<[bigint]>(connection, 'PRAGMA query_only')!
  connection.db.exec('PRAGMA query_only = OFF')
  try {
    return work()
  } finally {
    connection.db.exec(`PRAGMA query_only = ${only}`)
  }
}

/** By https://www.sqlite.org/fts5.html#the_fts5vocab_virtual_table_module and https://www.sqlite.org/fts3.html#fts4aux. */
function wordsDigest(connection: Connection, name: string, module: string): string {
  const is5 = module.endsWith('5')
  const table = `temp.${ownPrefix}words`
  connection.db.exec(
    `CREATE VIRTUAL TABLE ${table} USING ${is5 ? `fts5vocab(main, ${quoted(name)}, row)` : `fts4aux(main, ${quoted(name)})`}`,
  )
  try {
    const columns = is5 ? ['term', 'doc', 'cnt'] : ['term', 'col', 'documents', 'occurrences']
    return digestOfRows(connection, { columns, from: `FROM ${table} ORDER BY 1, 2` })
  } finally {
    connection.db.exec(`DROP TABLE ${table}`)
  }
}
