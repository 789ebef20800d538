import { createHash } from 'node:crypto'
import { catalogOf, textOf } from './catalog.ts'
import { type Connection, rowOf } from './connection.ts'
import { contentsOf } from './contents.ts'
import { coversTable } from './scope-entry.ts'
import { sequenceOf } from './sequence.ts'

/** SHA-256 (hex) over the whole catalog with its order and rowids, the header's numbers, the counters, and every row of the tables that `parts` cover. Without the ledger. */
export function fingerprintOf(connection: Connection, parts: readonly string[]): string {
  const digest = createHash('sha256')
  const catalog = catalogOf(connection)
  for (const row of catalog) digest.update(`${textOf(row)}\n`)
  for (const name of ['user_version', 'application_id'])
    digest.update(`${name} ${String(rowOf<[bigint]>(connection, `PRAGMA ${name}`)?.[0])}\n`)
  for (const { rowid, name, seq } of sequenceOf(connection)) digest.update(`${rowid} ${name} ${String(seq)}\n`)
  for (const { type, name } of catalog) {
    if (type !== 'table' || name.startsWith('sqlite_') || !parts.some((entry) => coversTable(entry, name))) continue
    digest.update(`${name} ${contentsOf(connection, name)}\n`)
  }
  return digest.digest('hex')
}
