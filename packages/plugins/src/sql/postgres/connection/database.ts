import type { Opening } from '@backout/core/plugin'
import { again } from './again.ts'
import type { Answer, Sent } from './ask.ts'
import type { PostgresConfig } from './config.ts'
import type { Connecting } from './connect.ts'
import { type Connection, openConnection } from './connection.ts'

/** An opened database: the connections of one session, made when they are needed. */
export interface Database extends AsyncDisposable {
  readonly opening: Opening
  readonly config: PostgresConfig
  /** Lends a connection; broken ones are thrown away, others are cleaned before they are lent again. Errors: those of connecting. */
  using<T>(body: (connection: Connection) => Promise<T>): Promise<T>
  /** A witness of a transaction. Errors, once its connection is asked for: those of connecting. */
  witness(): Witness
  /** A connection that stays with its caller. */
  open(): Promise<Connection>
}

/**
 * A connection beside that of a transaction, which sees what the transaction has not committed as it was; lent when it is first asked, given back with its scope. Only what Backout
 * asks of the catalog runs over it, outside of transactions: nothing is left in it that would have to be cleaned.
 */
export interface Witness extends Disposable {
  /** Asks; over a new connection where the one that was kept has been lost meanwhile. Throws what the driver throws; the errors of connecting. */
  run(sql: string, params?: readonly Sent[]): Promise<Answer>
}

/** Lends witnesses. They are kept, since a connection costs more than all that is asked over it. */
function makeWitnesses(open: () => Promise<Connection>): () => Witness {
  const free: Connection[] = []
  return () => {
    let lent: Connection | undefined
    return {
      run: (sql, params) =>
        again(async () => {
          if (lent === undefined || lent.broken) lent = free.pop() ?? (await open())
          return lent.run(sql, params)
        }),
      [Symbol.dispose]() {
        if (lent?.broken === false) free.push(lent)
      },
    }
  }
}

/** How many transactions of one run go on at the same time; others wait. */
const most = 8

/** Makes a database of a configuration; connects at the first use. */
export function makeDatabase(config: PostgresConfig, opening: Opening): Database {
  const { root, access, resource } = opening
  const connecting: Connecting = { config, root, access, application: `backout ${resource}`, server: { known: false } }
  const idle: Connection[] = []
  const waiting: (() => void)[] = []
  const all = new Set<Connection>()
  let lent = 0
  const open = async (): Promise<Connection> => {
    // A server that answered before, and is restarted while a run goes on, is waited for.
    const connection = await openConnection(connecting)
    all.add(connection)
    return connection
  }
  const take = async (): Promise<Connection> => {
    if (lent >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else lent++
    return (await cleaned(idle)) ?? open()
  }
  const giveBack = (connection: Connection | undefined): void => {
    if (connection && !connection.broken) idle.push(connection)
    else if (connection) all.delete(connection)
    const next = waiting.shift()
    if (next) next()
    else lent--
  }
  return {
    opening,
    config,
    open,
    witness: makeWitnesses(open),
    async using(body) {
      let connection: Connection | undefined
      try {
        connection = await take()
        return await body(connection)
      } finally {
        giveBack(connection)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...all].map((connection) => connection[Symbol.asyncDispose]()))
    },
  }
}

async function cleaned(idle: Connection[]): Promise<Connection | undefined> {
  for (let connection = idle.pop(); connection; connection = idle.pop()) {
    const clean = await connection.reset().then(
      () => true,
      () => false,
    )
    if (clean) return connection
    connection.cut()
  }
  return undefined
}
