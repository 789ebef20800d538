import { counters, hasSequences, type Row } from '../capture/sequences.ts'
import type { SequenceEntry, UndoOp } from '../capture/op.ts'
import type { Connection, Stored } from '../connection/connection.ts'
import { objectNow } from '../capture/schema-rows.ts'

/** Keeps the counters of AUTOINCREMENT in order while a unit is taken back. */
export interface SequenceKeeper {
  /** Sets the counters to what they are to be: moving rows about has moved them too. */
  settle(): void
}

/**
 * Decides, before anything is touched, what every counter is to be: one that is still at our after-value returns to what it was;
 * one that somebody moved on stays, under the name that its table will have.
 */
export function keepCounters(connection: Connection, ops: readonly UndoOp[]): SequenceKeeper {
  const wanted = new Map(counters(connection).map((row) => [row[0], row]))
  const entries = ops.toReversed().flatMap((op) => (op.op === 'sequence' ? op.entries : []))
  for (const entry of entries) decide(wanted, entry)
  const gone = new Set<Stored>(ops.flatMap((op) => (op.op === 'created' ? op.objects.map(({ name }) => name) : [])))
  return {
    settle() {
      if (!hasSequences(connection)) return
      // A table that was made under the name of one that was dropped has given that name back.
      const rows = [...wanted.values()].filter(
        ([, name]) => !gone.has(name) || objectNow(connection, { type: 'table', name: String(name) }),
      )
      // What stays as it is must not be written: its name may be no valid text.
      const now = new Map(counters(connection).map((row) => [row[0], row]))
      for (const row of rows) {
        if (!isSameRow(row, now.get(row[0])))
          connection.own('INSERT OR REPLACE INTO main.sqlite_sequence (rowid, name, seq) VALUES (?, ?, ?)').run(...row)
        now.delete(row[0])
      }
      for (const rowid of now.keys()) connection.own('DELETE FROM main.sqlite_sequence WHERE rowid = ?').run(rowid)
    },
  }
}

function decide(wanted: Map<bigint, Row>, { rowid: then, before, after }: SequenceEntry): void {
  const rowid = placeNow(wanted, then, after?.name)
  const now = wanted.get(rowid)
  const isOurs = after === null ? now === undefined : now !== undefined && now[1] === after.name && now[2] === after.seq
  if (isOurs && before) wanted.set(rowid, [rowid, before.name, before.seq])
  else if (isOurs) wanted.delete(rowid)
  else if (now && before && now[1] === after?.name) wanted.set(rowid, [rowid, before.name, now[2]])
}

/** Where a counter is: VACUUM may have given it another rowid. */
function placeNow(wanted: ReadonlyMap<bigint, Row>, then: bigint, name: Stored | undefined): bigint {
  if (name === undefined || wanted.get(then)?.[1] === name) return then
  return wanted.values().find((row) => row[1] === name)?.[0] ?? then
}

function isSameRow(one: Row, other: Row | undefined): boolean {
  return other !== undefined && one.every((cell, at) => cell === other[at])
}
