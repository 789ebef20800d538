import { PlanError } from '@backout/core/plugin'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { newerSettings } from './session-settings.ts'
import { socketOf } from './socket.ts'

/** ms that a pooler may take to give a connection a process, if it has one. */
const patience = 1000

/** What serves a connection. */
export interface Server {
  /** Its process. */
  readonly pid: number
  readonly version: string
  /** Whether it is a standby, which can only be read. */
  readonly standby: boolean
  /** Which of the {@link newerSettings} it has. */
  readonly newer: readonly string[]
}

/** Asks what serves a connection. Errors: `failed` where the server is too old. */
export async function servedBy(client: Client): Promise<Server> {
  const { rows } = await client.query<Server>(serverSql)
  const server = rows[0]!
  demandVersion(server.version)
  return server
}

/** Whether a client is still there, not every system tells a server (PostgreSQL manual, 20.3.2). */
const serverSql = `
select pg_catalog.pg_backend_pid() as pid, pg_catalog.current_setting('server_version') as version, pg_catalog.pg_is_in_recovery() as standby,
  array(select name from pg_catalog.unnest('{${Object.keys(newerSettings).join()}}'::text[]) name
    where pg_catalog.current_setting(name, true) is not null and (name not like 'client%' or pg_catalog.version() like '%linux%')) as newer`

/** Errors: `failed` for a version before the oldest one that has all that Backout asks a server. */
export function demandVersion(version: string): void {
  if (Number.parseInt(version, 10) >= oldest) return
  throw new PlanError('failed', `Cannot work with PostgreSQL ${version}: Backout needs version ${oldest} or later`)
}

const oldest = 13

/**
 * Makes sure that a connection in which nothing has been set yet, served by `pid`, keeps its session. A pooler announces a process of its own making; then a second connection is
 * opened: where both are served by the same process, or the first by another one now, each transaction gets any session there is, and what is set or locked in it would be that of others.
 * Errors: `failed`.
 */
export async function demandOwnSession(client: Client, pid: number, open: () => Promise<Client>): Promise<void> {
  if (pid === (client as unknown as { readonly processID: number }).processID) return
  const other = await open()
  try {
    // Who has to wait for a process has not been given that of a connection which does nothing.
    const others = await Promise.race([servedBy(other), sleep(patience, undefined, { ref: false })])
    if (others?.pid !== pid && (await servedBy(client)).pid === pid) return
  } finally {
    socketOf(other).destroy()
  }
  throw new PlanError(
    'failed',
    'Cannot work through a pooler that gives each transaction another session: settings and locks would be those of others',
    { hint: 'Connect to the server itself, or through a pooler in session mode' },
  )
}
