import type { RowsOp } from '../capture/op.ts'
import { type Connection, quoted, rowsOf, type Stored } from '../connection/connection.ts'
import { Conflict } from './conflict.ts'
import { takeBackRows } from './rows.ts'

/** Whether a table is one in which ANALYZE keeps what it found. */
export function isStatistics(table: string): boolean {
  return /^sqlite_stat/i.test(table)
}

/**
 * Takes back rows of statistics, all or none: where somebody has taken them anew since, as an application may do whenever it closes the database, they stay as they are.
 * They are no data, and nothing stands on them.
 */
export function takeBackStatistics(connection: Connection, ops: readonly RowsOp[]): void {
  const { db } = connection
  db.exec('SAVEPOINT backout_statistics')
  try {
    takeBackRows(connection, ops)
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    db.exec('ROLLBACK TO backout_statistics')
  }
  db.exec('RELEASE backout_statistics')
}

/**
 * Does work that drops tables and indexes, and leaves the statistics of ANALYZE as they are: a drop takes those of the same name along, and they may have been
 * there before what is dropped was made.
 */
export function keepingStatistics(connection: Connection, work: () => void): void {
  const kept = statisticsOf(connection).map((table) => ({ table, rows: rowsIn(connection, table) }))
  work()
  const standing = new Set(statisticsOf(connection))
  for (const { table, rows } of kept.filter((one) => standing.has(one.table))) {
    const left = new Set(rowsIn(connection, table).map(([rowid]) => rowid))
    for (const row of rows.filter(([rowid]) => !left.has(rowid))) putBack(connection, table, row)
  }
}

type Row = readonly [rowid: bigint, ...cells: Stored[]]

function statisticsOf(connection: Connection): readonly string[] {
  const sql = `SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'sqlite\\_stat_' ESCAPE '\\'`
  return rowsOf<[string]>(connection, sql).map(([name]) => name)
}

function rowsIn(connection: Connection, table: string): readonly Row[] {
  return rowsOf<Row>(connection, `SELECT rowid, * FROM main.${quoted(table)}`)
}

function putBack(connection: Connection, table: string, row: Row): void {
  const columns = rowsOf<[string]>(connection, `SELECT name FROM pragma_table_info(?, 'main')`, table).map(([name]) => quoted(name))
  const places = row.map(() => '?').join(', ')
  connection.own(`INSERT INTO main.${quoted(table)} (rowid, ${columns.join(', ')}) VALUES (${places})`).run(...row)
}
