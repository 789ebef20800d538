import { type Connection, rowOf, rowsOf, type Stored } from '../connection.ts'
import type { Counter, SequenceEntry } from './op.ts'

/** Keeps what AUTOINCREMENT counted before a unit touched it. */
export interface Sequences {
  /** Notes a table's counter as it is, the first time that it is named. */
  keep(table: string): void
  /** Notes all counters: somebody writes `sqlite_sequence` itself. */
  keepAll(): void
  /** The counters that differ from what they were. */
  changed(): readonly SequenceEntry[]
}

/** Counters of tables in `sqlite_sequence`, which exists from the first AUTOINCREMENT on. */
export function keepSequences(connection: Connection): Sequences {
  const kept = new Map<string, Kept>()
  let all = false
  return {
    keep(table) {
      const name = table.toLowerCase()
      // Once all are noted, what is not among them is new, and what is missing was deleted.
      if (!all && !kept.has(name)) kept.set(name, { table, before: byName(connection, table) })
    },
    keepAll() {
      if (all) return
      all = true
      for (const before of counters(connection)) {
        const name = before[1].toLowerCase()
        // A table that was named had no counter then: the unit itself has made it since.
        const isNew = kept.has(name) && kept.get(name)?.before === undefined
        const isKnown = [...kept.values()].some((one) => one.before?.[0] === before[0])
        if (!isNew && !isKnown) kept.set(`${name} ${before[0]}`, { table: before[1], before })
      }
    },
    changed() {
      const changes = [...kept.values()].flatMap((one) => changeOf(connection, one))
      const known = new Set([...kept.values()].map(({ before }) => before?.[0]).concat(changes.map(({ rowid }) => rowid)))
      const added = all ? counters(connection).filter(([rowid]) => !known.has(rowid)) : []
      return [...changes, ...added.map((row) => ({ rowid: row[0], before: null, after: counterOf(row) }))]
    },
  }
}

interface Kept {
  readonly table: string
  readonly before: Row | undefined
}

/** A row of `sqlite_sequence`. */
export type Row = readonly [rowid: bigint, name: string, seq: Stored]

function changeOf(connection: Connection, { table, before }: Kept): readonly SequenceEntry[] {
  const after = before ? byRowid(connection, before[0]) : byName(connection, table)
  if (before?.[1] === after?.[1] && before?.[2] === after?.[2]) return []
  return [{ rowid: (before ?? after)![0], before: counterOf(before), after: counterOf(after) }]
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
  return hasSequences(connection) ? rowsOf<Row>(connection, 'SELECT rowid, name, seq FROM sqlite_sequence ORDER BY rowid') : []
}

function byName(connection: Connection, table: string): Row | undefined {
  if (!hasSequences(connection)) return undefined
  return rowsOf<Row>(connection, 'SELECT rowid, name, seq FROM sqlite_sequence WHERE name = ? COLLATE NOCASE', table)[0]
}

function byRowid(connection: Connection, rowid: bigint): Row | undefined {
  return hasSequences(connection)
    ? rowOf<Row>(connection, 'SELECT rowid, name, seq FROM sqlite_sequence WHERE rowid = ?', rowid)
    : undefined
}
