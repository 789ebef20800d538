import type { Access, Guard } from '@backout/core/plugin'
import type { Connection } from './connection.ts'
import { ledgerSchema } from './ledger-schema.ts'
import { partName } from './text/part.ts'

/**
 * Asks the guard for every table that the open transaction has touched, found by the locks that it holds: also what views, triggers, functions, cascades and
 * partitions have reached. `other` is a second connection, which still sees tables that this transaction has dropped. Errors: `out-of-scope`.
 */
export async function demandTouched(connection: Connection, guard: Guard, other: () => Promise<Connection>): Promise<void> {
  const { rows } = await connection.run(touchedSql)
  const touched: readonly Touched[] = rows.map(([oid, schema, name, writes, ancestors, exempt]) => ({
    oid: oid!,
    schema,
    name,
    access: writes === 't' ? 'write' : 'read',
    ancestors: ancestors ?? null,
    exempt: exempt === 't',
  }))
  for (const { schema, name, access, ancestors, exempt } of touched) {
    if (schema === null || schema === undefined || exempt) continue
    demandOne([partName(schema, name!), ...ancestorParts(ancestors)], access, guard)
  }
  const dropped = touched.filter(({ schema }) => schema === null || schema === undefined).map(({ oid }) => oid)
  if (dropped.length === 0) return
  await using witness = await other()
  await demandDropped(dropped, guard, witness)
}

interface Touched {
  readonly oid: string
  readonly schema: string | null | undefined
  readonly name: string | null | undefined
  readonly access: Access
  readonly ancestors: string | null
  readonly exempt: boolean
}

/** A part of a partitioned table is in scope where it is or where the whole is. */
function demandOne(parts: readonly string[], access: Access, guard: Guard): void {
  const covered = parts.find((part) => guard.allows(part, access))
  guard.demand(covered ?? parts.at(-1)!, access)
}

/** Other transactions see a dropped table until the COMMIT. What was made and dropped in this one is seen by nobody, and was nobody's. */
async function demandDropped(oids: readonly string[], guard: Guard, other: Connection): Promise<void> {
  const { rows } = await other.run(droppedSql, [`{${oids.join(',')}}`])
  for (const [schema, name] of rows) guard.demand(partName(schema!, name!), 'write')
}

function ancestorParts(json: string | null): readonly string[] {
  return json === null ? [] : (JSON.parse(json) as readonly [string, string][]).map(([schema, name]) => partName(schema, name))
}

const system = `n.nspname in ('pg_catalog', 'information_schema', '${ledgerSchema}') or n.nspname like 'pg\\_toast%' or n.nspname like 'pg\\_temp%'`

/** The table that stands for a relation: an index's table, a serial column's table for its sequence. */
const standsFor = (c: string): string => `
  coalesce(
    (select i.indrelid from pg_catalog.pg_index i where i.indexrelid = ${c}.oid),
    (select d.refobjid from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = ${c}.oid and d.refclassid = 'pg_catalog.pg_class'::regclass
        and d.refobjsubid > 0 and d.deptype in ('a', 'i') and ${c}.relkind = 'S' limit 1),
    ${c}.oid)`

/**
 * oid, schema, name (null where dropped), whether it was written, ancestors of a partition, whether it was only looked at for a foreign key.
 * Lock modes as in PostgreSQL's manual, 13.3.1: AccessShare and RowShare read; checks of foreign keys take RowShare alone.
 */
const touchedSql = `
with locked as (
  select l.relation, bool_or(l.mode not in ('AccessShareLock', 'RowShareLock')) as writes, bool_or(l.mode = 'AccessShareLock') as reads
  from pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
    and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
  group by l.relation
), standing as (
  select case when c.oid is null then k.relation else ${standsFor('c')} end as oid, bool_or(k.writes) as writes, bool_or(k.reads) as reads
  from locked k left join pg_catalog.pg_class c on c.oid = k.relation
  group by 1
)
select s.oid, n.nspname, c.relname, s.writes,
  case when c.relispartition then
    (select pg_catalog.json_agg(pg_catalog.json_build_array(an.nspname, ac.relname))
      from pg_catalog.pg_partition_ancestors(c.oid) p join pg_catalog.pg_class ac on ac.oid = p.relid join pg_catalog.pg_namespace an on an.oid = ac.relnamespace)
  end,
  not s.writes and not s.reads and exists (
    select from pg_catalog.pg_constraint f join standing w on w.writes and (w.oid in (f.conrelid, f.confrelid))
    where f.contype = 'f' and s.oid in (f.conrelid, f.confrelid))
from standing s
left join pg_catalog.pg_class c on c.oid = s.oid
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid is null or not (${system})
order by 2, 3`

const droppedSql = `
select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid = any($1::oid[]) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and not (${system}) order by 1, 2`
