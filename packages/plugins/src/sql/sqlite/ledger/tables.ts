import { randomUUID } from 'node:crypto'
import { type Connection, rowOf } from '../connection/connection.ts'

/** Whether the database has a ledger. */
export function hasLedger(connection: Connection): boolean {
  return rowOf(connection, `SELECT 1 FROM sqlite_schema WHERE name = 'backout_runs'`) !== undefined
}

/** Creates the ledger where there is none, with a random identity. Inside a transaction. */
export function createLedger(connection: Connection): void {
  if (hasLedger(connection)) return
  connection.db.exec(`
    CREATE TABLE backout_runs (run TEXT PRIMARY KEY, plan TEXT, environment TEXT, holder TEXT, epoch INTEGER, beat INTEGER, lease INTEGER, identity TEXT) WITHOUT ROWID;
    CREATE TABLE backout_ledger (key TEXT PRIMARY KEY, run TEXT NOT NULL, environment TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  `)
  connection.own(`INSERT INTO backout_runs (run, epoch, identity) VALUES ('', 0, ?)`).run(`sqlite:${randomUUID()}`)
}

/** Drops the ledger. Inside a transaction. */
export function dropLedger(connection: Connection): void {
  connection.db.exec('DROP TABLE backout_ledger; DROP TABLE backout_runs')
}

/** What tells this database from another one: kept in the ledger; empty while there is none. */
export function identityOf(connection: Connection): string {
  if (!hasLedger(connection)) return ''
  return rowOf<[string]>(connection, `SELECT identity FROM backout_runs WHERE run = ''`)?.[0] ?? ''
}
