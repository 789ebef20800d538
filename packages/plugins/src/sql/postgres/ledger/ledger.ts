import { PlanError, type UnitKey } from '@backout/core/plugin'
import { type CatalogChanges, type CatalogCounters, changedCatalogs, countersSql, readCounters } from '../scope/catalog-counters.ts'
import type { Connection } from '../connection/connection.ts'
import { lockedBy } from './claim-lock.ts'
import { statementFailure } from '../connection/failure.ts'
import { ledgerSchema } from '../ledger-schema.ts'

/** Written on the schema by whoever creates it, so that one that a person made is never dropped. */
export const schemaMark = 'Ledger of Backout; removed with the last run that needs it'

/**
 * The ledger. `units`: one row for each unit that was committed (`applied`), or that was found not to have been (`absent`). Rows of another database or environment
 * are history that a copy brought along. `claims`: who holds this database; `epoch` grows with every claim, and is a key, so that a new claim waits for
 * all transactions under the old one, while heartbeats wait for none (a foreign key's lock, PostgreSQL manual, 13.3.2).
 */
export const ledgerTables = `
create table if not exists ${ledgerSchema}.units (
  key text not null, environment text not null, database text not null,
  run text not null, plan text not null, state text not null check (state in ('applied', 'absent')), epoch bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (key, environment, database)
);
create table if not exists ${ledgerSchema}.claims (
  one boolean primary key default true check (one),
  epoch bigint not null unique,
  run text, plan text, environment text, holder text, pid integer, lease integer,
  since timestamptz, heartbeat timestamptz
)`

/** A unit, and under what it is written. */
export interface Entry {
  readonly key: UnitKey
  readonly epoch: number
  /** The claim, and the process that has to hold its lock; none where it was given up. */
  readonly claim: { readonly pid: number; lose(): void } | undefined
  readonly identity: string
  readonly resource: string
}

/**
 * Writes a unit's key first and checks the epoch, in the open transaction. An unfinished transaction under the same key is waited for.
 * Errors: `conflict` where the key was applied, or closed by {@link settleUnit}; `stale` where somebody else has claimed the database; `lost` where the claim's lock is
 * not held there; `busy`.
 */
export async function enterUnit(connection: Connection, entry: Entry): Promise<LedgerMark> {
  const { key, resource } = entry
  const entered = await asked(connection, enterSql, rowOf(entry), entry)
  if (entered.length === 0)
    throw new PlanError('conflict', `Cannot apply unit "${key.key}" in ${resource}: its ledger knows that key already`)
  return demandClaim(connection, entry)
}

function rowOf({ key, epoch, identity }: Entry): readonly string[] {
  return [key.key, key.environment, identity, key.run, key.plan, String(epoch)]
}

/** The ledger right after a unit was entered: its tables by number, and how many rows the session has inserted, updated and deleted in `units` so far. */
export interface LedgerMark {
  readonly units: string
  readonly claims: string
  readonly rows: string
  readonly counters: CatalogCounters
}

/**
 * Makes sure that a unit left the ledger alone, which no text may name and a block of code could still reach: by the locks of its transaction, which has
 * only inserted into `units` and looked at `claims`, and by the rows that it changed. Gives what it changed in the server's catalogs. Errors: `out-of-scope`.
 */
export async function demandUntouched(connection: Connection, mark: LedgerMark, resource: string): Promise<CatalogChanges> {
  const [row] = (await connection.run(untouchedSql, [mark.units, mark.claims])).rows
  const [isForeign, units, claims, rows, counters, isCounting] = row ?? []
  if (units === mark.units && claims === mark.claims && rows === mark.rows && isForeign === 'f')
    return changedCatalogs(mark.counters, readCounters(counters, isCounting))
  throw new PlanError('out-of-scope', `Cannot change Backout's ledger in ${resource}: it is in no scope`)
}

/** Makes certain what became of a unit: absence is settled by a row of its own. Errors: `stale`, `lost`, `busy`. */
export async function settleUnit(connection: Connection, entry: Entry): Promise<'applied' | 'absent'> {
  await demandClaim(connection, entry)
  await asked(connection, tombstoneSql, rowOf(entry), entry)
  const [row] = await asked(connection, stateSql, rowOf(entry).slice(0, 3), entry)
  return row?.[0] === 'applied' ? 'applied' : 'absent'
}

/** Which of these units were applied, in the order asked; none where there is no ledger. */
export async function recordedUnits(connection: Connection, keys: readonly UnitKey[], identity: string): Promise<readonly boolean[]> {
  if (keys.length === 0) return []
  const { rows: exists } = await connection.run(`select to_regclass('${ledgerSchema}.units') is not null`)
  if (exists[0]?.[0] !== 't') return keys.map(() => false)
  const pairs = JSON.stringify(keys.map(({ key, environment }) => ({ key, environment })))
  const { rows } = await connection.run(recordedSql, [pairs, identity])
  const found = new Set(rows.map(([key, environment]) => JSON.stringify([key, environment])))
  return keys.map(({ key, environment }) => found.has(JSON.stringify([key, environment])))
}

async function demandClaim(connection: Connection, entry: Entry): Promise<LedgerMark> {
  const { key, epoch, claim, resource } = entry
  const [row] = await asked(connection, epochSql, [String(claim?.pid ?? 0)], entry)
  const [found, run, isLocked] = row ?? []
  if (found !== String(epoch) || run !== key.run)
    throw new PlanError('stale', `Cannot write to ${resource} for run "${key.run}": another run has claimed the database since`)
  if (isLocked === 't') return markOf(row!.slice(3))
  claim?.lose()
  throw new PlanError('lost', `Cannot write to ${resource} for run "${key.run}": the connection that held its claim was lost`)
}

function markOf([units, claims, rows, counters, isCounting]: readonly (string | null)[]): LedgerMark {
  return { units: units!, claims: claims!, rows: rows!, counters: readCounters(counters, isCounting) }
}

async function asked(
  connection: Connection,
  sql: string,
  params: readonly string[],
  { key, resource }: Entry,
): Promise<readonly (readonly (string | null)[])[]> {
  try {
    return (await connection.run(sql, params)).rows
  } catch (cause) {
    // The ledger goes away only with the last run that needs it: who misses it has been forgotten.
    if (/^(42P01|3F000)$/.test((cause as { code?: string }).code ?? '')) {
      throw new PlanError('stale', `Cannot write to ${resource} for run "${key.run}": its ledger is gone`, { cause })
    }
    throw statementFailure(cause, { what: `enter unit "${key.key}" in the ledger`, resource })
  }
}

const enterSql = `
insert into ${ledgerSchema}.units (key, environment, database, run, plan, state, epoch) values ($1, $2, $3, $4, $5, 'applied', $6)
on conflict (key, environment, database) do nothing returning 1`

const tombstoneSql = `
insert into ${ledgerSchema}.units (key, environment, database, run, plan, state, epoch) values ($1, $2, $3, $4, $5, 'absent', $6)
on conflict (key, environment, database) do nothing`

const stateSql = `select state from ${ledgerSchema}.units where key = $1 and environment = $2 and database = $3`

const recordedSql = `
select u.key, u.environment from json_to_recordset($1::json) as k(key text, environment text)
join ${ledgerSchema}.units u on u.key = k.key and u.environment = k.environment and u.database = $2 where u.state = 'applied'`

const mark = `
  pg_catalog.to_regclass('${ledgerSchema}.units')::oid, pg_catalog.to_regclass('${ledgerSchema}.claims')::oid,
  (select pg_catalog.concat_ws(' ', pg_catalog.pg_stat_get_xact_tuples_inserted(u), pg_catalog.pg_stat_get_xact_tuples_updated(u), pg_catalog.pg_stat_get_xact_tuples_deleted(u))
    from pg_catalog.to_regclass('${ledgerSchema}.units') u), ${countersSql}`

const epochSql = `select epoch, run, ${lockedBy('$1')}, ${mark} from ${ledgerSchema}.claims for key share`

/** Whether the transaction has other locks on the ledger than those of entering a unit, and the mark. */
const untouchedSql = `
select exists (
  select from pg_catalog.pg_locks l
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
    and (l.relation = $1::oid and l.mode <> 'RowExclusiveLock' or l.relation = $2::oid and l.mode <> 'RowShareLock')
), ${mark}`
