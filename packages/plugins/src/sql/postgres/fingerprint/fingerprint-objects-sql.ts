import { list, own, privileges } from './fingerprint-sql.ts'

/** Of a row of a catalog all but what is a number here, and another where the same thing is made again. */
const plain = (row: string, ...numbers: readonly string[]): string =>
  `to_jsonb(${row}) - array[${numbers.map((name) => `'${name}'`).join(', ')}]`

/** What an extension brought counts as the extension. */
const free = (catalog: string, oid: string): string =>
  `not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`

/** One kind of objects: its name, or NULL where they are in a schema; schema, name, definition, and where they come from. */
type Objects = readonly [kind: string | undefined, schema: string, name: string, definition: string, from: string]

const namespaced = (alias: string, namespace: string): string =>
  `join pg_catalog.pg_namespace n on n.oid = ${alias}.${namespace} and ${own('n')}`

/** Which rows and columns of a table a publication tells, where the server knows such limits. */
const published = `(select to_jsonb(v) - array['pubname', 'schemaname', 'tablename'] from pg_catalog.pg_publication_tables v, pg_catalog.pg_class c
  where c.oid = r.prrelid and v.pubname = p.pubname and v.schemaname = c.relnamespace::regnamespace::name and v.tablename = c.relname)`

const objects: readonly Objects[] = [
  [
    'schema',
    'null',
    'n.nspname',
    `jsonb_build_array(pg_get_userbyid(n.nspowner), ${privileges('n.nspacl', "acldefault('n', n.nspowner)")}, obj_description(n.oid, 'pg_namespace'))`,
    `pg_catalog.pg_namespace n where ${own('n')}`,
  ],
  [
    'extension',
    'null',
    'e.extname',
    "jsonb_build_array(e.extversion, e.extnamespace::regnamespace::text, obj_description(e.oid, 'pg_extension'))",
    'pg_catalog.pg_extension e',
  ],
  [
    undefined,
    'n.nspname',
    'o.oprname',
    `jsonb_build_array(o.oprleft::regtype::text, o.oprright::regtype::text, o.oprcode::regprocedure::text, o.oprrest::text, o.oprjoin::text, nullif(o.oprcom, 0)::regoperator::text, nullif(o.oprnegate, 0)::regoperator::text,
      o.oprcanmerge, o.oprcanhash, pg_get_userbyid(o.oprowner), obj_description(o.oid, 'pg_operator'))`,
    `pg_catalog.pg_operator o ${namespaced('o', 'oprnamespace')} where ${free('pg_operator', 'o.oid')}`,
  ],
  [
    undefined,
    'n.nspname',
    'c.collname',
    `jsonb_build_array(${plain('c', 'oid', 'collnamespace', 'collowner')}, pg_get_userbyid(c.collowner), obj_description(c.oid, 'pg_collation'))`,
    `pg_catalog.pg_collation c ${namespaced('c', 'collnamespace')} where ${free('pg_collation', 'c.oid')}`,
  ],
  [
    undefined,
    'n.nspname',
    'c.cfgname',
    `jsonb_build_array(pg_get_userbyid(c.cfgowner), ${list('m.maptokentype, m.mapseqno, m.mapdict::regdictionary::text', 'pg_catalog.pg_ts_config_map m where m.mapcfg = c.oid', 'm.maptokentype, m.mapseqno')}, obj_description(c.oid, 'pg_ts_config'))`,
    `pg_catalog.pg_ts_config c ${namespaced('c', 'cfgnamespace')} where ${free('pg_ts_config', 'c.oid')}`,
  ],
  [
    undefined,
    'n.nspname',
    't.dictname',
    `jsonb_build_array(${plain('t', 'oid', 'dictnamespace', 'dictowner', 'dicttemplate')}, pg_get_userbyid(t.dictowner), obj_description(t.oid, 'pg_ts_dict'))`,
    `pg_catalog.pg_ts_dict t ${namespaced('t', 'dictnamespace')} where ${free('pg_ts_dict', 't.oid')}`,
  ],
  [
    'event trigger',
    'null',
    't.evtname',
    `jsonb_build_array(${plain('t', 'oid', 'evtowner', 'evtfoid')}, t.evtfoid::regproc::text, pg_get_userbyid(t.evtowner), obj_description(t.oid, 'pg_event_trigger'))`,
    `pg_catalog.pg_event_trigger t where ${free('pg_event_trigger', 't.oid')}`,
  ],
  [
    'publication',
    'null',
    'p.pubname',
    `jsonb_build_array(${plain('p', 'oid', 'pubowner')}, pg_get_userbyid(p.pubowner), ${list(`r.prrelid::regclass::text, ${published}`, 'pg_catalog.pg_publication_rel r where r.prpubid = p.oid', 'r.prrelid::regclass::text')}, obj_description(p.oid, 'pg_publication'))`,
    'pg_catalog.pg_publication p',
  ],
  [
    'foreign server',
    'null',
    's.srvname',
    `jsonb_build_array(${plain('s', 'oid', 'srvowner', 'srvfdw', 'srvacl')}, (select w.fdwname from pg_catalog.pg_foreign_data_wrapper w where w.oid = s.srvfdw), pg_get_userbyid(s.srvowner), ${privileges('s.srvacl', "acldefault('S', s.srvowner)")}, obj_description(s.oid, 'pg_foreign_server'), ${list('u.usename, u.umoptions::text', 'pg_catalog.pg_user_mappings u where u.srvid = s.oid', 'u.usename')})`,
    'pg_catalog.pg_foreign_server s',
  ],
  [
    'statement',
    'null',
    "'alter default privileges'",
    'jsonb_agg(jsonb_build_array(pg_get_userbyid(a.defaclrole), a.defaclnamespace::regnamespace::text, a.defaclobjtype, a.defaclacl::text) order by a.defaclrole, a.defaclnamespace::regnamespace::text, a.defaclobjtype)',
    'pg_catalog.pg_default_acl a having count(*) > 0',
  ],
]

/** Other things that scope can list: kind (NULL for those in a schema), schema, name, definition. */
export const objectsSql = objects
  .map(
    ([kind, schema, name, definition, from]) =>
      `select ${kind === undefined ? 'null' : `'${kind}'`}, ${schema}::text as schema, ${name}::text as name, ${definition}::text as definition from ${from}`,
  )
  .join(' union all ')
  .concat(' order by 1, 2, 3, 4')
