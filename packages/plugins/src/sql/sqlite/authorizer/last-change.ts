import { ownPrefix } from './authority.ts'
import { type Connection, rowOf } from '../connection/connection.ts'

/** What `last_insert_rowid()` and `changes()` tell the statements of one script: of that script alone, whatever Backout writes between them. */
export interface LastChange {
  /** Notes what they tell, behind a statement of the script. */
  note(): void
  /** Has them tell it again, before a statement of the script that asks. */
  restore(): void
}

/** For a script that begins: nothing was inserted or changed so far. */
export function lastChange(connection: Connection): LastChange {
  let last: Told = [0n, 0n]
  return {
    note() {
      last = toldNow(connection)
    },
    restore() {
      const [rowid, changes] = toldNow(connection)
      if (rowid !== last[0] || changes !== last[1]) tell(connection, last)
    },
  }
}

type Told = readonly [rowid: bigint, changes: bigint]

function toldNow(connection: Connection): Told {
  return rowOf<Told>(connection, 'SELECT last_insert_rowid(), changes()')!
}

/** They can only be set by changing as many rows, the last of which has that rowid: here it is one row that is replaced again and again. */
function tell({ db }: Connection, [rowid, changes]: Told): void {
  const table = `temp.${ownPrefix}told`
  db.exec(`CREATE TABLE IF NOT EXISTS ${table} (k INTEGER PRIMARY KEY)`)
  db.prepare(
    `WITH RECURSIVE c (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < ?1) INSERT OR REPLACE INTO ${table} SELECT ?2 FROM c`,
  ).run(changes, rowid)
  if (changes === 0n) db.exec(`DELETE FROM ${table} WHERE false`)
}
