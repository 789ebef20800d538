import type { WatchedCatalog } from './catalog-counters.ts'

const classOf = (catalog: string): string => `'pg_catalog.${catalog}'::regclass`

const [classes, types, families, publications, extensions] = ['pg_class', 'pg_type', 'pg_opfamily', 'pg_publication', 'pg_extension'].map(
  classOf,
) as [string, string, string, string, string]

/**
 * Whether the version of a row that is seen was made by this very transaction, or one of its savepoints: it is not older than the transaction, and not committed
 * (PostgreSQL manual, 5.5 and 9.27.12).
 */
const ours = `pg_catalog.age(xmin) <= 0
  and pg_catalog.pg_xact_status(((pg_catalog.pg_current_xact_id()::text::bigint - pg_catalog.age(xmin))::text)::pg_catalog.xid8) = 'in progress'`

/** The catalog and the number of the object that a row of a catalog is a piece of. */
const pieceOf: { readonly [catalog: string]: readonly [catalog: string, number: string] } = {
  pg_attribute: [classes, 'attrelid'],
  pg_statistic_ext: [classes, 'stxrelid'],
  pg_enum: [types, 'enumtypid'],
  pg_constraint: [types, 'contypid'],
  pg_ts_config_map: [classOf('pg_ts_config'), 'mapcfg'],
  pg_amop: [families, 'amopfamily'],
  pg_amproc: [families, 'amprocfamily'],
  pg_publication_rel: [publications, 'prpubid'],
  pg_publication_namespace: [publications, 'pnpubid'],
  pg_description: ['classoid', 'objoid'],
}

/**
 * The catalog's number, the number in it, and the catalog's name, of every object that the open transaction has made or changed in these catalogs, or dropped, which the locks of
 * objects tell. Whatever is given to an extension or taken from it, has the extension locked as for reading, and nothing else does that. With `search_path = pg_catalog`.
 */
export function changedObjectsSql(catalogs: readonly WatchedCatalog[]): string {
  const made = catalogs.map((catalog) => {
    const [whole, number] = pieceOf[catalog] ?? [classOf(catalog), 'oid']
    return `select ${whole}::oid, ${number} from pg_catalog.${catalog} where ${number} <> 0 and ${ours}`
  })
  const locked = `select classid, objid from pg_catalog.pg_locks
    where locktype = 'object' and pid = pg_catalog.pg_backend_pid() and granted and database <> 0
      and (mode not in ('AccessShareLock', 'RowShareLock') or classid = ${extensions})`
  return `select distinct class, oid, class::regclass from (${[...made, locked].join(' union all ')}) as changed (class, oid)`
}

/** Whether a version of a row was ended by the transaction of the process `$1`, or one of its savepoints: each of them has a lock on its number (PostgreSQL manual, 54.12). */
const ended = (row: string): string => `${row}.xmax = any(array(
  select transactionid from pg_catalog.pg_locks where pid = $1::int and locktype = 'transactionid' and mode = 'ExclusiveLock'))`

/** Members of a publication go with what they are, whoever drops it. */
const goneWith = (catalog: string, number: string): string =>
  `and not exists (select from pg_catalog.${catalog} as whole where whole.oid = ${number} and ${ended('whole')})`

/** Pieces that can go while nothing is locked that tells what they were pieces of, and which of them count. */
const silent: { readonly [catalog: string]: string } = {
  pg_constraint: '',
  pg_ts_config_map: '',
  pg_amop: '',
  pg_amproc: '',
  pg_publication_rel: goneWith('pg_class', 'prrelid'),
  pg_publication_namespace: goneWith('pg_namespace', 'pnnspid'),
}

/** As {@link changedObjectsSql}, of the objects that a process (`$1`) has taken pieces from, asked over a connection that still sees these; undefined where these catalogs have none. */
export function lessenedObjectsSql(catalogs: ReadonlySet<WatchedCatalog>): string | undefined {
  const gone = Object.entries(silent)
    .filter(([catalog]) => (catalogs as ReadonlySet<string>).has(catalog))
    .map(([catalog, unless]) => {
      const [whole, number] = pieceOf[catalog]!
      return `select ${whole}::oid, ${number} from pg_catalog.${catalog} as piece where ${number} <> 0 and ${ended('piece')} ${unless}`
    })
  return gone.length === 0
    ? undefined
    : `select distinct class, oid, class::regclass from (${gone.join(' union all ')}) as lessened (class, oid)`
}

/** What things are called: catalog, name, schema, and the kind of those that no schema holds. */
const named: readonly (readonly [catalog: string, name: string, schema: string, kind: string | undefined])[] = [
  ['pg_class', 'relname', 'relnamespace', undefined],
  ['pg_proc', 'proname', 'pronamespace', undefined],
  ['pg_type', 'typname', 'typnamespace', undefined],
  ['pg_operator', 'oprname', 'oprnamespace', undefined],
  ['pg_collation', 'collname', 'collnamespace', undefined],
  ['pg_ts_config', 'cfgname', 'cfgnamespace', undefined],
  ['pg_ts_dict', 'dictname', 'dictnamespace', undefined],
  ['pg_ts_parser', 'prsname', 'prsnamespace', undefined],
  ['pg_ts_template', 'tmplname', 'tmplnamespace', undefined],
  ['pg_opfamily', 'opfname', 'opfnamespace', undefined],
  ['pg_opclass', 'opcname', 'opcnamespace', undefined],
  ['pg_conversion', 'conname', 'connamespace', undefined],
  ['pg_namespace', 'nspname', 'null::oid', 'schema'],
  ['pg_extension', 'extname', 'null::oid', 'extension'],
  ['pg_event_trigger', 'evtname', 'null::oid', 'event trigger'],
  ['pg_publication', 'pubname', 'null::oid', 'publication'],
  ['pg_subscription', 'subname', 'null::oid', 'subscription'],
  ['pg_foreign_server', 'srvname', 'null::oid', 'foreign server'],
  ['pg_foreign_data_wrapper', 'fdwname', 'null::oid', 'foreign data wrapper'],
  ['pg_language', 'lanname', 'null::oid', 'language'],
  ['pg_am', 'amname', 'null::oid', 'access method'],
  // Without a name: whichever of the two statements is listed.
  ['pg_cast', "'create cast'", 'null::oid', 'statement'],
  ['pg_cast', "'drop cast'", 'null::oid', 'statement'],
  ['pg_transform', "'create transform'", 'null::oid', 'statement'],
  ['pg_transform', "'drop transform'", 'null::oid', 'statement'],
  ['pg_default_acl', "'alter default privileges'", 'null::oid', 'statement'],
]

/** What other objects are parts of. */
const wholes: ReadonlySet<string> = new Set(['pg_class', 'pg_type', 'pg_extension'])

/**
 * For each object of `$1` (a list of `[catalog, number]`) its own name and those of what it is a part of, from the inside out: an index of its table, an array of its
 * type, a constraint of its domain, a partition of the whole, whatever an extension brought of the extension. Columns: which object, kind, schema, name. `catalogs`: where the objects are; to look into all
 * that there are takes longer than everything else that is asked after a unit.
 */
export const namesSql = (catalogs: ReadonlySet<string>): string => `
with recursive chain (at, depth, class, oid) as (
  select at, 0, (pair->>0)::oid, (pair->>1)::oid from pg_catalog.json_array_elements($1::json) with ordinality as asked (pair, at)
  union
  select c.at, c.depth + 1, o.class, o.oid from chain c, lateral (
    select d.refclassid, d.refobjid from pg_catalog.pg_depend d
      where d.classid = c.class and d.objid = c.oid and (d.deptype in ('i', 'e') or d.deptype = 'a' and d.refobjsubid > 0)
        and d.refclassid in (${classes}, ${types}, ${extensions})
    union all select ${classes}, indrelid from pg_catalog.pg_index where c.class = ${classes} and indexrelid = c.oid
    union all select ${types}, contypid from pg_catalog.pg_constraint where c.class = ${classOf('pg_constraint')} and oid = c.oid and contypid <> 0
    union all select ${classes}, inhparent from pg_catalog.pg_inherits
      where c.class = ${classes} and inhrelid = c.oid and (select relispartition from pg_catalog.pg_class where oid = c.oid)
  ) as o (class, oid)
  where c.depth < 8
)
select c.at, k.kind, n.nspname, k.name from chain c, lateral (${named
  .filter(([catalog]) => wholes.has(catalog) || catalogs.has(catalog))
  .map(
    ([catalog, name, schema, kind]) =>
      `select ${kind === undefined ? 'null' : `'${kind}'`}, ${schema}, ${name} from pg_catalog.${catalog} where c.class = 'pg_catalog.${catalog}'::regclass and oid = c.oid`,
  )
  .join(' union all ')}) as k (kind, schema, name)
left join pg_catalog.pg_namespace n on n.oid = k.schema
where coalesce(n.nspname, k.name) not like 'pg\\_temp%' and coalesce(n.nspname, k.name) not like 'pg\\_toast%'
order by c.at, c.depth`

/** What all databases of a server share, and what has a name only in a view: the kind, the name, and all that is known of each, by the catalog that tells it. */
const comparedRows = (roles: 'pg_authid' | 'pg_roles'): { readonly [catalog: string]: string } => ({
  pg_authid: `select 'role', rolname, r::text from pg_catalog.${roles} r`,
  pg_auth_members: "select 'role', pg_catalog.pg_get_userbyid(m.roleid), m::text from pg_catalog.pg_auth_members m",
  pg_db_role_setting: `select case when setrole = 0 then 'database' else 'role' end,
    case when setrole = 0 then (select datname from pg_catalog.pg_database where oid = setdatabase) else pg_catalog.pg_get_userbyid(setrole) end, s::text
    from pg_catalog.pg_db_role_setting s`,
  pg_shdescription: `select kind, coalesce(
      case kind when 'role' then pg_catalog.pg_get_userbyid(objoid)
        when 'database' then (select datname from pg_catalog.pg_database where oid = objoid)
        else (select spcname from pg_catalog.pg_tablespace where oid = objoid) end, '*'), description
    from pg_catalog.pg_shdescription,
      lateral (select case classoid when ${classOf('pg_authid')} then 'role' when ${classOf('pg_database')} then 'database' else 'tablespace' end) as k (kind)`,
  pg_database: `select 'database', datname,
    pg_catalog.json_build_array(datdba, (select pg_catalog.json_agg(a) from pg_catalog.aclexplode(datacl) a), datallowconn, datconnlimit, datistemplate)::text
    from pg_catalog.pg_database`,
  pg_tablespace: "select 'tablespace', spcname, t::text from pg_catalog.pg_tablespace t",
  pg_parameter_acl: "select 'parameter', parname, p::text from pg_catalog.pg_parameter_acl p",
  pg_user_mapping: `select 'foreign server', srvname, pg_catalog.json_build_array(umuser, umoptions)::text from pg_catalog.pg_user_mappings`,
  // Who may not see the connection cannot change it either.
  pg_subscription: `select 'subscription', subname,
    pg_catalog.json_build_array(subdbid, subowner, subenabled, subslotname, subpublications)::text from pg_catalog.pg_subscription`,
})

/** Catalogs of which two connections are compared. */
export const comparedCatalogs: ReadonlySet<string> = new Set(Object.keys(comparedRows('pg_roles')))

/** What some of the {@link comparedCatalogs} hold. Columns: kind, name, all that is known. */
export function comparedSql(catalogs: ReadonlySet<string>, roles: 'pg_authid' | 'pg_roles'): string {
  return Object.entries(comparedRows(roles))
    .flatMap(([catalog, sql]) => (catalogs.has(catalog) ? [sql] : []))
    .join(' union all ')
}
