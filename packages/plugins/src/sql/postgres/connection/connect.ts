import type { ConnectionOptions } from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { durationOf } from '../../../duration.ts'
import { connectFailure, isAway, takenAlone } from './failure.ts'
import { demandOwnSession, servedBy } from './pooler.ts'
import { type SessionPurpose, sessionSettings } from './session-settings.ts'
import { socketOf } from './socket.ts'
import { shownAddress, type Target, targetOf } from './target.ts'
import { tlsOf } from './tls.ts'
import { demandWritable, onlyRead } from './writable.ts'

/** How sessions are opened. */
export interface Connecting extends SessionPurpose {
  /** Relative files of certificates are under it. */
  readonly root: string
  /** Set by the first connection that opens: the server is there, and keeps a session for each connection. From then on it is waited for while it is restarted. */
  readonly server: { known: boolean }
}

/** An open connection. */
export interface Connected {
  readonly client: Client
  /** The process of the server that serves it, which a pooler does not tell by itself. */
  readonly pid: number
  /** The settings of its session, in one simple query. */
  readonly settings: string
}

/** Opens a connection with the settings that every statement of a plan meets. Errors: `failed`, `missing`, `busy`, `timeout`, `invalid`. */
export async function connect(connecting: Connecting): Promise<Connected> {
  const target = targetOf(connecting.config)
  try {
    const ssl = await tlsOf(target, connecting.config, connecting.root)
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

async function opened(target: Target, connecting: Connecting, ssl: false | ConnectionOptions): Promise<Connected> {
  const client = await bare(target, connecting, ssl)
  // A pooler takes a connection at once, and may have none of the server's left for it.
  const timer = setTimeout(() => socketOf(client).destroy(new Error(takenAlone)), timeoutOf(connecting))
  try {
    const { pid, newer, standby } = await servedBy(client)
    if (standby && connecting.access === 'write') throw onlyRead(shownAddress(target))
    if (!connecting.server.known) {
      await demandOwnSession(client, pid, () => bare(target, connecting, ssl))
      if (connecting.access === 'write') await demandWritable(client, shownAddress(target))
    }
    const settings = sessionSettings(connecting, newer)
    await client.query(settings)
    connecting.server.known = true
    return { client, pid, settings }
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
    // A server whose machine is gone would be noticed after two hours.
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  })
  forgetEnvironment(client)
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

/** What the driver takes from PGOPTIONS and PGREPLICATION: no sign-off covers it, and with `session_replication_role` it would switch triggers and foreign keys off. */
function forgetEnvironment(client: Client): void {
  const { connectionParameters } = client as unknown as { readonly connectionParameters: { options?: string; replication?: string } }
  delete connectionParameters.options
  delete connectionParameters.replication
}
