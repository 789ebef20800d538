import type { DatabaseSync } from 'node:sqlite'

/**
 * Makes a COMMIT last: without a write-ahead log SQLite commits by removing its rollback journal, and does not sync the folder, so that a power
 * failure may bring the journal back, and with it the state before a transaction that is on record as done. A journal that is kept ends with a
 * header of zeros, which is synced (https://www.sqlite.org/pragma.html#pragma_journal_mode). The choice holds for this connection alone.
 */
export function keepJournal(db: DatabaseSync): void {
  if (db.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'delete') db.exec('PRAGMA journal_mode = PERSIST')
}

/** Removes the journal that was kept. One that stays, after a crash or since the database is in use, holds nothing: SQLite passes over it. */
export function dropJournal(db: DatabaseSync): void {
  try {
    if (db.prepare('PRAGMA journal_mode').get()?.['journal_mode'] === 'persist') db.exec('PRAGMA journal_mode = DELETE')
  } catch {
    // A database that cannot be read any more is told of where it was needed.
  }
}
