import type { ConnectionOptions, PeerCertificate } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import type { PostgresConfig } from './config.ts'
import { durationOf } from '../../duration.ts'
import { pem } from '../../pem.ts'
import { connectFailure, isAway } from './failure.ts'
import { demandOwnSession, servedBy } from './pooler.ts'
import { socketOf } from './socket.ts'
import { shownAddress, type Target, targetOf } from './target.ts'
import { demandWritable } from './writable.ts'

/** How sessions are opened. */
export interface Connecting {
  readonly config: PostgresConfig
  /** Relative files of certificates are under it. */
  readonly root: string
  readonly access: 'read' | 'write'
  /** For `pg_stat_activity`: `backout databases.crm`. */
  readonly application: string
  /** Set by the first connection that opens: the server is there, and keeps a session for each connection. From then on it is waited for while it is restarted. */
  readonly server: { known: boolean }
}

/** An open connection. */
export interface Connected {
  readonly client: Client
  /** The process of the server that serves it, which a pooler does not tell by itself. */
  readonly pid: number
}

/** Opens a connection with the settings that every statement of a plan meets. Errors: `failed`, `missing`, `busy`, `timeout`, `invalid`. */
export async function connect(connecting: Connecting): Promise<Connected> {
  const target = targetOf(connecting.config)
  try {
    const ssl = await tlsOf(target, connecting)
    return await whenBack(() => encrypted(target, connecting, ssl), connecting.server.known ? timeoutOf(connecting) : 0)
  } catch (cause) {
    throw connectFailure(cause, shownAddress(target), target.user)
  }
}

async function encrypted(target: Target, connecting: Connecting, ssl: false | ConnectionOptions): Promise<Connected> {
  try {
    return await opened(target, connecting, ssl)
  } catch (cause) {
    const plain = target.mode === 'prefer' && ssl !== false && /does not support SSL/.test((cause as Error).message)
    if (!plain) throw cause
    return opened(target, connecting, false)
  }
}

async function whenBack<T>(open: () => Promise<T>, patience: number): Promise<T> {
  const end = performance.now() + patience
  for (;;) {
    try {
      return await open()
    } catch (cause) {
      if (!isAway(cause) || performance.now() >= end) throw cause
    }
    await sleep(100)
  }
}

/** The settings of a fresh session, and of one whose last user is gone; in one simple query. */
export function settingsOf({ config, access, application }: Connecting): string {
  const settings = {
    application_name: application,
    client_encoding: 'UTF8',
    // What the journal calls applied must outlive a crash of the server.
    synchronous_commit: 'on',
    datestyle: 'ISO, YMD',
    intervalstyle: 'iso_8601',
    timezone: config.timeZone ?? 'UTC',
    search_path: 'public',
    bytea_output: 'hex',
    extra_float_digits: '1',
    standard_conforming_strings: 'on',
    transform_null_equals: 'off',
    array_nulls: 'on',
    quote_all_identifiers: 'off',
    // An error must not quote the values that it was sent.
    log_parameter_max_length_on_error: '0',
    // Compiling what is asked of the catalog takes longer than asking.
    jit: 'off',
    default_transaction_isolation: 'read committed',
    default_transaction_read_only: access === 'read' ? 'on' : 'off',
    lock_timeout: `${durationOf(config.lockTimeout ?? '10s')}ms`,
    statement_timeout: config.statementTimeout === undefined ? '0' : `${durationOf(config.statementTimeout)}ms`,
    // A holder whose machine is gone must not keep its locks for ever: the server would notice after two hours.
    idle_in_transaction_session_timeout: '10min',
    tcp_keepalives_idle: '30',
    tcp_keepalives_interval: '10',
    tcp_keepalives_count: '3',
  }
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = ${name === 'search_path' || name === 'datestyle' ? value : quoted(value)}`)
    .join('; ')
}

async function opened(target: Target, connecting: Connecting, ssl: false | ConnectionOptions): Promise<Connected> {
  const client = await bare(target, connecting, ssl)
  // A pooler takes a connection at once, and may have none of the server's left for it.
  const timer = setTimeout(() => socketOf(client).destroy(new Error('timeout expired')), timeoutOf(connecting))
  try {
    const pid = await servedBy(client)
    if (!connecting.server.known) {
      await demandOwnSession(client, pid, () => bare(target, connecting, ssl))
      if (connecting.access === 'write') await demandWritable(client, shownAddress(target))
    }
    await client.query(settingsOf(connecting))
    connecting.server.known = true
    return { client, pid }
  } catch (cause) {
    socketOf(client).destroy()
    throw cause
  } finally {
    clearTimeout(timer)
  }
}

function timeoutOf({ config }: Connecting): number {
  return durationOf(config.connectTimeout ?? '10s')
}

/** A connection in which nothing has been set yet. */
async function bare(target: Target, connecting: Connecting, ssl: false | ConnectionOptions): Promise<Client> {
  const { default: pg } = await import('pg')
  const { host, port, database, user } = target
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    // As a function, so that nothing that prints the client prints it.
    password: () => target.password ?? process.env['PGPASSWORD'] ?? '',
    ssl,
    connectionTimeoutMillis: timeoutOf(connecting),
    keepAlive: true,
  })
  // Connections that break while nobody waits for them are noticed when they are used next.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (cause) {
    socketOf(client).destroy()
    throw cause
  }
}

async function tlsOf({ mode, host }: Target, { config, root }: Connecting): Promise<false | ConnectionOptions> {
  if (mode === 'disable' || host.startsWith('/')) return false
  const { ca, cert, key } = config.tls ?? {}
  const pems = await Promise.all([pem(ca, root), pem(cert, root), pem(key, root)])
  const given = { ...(pems[0] && { ca: pems[0] }), ...(pems[1] && { cert: pems[1] }), ...(pems[2] && { key: pems[2] }) }
  // As libpq does: a CA that is named is checked also by `require`.
  if (mode === 'verify-full') return { ...given, rejectUnauthorized: true }
  if (mode === 'verify-ca' || (mode === 'require' && ca !== undefined))
    return { ...given, rejectUnauthorized: true, checkServerIdentity: anyName }
  return { ...given, rejectUnauthorized: false }
}

function anyName(_host: string, _certificate: PeerCertificate): undefined {
  return undefined
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
