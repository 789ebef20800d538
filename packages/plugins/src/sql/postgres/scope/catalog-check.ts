import { PlanError } from '@backout/core/plugin'
import { changedObjectsSql, comparedCatalogs, comparedSql, lessenedObjectsSql, namesSql } from './catalog-sql.ts'
import { type CatalogChanges, onlyCounted } from './catalog-counters.ts'
import type { Answer } from '../connection/ask.ts'
import { type Connection, only } from '../connection/connection.ts'
import type { Witness } from '../connection/database.ts'
import type { Reached } from './scope-check.ts'
import { objectPart, partName } from '../text/part.ts'
import { isLedger } from '../text/references/script-references.ts'

/**
 * Every object that the open transaction has made, changed or dropped, and whatever it has given or taken a privilege on, as the server's catalogs
 * tell it: also where a block of code or a function did it, and no table was locked. `witness` knows what things were called before.
 * Errors: `out-of-scope` for what is the ledger's.
 */
export async function definedObjects(
  connection: Connection,
  { changed, lessened }: CatalogChanges,
  witness: Asked,
): Promise<readonly Reached[]> {
  if (changed.size === 0) return []
  const local = [...changed].filter((catalog) => !comparedCatalogs.has(catalog) && !onlyCounted.has(catalog))
  const { rows: objects } = await connection.run(changedObjectsSql(local))
  const present = await partsOf(connection, objects)
  const lost = lessenedObjectsSql(lessened)
  const gone = lost === undefined ? [] : (await witness.run(lost, [String(connection.pid)])).rows
  const before = await partsOf(witness, [...objects, ...gone])
  const told = changed.intersection(comparedCatalogs)
  const compared = told.size > 0 ? await comparedParts({ connection, witness, told }) : []
  const others = [...changed].map((catalog) => nameless[catalog] ?? [])
  return [...present, ...before, ...compared, ...others].filter((parts) => parts.length > 0).map(written)
}

function written(parts: readonly string[]): Reached {
  const ledger = parts.find(isLedger)
  if (ledger !== undefined) throw new PlanError('out-of-scope', `Cannot change ${ledger}: Backout's ledger is in no scope`)
  return { parts, access: 'write' }
}

/** Of a connection or a witness. */
type Asked = Pick<Witness, 'run'>

const writers = ['lo_creat', 'lo_import', 'lo_from_bytea', 'lo_put', 'lo_open', 'lo_truncate', 'lo_unlink', 'lo_create'].map((name) =>
  objectPart('function', name),
)

/** What has no name, scope lists by what changes it. */
const nameless: { readonly [catalog: string]: readonly string[] } = {
  pg_largeobject: writers,
  pg_largeobject_metadata: writers,
}

/** The parts that stand for each object, from the inside out; none for what has no name of its own. */
async function partsOf(one: Asked, objects: Answer['rows']): Promise<readonly (readonly string[])[]> {
  if (objects.length === 0) return []
  const sql = namesSql(new Set(objects.map(([, , catalog]) => catalog!)))
  const { rows } = await one.run(sql, [JSON.stringify(objects)])
  const byObject = Map.groupBy(rows, ([at]) => at)
  return [...byObject.values()].map((some) =>
    some.map(([, kind, schema, name]) => (kind ? objectPart(kind, name!) : partName(schema!, name!))),
  )
}

interface Told {
  readonly connection: Connection
  readonly witness: Asked
  readonly told: ReadonlySet<string>
}

/** What the two connections see differently, this transaction has done: nobody else sees it yet. */
async function comparedParts({ connection, witness, told }: Told): Promise<readonly (readonly string[])[]> {
  const isOpen = only(await connection.run("select pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'select')")) === 't'
  const sql = comparedSql(told, isOpen ? 'pg_authid' : 'pg_roles')
  const rowsOf = async (one: Asked): Promise<Set<string>> => new Set((await one.run(sql)).rows.map((row) => JSON.stringify(row)))
  const before = await rowsOf(witness)
  return [...before.symmetricDifference(await rowsOf(connection))].map((row) => {
    const [kind, name] = JSON.parse(row) as readonly [string, string]
    return [objectPart(kind, name)]
  })
}
