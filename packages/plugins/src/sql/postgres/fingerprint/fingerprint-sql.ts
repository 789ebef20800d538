import { ledgerSchema } from '../ledger-schema.ts'

/** What holds for schemas of the database's own, under an alias of `pg_namespace`. */
export const own = (n: string): string =>
  `${n}.nspname not in ('pg_catalog', 'information_schema', '${ledgerSchema}') and ${n}.nspname not like 'pg\\_toast%' and ${n}.nspname not like 'pg\\_temp%'`

/** Schema, name, kind and oid of everything that has rows or a definition as a relation, and whether it can be read: a materialized view that nobody has refreshed yet refuses to be. */
export const relationsSql = `
select n.nspname, c.relname, c.relkind, c.oid, c.relispopulated from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${own('n')} order by 1, 2`

/** The counter of a sequence that no column owns (an owned one is not taken back by any rollback), and its limits. */
export const sequenceSql = (name: string, oid: string): string => `
select case when d.objid is null then q.last_value end, case when d.objid is null then q.is_called end,
  s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcache, s.seqcycle, s.seqtypid::regtype::text
from ${name} q join pg_catalog.pg_sequence s on s.seqrelid = ${oid}
left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::regclass and d.objid = s.seqrelid and d.deptype in ('a', 'i') and d.refobjsubid > 0`

/** The options that a column can be given; some servers keep numbers of their own beside them, which change with every ALTER. */
const columnOptions = `(select json_agg(o order by o) from unnest(a.attoptions) o where o like 'n\\_distinct%')`

/** Of a table, and behind them those of the table in which the server keeps its long values. */
const options = `nullif(concat(c.reloptions::text, (select ' toast ' || o.reloptions::text from pg_class o where o.oid = c.reltoastrelid)), '')`

/** With how much is to be known of its expressions, which the server does not write there. */
const indexDefinition = `pg_get_indexdef(x.indexrelid) || coalesce((
  select string_agg(format(' %s: %s', e.attnum, e.attstattarget), '' order by e.attnum) from pg_attribute e where e.attrelid = x.indexrelid and e.attstattarget >= 0), '')`

/** What a query of several columns gives, as JSON, in an order. */
export const list = (items: string, from: string, order: string): string =>
  `(select json_agg(json_build_array(${items}) order by ${order}) from ${from})`

/** Privileges: those that the server presumes until somebody grants or takes one are the same when they are written down. */
export const privileges = (acl: string, presumed: string): string => list('p::text', `unnest(coalesce(${acl}, ${presumed})) p`, 'p::text')

/** The oid of each relation, and everything about it but its rows, as JSON; by names and never by oids, which a table that is made again does not keep. */
export const definitionsSql = (oids: readonly string[]): string => `
select c.oid, json_build_object(
  'owner', pg_get_userbyid(c.relowner), 'acl', ${privileges('c.relacl', "acldefault(case c.relkind when 'S' then 's' else 'r' end::\"char\", c.relowner)")}, 'options', ${options}, 'persistence', c.relpersistence,
  'security', json_build_array(c.relrowsecurity, c.relforcerowsecurity), 'replica', c.relreplident, 'comment', obj_description(c.oid, 'pg_class'),
  'method', (select amname from pg_am where oid = c.relam), 'tablespace', (select spcname from pg_tablespace where oid = c.reltablespace), 'of', nullif(c.reloftype, 0)::regtype::text,
  'foreign', (select json_build_array(s.srvname, f.ftoptions::text) from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid),
  'view', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
  'partition', json_build_array(case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end, pg_get_expr(c.relpartbound, c.oid)),
  'parents', ${list('i.inhparent::regclass::text', 'pg_inherits i where i.inhrelid = c.oid', 'i.inhseqno')},
  'columns', ${list(
    `a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attstorage, to_jsonb(a) -> 'attcompression',
      coalesce(a.attstattarget, -1), a.attislocal, a.attinhcount, nullif(a.attcollation, 0)::regcollation::text, ${privileges('a.attacl', "'{}'")}, ${columnOptions}, a.attfdwoptions::text, col_description(c.oid, a.attnum)`,
    'pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped',
    'a.attnum',
  )},
  'constraints', ${list(
    "k.conname, k.contype, pg_get_constraintdef(k.oid), k.convalidated, obj_description(k.oid, 'pg_constraint')",
    'pg_constraint k where k.conrelid = c.oid',
    'k.conname',
  )},
  'indexes', ${list(
    `x.indexrelid::regclass::text, ${indexDefinition}, x.indisvalid, x.indisclustered, x.indisreplident, obj_description(x.indexrelid, 'pg_class')`,
    'pg_index x where x.indrelid = c.oid',
    'x.indexrelid::regclass::text',
  )},
  'triggers', ${list(
    "t.tgname, pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger')",
    'pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal',
    't.tgname',
  )},
  'rules', ${list(
    "r.rulename, pg_get_ruledef(r.oid), r.ev_enabled, obj_description(r.oid, 'pg_rewrite')",
    "pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN'",
    'r.rulename',
  )},
  'policies', ${list(
    "p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[]::text, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy')",
    'pg_policy p where p.polrelid = c.oid',
    'p.polname',
  )},
  'statistics', ${list(
    "pg_get_statisticsobjdef(s.oid), coalesce(s.stxstattarget, -1), obj_description(s.oid, 'pg_statistic_ext')",
    'pg_statistic_ext s where s.stxrelid = c.oid',
    's.stxname',
  )}
)::text
from pg_catalog.pg_class c where c.oid in (${oids.join(', ')})`

/** Enums, domains, ranges, free-standing composite types, and types of which there is only the name: no kind, schema, name, definition. */
export const typesSql = `
select null, n.nspname, t.typname, json_build_object('kind', t.typtype, 'owner', pg_get_userbyid(t.typowner), 'acl', ${privileges('t.typacl', "acldefault('T', t.typowner)")}, 'comment', obj_description(t.oid, 'pg_type'),
  'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid),
  'domain', case when t.typtype = 'd' then json_build_array(format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
    (select json_agg(json_build_array(k.conname, pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint')) order by k.conname) from pg_catalog.pg_constraint k where k.contypid = t.oid)) end,
  'range', (select r.rngsubtype::regtype::text from pg_catalog.pg_range r where r.rngtypid = t.oid),
  'fields', (select json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod), col_description(t.typrelid, a.attnum)) order by a.attnum) from pg_catalog.pg_attribute a
    where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))::text
from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace left join pg_catalog.pg_class c on c.oid = t.typrelid
where (t.typtype in ('e', 'd', 'r') or not t.typisdefined or (t.typtype = 'c' and c.relkind = 'c')) and ${own('n')} order by 2, 3`

/** Functions and procedures: no kind, schema, name, definition. Those of extensions count as the extension's. */
export const routinesSql = `
select null, n.nspname, p.proname, json_build_array(case when p.prokind in ('f', 'p', 'w') then pg_get_functiondef(p.oid) end,
  (select json_build_array(to_jsonb(a) - array['aggfnoid', 'aggtranstype', 'aggmtranstype', 'aggsortop'], a.aggtranstype::regtype::text, nullif(a.aggmtranstype, 0)::regtype::text, nullif(a.aggsortop, 0)::regoperator::text)
    from pg_catalog.pg_aggregate a where a.aggfnoid = p.oid), pg_get_function_identity_arguments(p.oid),
  pg_get_userbyid(p.proowner), ${privileges('p.proacl', "acldefault('f', p.proowner)")}, obj_description(p.oid, 'pg_proc'))::text
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where ${own('n')} and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
order by 2, 3, 4`
