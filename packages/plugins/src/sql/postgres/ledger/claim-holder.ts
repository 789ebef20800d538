import type { ClaimOwner } from '@backout/core/plugin'
import type { Connection } from '../connection/connection.ts'
import { ledgerSchema } from '../ledger-schema.ts'

/** Who the ledger says holds the database. */
export interface Holder {
  readonly run: string
  readonly plan: string
  readonly holder: string
  readonly pid: number | null
  readonly since: string
  readonly heartbeat: string
  /** When its lease ends without another heartbeat. */
  readonly until: string
  /** Whether it has ended. */
  readonly expired: boolean
}

/** The holder; undefined where there is none, or no ledger. */
export async function holderOf(connection: Connection): Promise<Holder | undefined> {
  const { rows: exists } = await connection.run(`select to_regclass('${ledgerSchema}.claims') is not null`)
  if (exists[0]?.[0] !== 't') return undefined
  const { rows } = await connection.run(holderSql)
  const [row] = rows
  if (!row) return undefined
  const [run, plan, holder, pid, since, heartbeat, until, expired] = row
  return {
    run: run!,
    plan: plan!,
    holder: holder!,
    pid: pid === null || pid === undefined ? null : Number(pid),
    since: since!,
    heartbeat: heartbeat!,
    until: until!,
    expired: expired === 't',
  }
}

/** Whether a claim whose lock is still held may be broken: its holder's machine is gone, or it is this very process, which lost its connection. */
export function isBreakable(holder: Holder, owner: ClaimOwner): boolean {
  return holder.expired || (holder.run === owner.run && holder.holder === owner.holder)
}

/** Whether a claim whose lock is free may be taken: the run's own, or one without a sign of life. Another run's may come back from a broken connection. */
export function isTakeable(holder: Holder, owner: ClaimOwner): boolean {
  return holder.expired || holder.run === owner.run
}

/** Ends sessions of Backout's own user, so that what they hold is free. Those of others stay. */
export async function endBackends(connection: Connection, pids: readonly number[]): Promise<void> {
  if (pids.length === 0) return
  const sql = `select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
    where pid = any($1::int[]) and pid <> pg_backend_pid() and application_name like 'backout %' and usename = current_user and datname = current_database()`
  await connection.run(sql, [`{${pids.join(',')}}`])
}

const stamp = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

const ends = "(heartbeat + lease * interval '1 millisecond')"

const holderSql = `
select run, plan, holder, pid, ${stamp('since')}, ${stamp('heartbeat')}, ${stamp(ends)}, ${ends} < clock_timestamp()
from ${ledgerSchema}.claims where run is not null`
