import type { Connection } from '../connection/connection.ts'

/** How many rows of each of the {@link watchedCatalogs} the session has inserted, updated and deleted so far, in that order. */
export type CatalogCounters = readonly number[]

/** The server's catalogs whose rows are objects that no lock of a table stands for, or say who may do what. */
const watchedCatalogs = [
  'pg_class',
  'pg_attribute',
  'pg_proc',
  'pg_type',
  'pg_enum',
  'pg_constraint',
  'pg_namespace',
  'pg_extension',
  'pg_operator',
  'pg_collation',
  'pg_event_trigger',
  'pg_publication',
  'pg_foreign_server',
  'pg_foreign_data_wrapper',
  'pg_language',
  'pg_ts_config',
  'pg_ts_config_map',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_opfamily',
  'pg_opclass',
  'pg_conversion',
  'pg_am',
  'pg_cast',
  'pg_transform',
  'pg_default_acl',
  'pg_description',
  'pg_largeobject',
  'pg_largeobject_metadata',
  'pg_authid',
  'pg_auth_members',
  'pg_db_role_setting',
  'pg_database',
  'pg_shdescription',
] as const

/** One of them. */
export type WatchedCatalog = (typeof watchedCatalogs)[number]

/** The counters as a JSON list: an expression. The server counts for its statistics (PostgreSQL manual, 28.2.22); where it does not, all are 0. */
export const countersSql = `
  (select pg_catalog.json_agg(
      pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)
        + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) order by c.at)
    from rows from (pg_catalog.unnest('{${watchedCatalogs.map((name) => `pg_catalog.${name}`).join(',')}}'::pg_catalog.regclass[])) with ordinality as c (oid, at)),
  pg_catalog.current_setting('track_counts')`

/** Reads what {@link countersSql} gives, its two columns. Undefined where the server does not count. */
export function readCounters(json: string | null | undefined, isCounting: string | null | undefined): CatalogCounters | undefined {
  return isCounting === 'on' ? (JSON.parse(json!) as CatalogCounters) : undefined
}

/** The catalogs that changed between two readings; where one of the two was not taken, all whose rows can be asked. */
export function changedCatalogs(before: CatalogCounters | undefined, after: CatalogCounters | undefined): ReadonlySet<WatchedCatalog> {
  const isAsked = before === undefined || after === undefined
  return new Set(watchedCatalogs.filter((name, at) => (isAsked ? !onlyCounted.has(name) : before[at] !== after[at])))
}

/** Catalogs whose rows have no name. */
export const onlyCounted: ReadonlySet<WatchedCatalog> = new Set(['pg_largeobject', 'pg_largeobject_metadata'])

/** The counters as they are now. */
export async function countersOf(connection: Connection): Promise<CatalogCounters | undefined> {
  const [row] = (await connection.run(`select ${countersSql}`)).rows
  return readCounters(row?.[0], row?.[1])
}
