import { createHash, type Hash } from 'node:crypto'
import { inScope } from '@backout/core/plugin'
import type { Answer } from '../connection/ask.ts'
import type { Connection } from '../connection/connection.ts'
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
  const relations = (await connection.run(relationsSql)).rows
    .map(relationOf)
    .filter(({ schema, name }) => isCovered(partName(schema, name)))
  for (let from = 0; from < relations.length; from += together) {
    for (const { relation, definition, content } of await readTogether(connection, relations.slice(from, from + together))) {
      const { schema, name, kind } = relation
      hashOf(partName(schema, name)).update(JSON.stringify([schema, name, kind, definition, content]))
    }
  }
  for (const sql of [typesSql, routinesSql, objectsSql]) {
    for (const [kind, schema, name, definition] of (await connection.run(sql)).rows) {
      const part = kind ? objectPart(kind, name!) : partName(schema!, name!)
      if (isCovered(part)) hashOf(part).update(JSON.stringify([schema, name, definition]))
    }
  }
  return Object.fromEntries([...hashes].map(([part, hash]) => [part, hash.digest('hex')]))
}

interface Relation {
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly oid: string
  readonly isPopulated: boolean
}

function relationOf([schema, name, kind, oid, populated]: Answer['rows'][number]): Relation {
  return { schema: schema!, name: name!, kind: kind!, oid: oid!, isPopulated: populated === 't' }
}

interface Read {
  readonly relation: Relation
  readonly definition: string | null
  readonly content: readonly (string | null)[]
}

/** So many relations are read in one round trip. */
const together = 50

async function readTogether(connection: Connection, relations: readonly Relation[]): Promise<readonly Read[]> {
  const [defined, ...contents] = await connection.runAll([definitionsSql(relations.map(({ oid }) => oid)), ...relations.map(contentSql)])
  const definitions = new Map(defined!.rows.map(([oid, definition]) => [oid, definition]))
  return relations.map((relation, index) => ({
    relation,
    definition: definitions.get(relation.oid) ?? null,
    content: contents[index]?.rows[0] ?? [],
  }))
}

function contentSql({ schema, name, kind, oid, isPopulated }: Relation): string {
  if (kind === 'S') return sequenceSql(quotedName(schema, name), oid)
  if (!/[rpm]/.test(kind)) return 'select where false'
  return isPopulated ? rowsSql(quotedName(schema, name)) : "select 'not populated'"
}

/** The bytes of the database, since one in SQL_ASCII may hold what is no UTF-8. A sum of hashes does not depend on the order: four lanes of 64 bits of each row's SHA-256. `t` alone could be a column. */
function rowsSql(table: string): string {
  const lane = (from: number): string => `sum(('x' || encode(substring(h from ${from} for 8), 'hex'))::bit(64)::bigint::numeric)`
  return `select count(*), ${[1, 9, 17, 25].map(lane).join(', ')} from (select sha256(convert_to((t.*)::text, getdatabaseencoding())) as h from ${table} as t) as hashed`
}
