import type { Counter } from './capture/op.ts'
import { type Connection, rowOf, rowsOf, type Stored } from './connection.ts'

/** The counters of AUTOINCREMENT, in the order of their rowids; none where no table has one. */
export function sequenceOf(connection: Connection): readonly Counter[] {
  if (!hasSequence(connection)) return []
  const rows = rowsOf<[bigint, string, Stored]>(connection, 'SELECT rowid, name, seq FROM main.sqlite_sequence ORDER BY rowid')
  return rows.map(([rowid, name, seq]) => ({ rowid, name, seq }))
}

/** Whether the database has counters. */
export function hasSequence(connection: Connection): boolean {
  return rowOf(connection, `SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'`) !== undefined
}

/** Makes the counters these ones. */
export function setSequence(connection: Connection, counters: readonly Counter[]): void {
  if (!hasSequence(connection)) return
  connection.db.exec('DELETE FROM main.sqlite_sequence')
  const insert = connection.db.prepare('INSERT INTO main.sqlite_sequence (rowid, name, seq) VALUES (?, ?, ?)')
  for (const { rowid, name, seq } of counters) insert.run(rowid, name, seq as Stored)
}

/** What the counters should be once a unit is taken back: its own changes undone where they are the last ones, everything else as it is. */
export function sequenceBefore(now: readonly Counter[], before: readonly Counter[], after: readonly Counter[]): readonly Counter[] {
  const was = new Map(before.map((counter) => [counter.name, counter]))
  const left = new Map(after.map((counter) => [counter.name, counter]))
  const kept = now.flatMap((counter) => {
    const ours = left.get(counter.name)
    const touched = ours?.seq !== was.get(counter.name)?.seq || ours?.rowid !== was.get(counter.name)?.rowid
    if (!touched || ours?.seq !== counter.seq) return [counter]
    const old = was.get(counter.name)
    return old ? [old] : []
  })
  const names = new Set(now.map(({ name }) => name))
  const gone = before.filter(({ name }) => !names.has(name) && !left.has(name))
  return [...kept, ...gone].toSorted((a, b) => Number(a.rowid - b.rowid))
}
