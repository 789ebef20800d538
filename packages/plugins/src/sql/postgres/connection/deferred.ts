import type { Connection } from './connection.ts'

/**
 * Runs what the transaction has deferred to its end, so that it happens before scope is checked, and nothing is left for COMMIT: constraint triggers, which write where they like, and may
 * defer more of them. Cursors that were to outlive the transaction are closed, since COMMIT would run their queries. Throws what the driver throws.
 */
export async function runDeferred(connection: Connection, signal: AbortSignal): Promise<void> {
  for (let before: string | undefined; ; ) {
    const [, , asked] = await connection.runAll(['set constraints all immediate', 'close all', changesSql], signal)
    const changes = asked?.rows[0]?.[0] ?? undefined
    if (changes === before) return
    before = changes
  }
}

/** With the operators of the server's own, whatever the unit has put into its path. */
const is = 'operator(pg_catalog.=)'

/** How often the transaction has changed and read each of its tables; NULL where none of them has a trigger that can be deferred: then no code is left to run. */
const changesSql = `
with locked as (
  select distinct l.relation from pg_catalog.pg_locks l where l.pid ${is} pg_catalog.pg_backend_pid() and l.granted and l.relation is not null
)
select pg_catalog.json_agg(pg_catalog.json_build_array(k.relation, pg_catalog.pg_stat_get_xact_tuples_inserted(k.relation), pg_catalog.pg_stat_get_xact_tuples_updated(k.relation),
  pg_catalog.pg_stat_get_xact_tuples_deleted(k.relation), pg_catalog.pg_stat_get_xact_blocks_fetched(k.relation)) order by k.relation)
from locked k
join pg_catalog.pg_class c on c.oid ${is} k.relation and not c.relnamespace ${is} 'pg_catalog'::pg_catalog.regnamespace
where exists (select from pg_catalog.pg_trigger t join locked d on d.relation ${is} t.tgrelid where t.tgdeferrable and not t.tgisinternal)`
