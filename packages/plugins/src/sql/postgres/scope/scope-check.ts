import type { Access, Guard } from '@backout/core/plugin'
import { arrayText } from './array-text.ts'
import type { Connection } from '../connection/connection.ts'
import type { Witness } from '../connection/database.ts'
import { ledgerSchema } from '../ledger-schema.ts'
import { partName } from '../text/part.ts'

/** What was touched, by the parts that stand for it, from the inside out: a part of a partitioned table is where the whole is. */
export interface Reached {
  readonly parts: readonly string[]
  readonly access: Access
}

/** Asks the guard for all of it together: what was reached is in scope if one of its parts is. Errors: `out-of-scope`. */
export function demandReached(reached: readonly Reached[], guard: Guard): void {
  guard.demandAll(reached.map(({ parts, access }) => ({ part: parts.find((part) => guard.allows(part, access)) ?? parts.at(-1)!, access })))
}

/**
 * Every table that the open transaction has touched, found by the locks that it holds: also what views, triggers, functions, cascades and
 * partitions have reached. `witness` still sees what this transaction has dropped, renamed or moved, as it was.
 */
export async function touchedTables(connection: Connection, witness: Pick<Witness, 'run'>): Promise<readonly Reached[]> {
  // Operators and functions are the server's own, whatever the unit has put into its path, and who asks is who began.
  const own = ['reset session authorization', 'set local search_path = pg_catalog, pg_temp']
  const [, , touched, locked] = await connection.runAll([...own, touchedSql, definedSql])
  const present = touched!.rows.flatMap(([schema, name, writes, exempt, ancestors]): readonly Reached[] =>
    exempt === 't' ? [] : [reached(schema!, name!, ancestors, writes === 't' ? 'write' : 'read')],
  )
  const defined = locked!.rows.map(([oid]) => oid)
  if (defined.length === 0) return present
  // Made in this transaction, it is not seen, and was nobody's.
  const { rows: before } = await witness.run(namedSql, [`{${defined.join(',')}}`])
  return [...present, ...before.map(([schema, name, ancestors]) => reached(schema!, name!, ancestors, 'write'))]
}

/** Demands the tables that stand for indexes and sequences, given by name; where there is none of a name, nothing. Errors: `out-of-scope`. */
export async function demandStanding(connection: Connection, relations: readonly string[], guard: Guard): Promise<void> {
  if (relations.length === 0) return
  const { rows: oids } = await connection.run('select pg_catalog.to_regclass(name)::oid from pg_catalog.unnest($1::text[]) name', [
    arrayText(relations, String),
  ])
  const { rows } = await connection.run(namedSql, [`{${oids.map(([oid]) => oid ?? 'NULL').join(',')}}`])
  demandReached(
    rows.map(([schema, name, ancestors]) => reached(schema!, name!, ancestors, 'write')),
    guard,
  )
}

function reached(schema: string, name: string, ancestors: string | null | undefined, access: Access): Reached {
  return { parts: [partName(schema, name), ...ancestorParts(ancestors)], access }
}

function ancestorParts(json: string | null | undefined): readonly string[] {
  return json === null || json === undefined
    ? []
    : (JSON.parse(json) as readonly [string, string][]).map(([schema, name]) => partName(schema, name))
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

const ancestors = (c: string): string => `
  case when ${c}.relispartition then
    (select pg_catalog.json_agg(pg_catalog.json_build_array(an.nspname, ac.relname))
      from pg_catalog.pg_partition_ancestors(${c}.oid) p join pg_catalog.pg_class ac on ac.oid = p.relid join pg_catalog.pg_namespace an on an.oid = ac.relnamespace)
  end`

const ownLocks = `
  pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
    and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`

/**
 * Schema, name, whether it was written, whether it was only looked at for a foreign key, ancestors of a partition.
 * Lock modes as in PostgreSQL's manual, 13.3.1: AccessShare and RowShare read; checks of foreign keys take RowShare alone.
 */
const touchedSql = `
with locked as (
  select l.relation, bool_or(l.mode not in ('AccessShareLock', 'RowShareLock')) as writes, bool_or(l.mode = 'AccessShareLock') as reads
  from ${ownLocks}
  group by l.relation
), standing as (
  select ${standsFor('c')} as oid, bool_or(k.writes) as writes, bool_or(k.reads) as reads
  from locked k join pg_catalog.pg_class c on c.oid = k.relation
  group by 1
)
select n.nspname, c.relname, s.writes,
  not s.writes and not s.reads and exists (
    select from pg_catalog.pg_constraint f join standing w on w.writes and (w.oid in (f.conrelid, f.confrelid))
    where f.contype = 'f' and s.oid in (f.conrelid, f.confrelid)),
  ${ancestors('c')}
from standing s
join pg_catalog.pg_class c on c.oid = s.oid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not (${system})
order by 1, 2`

/** What was under a lock that a definition takes, and reading and writing rows do not. */
const definedSql = `select distinct l.relation from ${ownLocks} and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`

const namedSql = `
with standing as (select distinct ${standsFor('c')} as oid from pg_catalog.pg_class c where c.oid = any($1::oid[]))
select n.nspname, c.relname, ${ancestors('c')}
from standing s join pg_catalog.pg_class c on c.oid = s.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where not (${system}) order by 1, 2`
