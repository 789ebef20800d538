import type { DatabaseSync } from 'node:sqlite'

/** What stays of the journal's file between transactions, in bytes: a large transaction's does not take up the disk for the rest of a run. */
const kept = 1024 * 1024

/**
 * Makes each COMMIT of a connection last through a power failure. Without a write-ahead log, SQLite keeps the state before a transaction in a journal
 * beside the file, and commits by removing it; a removed file comes back unless its folder is synced as well. `PERSIST` overwrites the journal's header
 * instead, and syncs that: as safe, and less than half of the time. To the file of the database it makes no difference, and other programs go on as they
 * did. `EXTRA` syncs the folder wherever a journal is removed nonetheless (https://www.sqlite.org/pragma.html#pragma_journal_mode, #pragma_synchronous).
 */
export function commitDurably(db: DatabaseSync): void {
  db.exec('PRAGMA synchronous = EXTRA')
  if (modeOf(db) !== 'wal') db.exec(`PRAGMA journal_mode = PERSIST; PRAGMA journal_size_limit = ${kept}`)
}

/**
 * Removes the journal that `commitDurably` keeps, also that of a process before this one: SQLite does so when the mode is switched. Where that cannot be
 * done it stays, and means nothing to SQLite.
 */
export function removeJournal(db: DatabaseSync): void {
  try {
    if (modeOf(db) === 'persist') db.exec('PRAGMA journal_mode = DELETE')
  } catch {
    // Locked, damaged, gone: whoever uses the database next tells.
  }
}

/** Asked anew each time: another program may have given the database a write-ahead log, which switching the mode would take away. */
function modeOf(db: DatabaseSync): unknown {
  return db.prepare('PRAGMA journal_mode').get()?.['journal_mode']
}
