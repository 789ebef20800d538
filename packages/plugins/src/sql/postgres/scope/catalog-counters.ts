import type { Connection } from '../connection/connection.ts'

/** A reading of how many rows of each of the {@link watchedCatalogs} the session has inserted, updated and deleted so far. */
export interface CatalogCounters {
  /** The server counts for its statistics (PostgreSQL manual, 28.2.22); where it does not, all are 0. */
  readonly isCounting: boolean
  /** In that order; null for a catalog that this server does not have. */
  readonly rows: readonly (readonly [all: number, withoutInserted: number] | null)[]
}

/** What changed between two readings. */
export interface CatalogChanges {
  readonly changed: ReadonlySet<WatchedCatalog>
  /** Those in which rows were updated or deleted, of which it is not seen any more what they were. */
  readonly lessened: ReadonlySet<WatchedCatalog>
}

/** The server's catalogs whose rows are objects that no lock of a table stands for, or say who may do what. */
const watchedCatalogs = [
  'pg_class',
  'pg_attribute',
  'pg_statistic_ext',
  'pg_proc',
  'pg_type',
  'pg_enum',
  'pg_constraint',
  'pg_namespace',
  'pg_extension',
  'pg_depend',
  'pg_operator',
  'pg_collation',
  'pg_event_trigger',
  'pg_publication',
  'pg_publication_rel',
  'pg_publication_namespace',
  'pg_foreign_server',
  'pg_foreign_data_wrapper',
  'pg_user_mapping',
  'pg_language',
  'pg_ts_config',
  'pg_ts_config_map',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_opfamily',
  'pg_amop',
  'pg_amproc',
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
  'pg_tablespace',
  'pg_parameter_acl',
  'pg_subscription',
] as const

/** One of them. */
export type WatchedCatalog = (typeof watchedCatalogs)[number]

/** The counters as a JSON list, and whether the server counts: two expressions. */
export const countersSql = `
  (select pg_catalog.json_agg(
      case when c.oid is not null then pg_catalog.json_build_array(pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + ended, ended) end order by name.at)
    from pg_catalog.unnest('{${watchedCatalogs.join(',')}}'::text[]) with ordinality as name (of, at),
      pg_catalog.to_regclass('pg_catalog.' || name.of) as c (oid),
      lateral (select pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid)) as e (ended)),
  pg_catalog.current_setting('track_counts')`

/** Reads what {@link countersSql} gives, its two columns. */
export function readCounters(json: string | null | undefined, isCounting: string | null | undefined): CatalogCounters {
  return { isCounting: isCounting === 'on', rows: JSON.parse(json!) as CatalogCounters['rows'] }
}

/** What changed between two readings; where the server did not count, all catalogs whose rows can be asked. */
export function changedCatalogs(before: CatalogCounters, after: CatalogCounters): CatalogChanges {
  const isCounted = before.isCounting && after.isCounting
  const hasChanged = (name: WatchedCatalog, at: number, which: 0 | 1): boolean =>
    after.rows[at] !== null && (isCounted ? before.rows[at]?.[which] !== after.rows[at]?.[which] : !onlyCounted.has(name))
  const changed = (which: 0 | 1): ReadonlySet<WatchedCatalog> => new Set(watchedCatalogs.filter((name, at) => hasChanged(name, at, which)))
  return { changed: changed(0), lessened: changed(1) }
}

/** Catalogs whose rows have no name; of `pg_depend`, the locks tell what it was about. */
export const onlyCounted: ReadonlySet<WatchedCatalog> = new Set(['pg_depend', 'pg_largeobject', 'pg_largeobject_metadata'])

/** The counters as they are now. */
export async function countersOf(connection: Connection): Promise<CatalogCounters> {
  const [row] = (await connection.run(`select ${countersSql}`)).rows
  return readCounters(row?.[0], row?.[1])
}
