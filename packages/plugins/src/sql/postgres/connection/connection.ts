import { PlanError } from '@backout/core/plugin'
import { type Answer, ask, askAll, type Rows, type Sent, TooLarge } from './ask.ts'
import { type Connected, type Connecting, connect } from './connect.ts'
import { isLost } from './failure.ts'
import { endClient, socketOf } from './socket.ts'

/** One connection, used by one caller at a time. */
export interface Connection extends AsyncDisposable {
  /** Set once it is of no more use. */
  readonly broken: boolean
  /** The process of the server that serves it. */
  readonly pid: number
  /**
   * Runs one statement, by the extended protocol, which takes exactly one. An abort cancels it; one that does not end then is cut off with its connection.
   * Throws what the driver throws; `TooLarge` where rows are kept and there are too many.
   */
  run(sql: string, params?: readonly Sent[], signal?: AbortSignal, rows?: Rows): Promise<Answer>
  /** Runs several statements of Backout's own in one round trip; the first that fails ends them. Aborts and errors as in `run`. */
  runAll(statements: readonly string[], signal?: AbortSignal): Promise<readonly Answer[]>
  /** Takes back whatever a user has left in the session: settings, temporary tables, locks. */
  reset(): Promise<void>
  /** Cuts the connection off without a word. */
  cut(): void
}

/** DISCARD ALL in the statements that it stands for (PostgreSQL manual, DISCARD), so that others can go with it in one round trip. */
const discarding = `close all; set session authorization default; reset all; deallocate all; unlisten *;
  select pg_catalog.pg_advisory_unlock_all(); discard plans; discard temp; discard sequences`

/** ms that a cancelled statement may take to end. */
const patience = 5000

/** Opens a connection. Errors: as {@link connect}. */
export async function openConnection(connecting: Connecting): Promise<Connection> {
  const connected = await connect(connecting)
  const { client } = connected
  const state = { broken: false }
  client.on('end', () => (state.broken = true))
  client.on('error', () => (state.broken = true))
  // Not cancelled: that could reach the server after the answer has ended, and hit what comes next.
  const stop = (): void => socketOf(client).destroy()
  const watched = async <T>(asked: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    if (state.broken) throw new Error('Connection terminated')
    signal?.throwIfAborted()
    const unwatch = signal && watch(signal, connected, connecting)
    try {
      return await asked()
    } catch (error) {
      if (error instanceof TooLarge || isLost(error)) state.broken = true
      throw error
    } finally {
      await unwatch?.()
    }
  }
  const run: Connection['run'] = (sql, params = [], signal, rows = 'kept') => watched(() => ask(client, sql, params, rows, stop), signal)
  return {
    get broken() {
      return state.broken
    },
    pid: connected.pid,
    run,
    runAll: (statements, signal) => watched(() => askAll(client, statements), signal),
    async reset() {
      await client.query(`${discarding}; ${connected.settings}`)
    },
    cut() {
      state.broken = true
      socketOf(client).destroy()
    },
    async [Symbol.asyncDispose]() {
      if (state.broken) socketOf(client).destroy()
      else await endClient(client)
      state.broken = true
    },
  }
}

/**
 * Cancels what the client's backend runs once the signal aborts; cuts the connection where that does not help. Gives what ends the watch: it waits for a cancel that is on its
 * way, which would else hit the next statement.
 */
function watch(signal: AbortSignal, { client, pid }: Connected, connecting: Connecting): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let cancelling: Promise<void> | undefined
  const stop = (): void => {
    timer = setTimeout(() => socketOf(client).destroy(), patience)
    cancelling = cancel(pid, connecting).catch(() => {
      socketOf(client).destroy()
    })
  }
  signal.addEventListener('abort', stop, { once: true })
  return async () => {
    signal.removeEventListener('abort', stop)
    clearTimeout(timer)
    await cancelling
  }
}

async function cancel(pid: number, connecting: Connecting): Promise<void> {
  const { client } = await connect({ ...connecting, access: 'read' })
  const timer = setTimeout(() => socketOf(client).destroy(), patience)
  try {
    await client.query('select pg_cancel_backend($1)', [pid])
  } finally {
    clearTimeout(timer)
    await endClient(client)
  }
}

/** The first value of the first row. Errors: `internal` where there is none. */
export function only(answer: Answer): string | null {
  const value = answer.rows[0]?.[0]
  if (value === undefined) throw new PlanError('internal', 'A statement that gives a row gave none')
  return value
}
