import { createHash, type Hash } from 'node:crypto'
import { inScope } from '@backout/core/plugin'
import { type Connection, only } from '../connection/connection.ts'
import { objectsSql } from './fingerprint-objects-sql.ts'
import { definitionsSql, relationsSql, routinesSql, sequenceSql, typesSql } from './fingerprint-sql.ts'
import { coversTable } from '../scope/scope-entry.ts'
import { objectPart, partName } from '../text/part.ts'
import { quotedName } from '../text/quoted-name.ts'

/** SHA-256 (hex) over {@link digestsOf}. */
export function fingerprintOf(digests: { readonly [part: string]: string }): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(digests)))
    .digest('hex')
}

/**
 * SHA-256 (hex) of each table, view, sequence, type, function and other object that entries of scope cover, by its name: of its whole definition and all rows. The order of rows does not count, because the
 * database has none; nor do the counters of sequences that belong to a column, because no transaction takes them back. In the open read-only transaction.
 */
export async function digestsOf(connection: Connection, entries: readonly string[]): Promise<{ readonly [part: string]: string }> {
  // Texts of values must not depend on who connects, and no policy may hide rows.
  await connection.run('set local row_security = off')
  await connection.run("set local timezone = 'UTC'")
  const hashes = new Map<string, Hash>()
  const hashOf = (part: string): Hash => {
    const hash = hashes.get(part) ?? createHash('sha256')
    hashes.set(part, hash)
    return hash
  }
  const isCovered = (part: string): boolean => inScope({ covers: coversTable }, entries, part)
  for (const [schema, name, kind, oid] of (await connection.run(relationsSql)).rows) {
    const part = partName(schema!, name!)
    if (!isCovered(part)) continue
    const content = await contentOf(connection, kind!, schema!, name!, oid!)
    hashOf(part).update(JSON.stringify([schema, name, kind, await definitionOf(connection, oid!), content]))
  }
  for (const sql of [typesSql, routinesSql, objectsSql]) {
    for (const [kind, schema, name, definition] of (await connection.run(sql)).rows) {
      const part = kind ? objectPart(kind, name!) : partName(schema!, name!)
      if (isCovered(part)) hashOf(part).update(JSON.stringify([schema, name, definition]))
    }
  }
  return Object.fromEntries([...hashes].map(([part, hash]) => [part, hash.digest('hex')]))
}

async function definitionOf(connection: Connection, oid: string): Promise<string | null> {
  return only(await connection.run(definitionsSql, [oid]))
}

async function contentOf(
  connection: Connection,
  kind: string,
  schema: string,
  name: string,
  oid: string,
): Promise<readonly (string | null)[]> {
  if (kind === 'S') return (await connection.run(sequenceSql(quotedName(schema, name)), [oid])).rows[0] ?? []
  if (!/[rpm]/.test(kind)) return []
  // A materialized view that nobody has refreshed yet refuses to be read.
  if (kind === 'm' && only(await connection.run(populatedSql, [oid])) !== 't') return ['not populated']
  return (await connection.run(rowsSql(quotedName(schema, name)))).rows[0] ?? []
}

const populatedSql = 'select relispopulated from pg_catalog.pg_class where oid = $1'

/** The bytes of the database, since one in SQL_ASCII may hold what is no UTF-8. A sum of hashes does not depend on the order: four lanes of 64 bits of each row's SHA-256. `t` alone could be a column. */
function rowsSql(table: string): string {
  const lane = (from: number): string => `sum(('x' || encode(substring(h from ${from} for 8), 'hex'))::bit(64)::bigint::numeric)`
  return `select count(*), ${[1, 9, 17, 25].map(lane).join(', ')} from (select sha256(convert_to((t.*)::text, getdatabaseencoding())) as h from ${table} as t) as hashed`
}
