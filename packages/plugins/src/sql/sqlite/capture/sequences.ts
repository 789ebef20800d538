import { type Connection, rowOf, rowsOf, type Stored } from '../connection/connection.ts'
import type { Counter, SequenceEntry } from './op.ts'

/** Keeps what AUTOINCREMENT counted before a unit touched it. */
export interface Sequences {
  /** Notes all counters as they are, the first time that something may move one. */
  keep(): void
  /** The counters that differ from what they were. */
  changed(): readonly SequenceEntry[]
}

/** Counters of tables in `sqlite_sequence`, which exists from the first AUTOINCREMENT on: one row for each table, so that all are noted at once. */
export function keepSequences(connection: Connection): Sequences {
  let before: ReadonlyMap<bigint, Row> | undefined
  return {
    keep() {
      before ??= byRowid(connection)
    },
    changed() {
      if (!before) return []
      const after = byRowid(connection)
      const rowids = [...new Set([...before.keys(), ...after.keys()])]
      return rowids.flatMap((rowid) => changeOf(rowid, before?.get(rowid), after.get(rowid)))
    },
  }
}

/** A row of `sqlite_sequence`, which by hand may be told anything. */
export type Row = readonly [rowid: bigint, name: Stored, seq: Stored]

function changeOf(rowid: bigint, before: Row | undefined, after: Row | undefined): readonly SequenceEntry[] {
  if (before?.[1] === after?.[1] && before?.[2] === after?.[2]) return []
  return [{ rowid, before: counterOf(before), after: counterOf(after) }]
}

function counterOf(row: Row | undefined): Counter | null {
  return row ? { name: row[1], seq: row[2] } : null
}

/** Whether anything was ever counted. */
export function hasSequences(connection: Connection): boolean {
  return rowOf(connection, `SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'`) !== undefined
}

/** All counters, in the order of their rowids. */
export function counters(connection: Connection): readonly Row[] {
  return hasSequences(connection) ? rowsOf<Row>(connection, 'SELECT rowid, name, seq FROM main.sqlite_sequence ORDER BY rowid') : []
}

function byRowid(connection: Connection): ReadonlyMap<bigint, Row> {
  return new Map(counters(connection).map((row) => [row[0], row]))
}
