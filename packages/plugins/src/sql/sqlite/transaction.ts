import { type Connection, rowOf } from './connection.ts'
import { failureOf } from './failure.ts'
import type { SqliteFile } from './file.ts'
import { whileBusy } from './wait.ts'

/** PRAGMA switches that hold for one transaction. Most do nothing once it has begun, so they are set before it. */
export type Switches = { readonly [name: string]: string }

/** Runs work in a transaction of its own, in its turn. Errors: `busy`, `failed`, whatever `work` throws. */
export function inTransaction<T>(file: SqliteFile, switches: Switches, work: (connection: Connection) => T): Promise<T> {
  return file.lane(async () => {
    const connection = await file.connection()
    await using transaction = await beginTransaction(file, connection, switches)
    const result = work(connection)
    await transaction.commit()
    return result
  })
}

/** An open transaction: rolled back when it is disposed without a commit. */
export interface Transaction extends AsyncDisposable {
  commit(): Promise<void>
}

/** Begins a transaction that may write, waiting for another process's lock as long as the connection says. */
export async function beginTransaction(
  { config, title, opening }: SqliteFile,
  connection: Connection,
  switches: Switches,
): Promise<Transaction> {
  const { db } = connection
  const before = setAll(connection, switches)
  const restore = (): void => void setAll(connection, before)
  try {
    await whileBusy(config.busyTimeout, opening.signal, () => db.exec(opening.access === 'read' ? 'BEGIN' : 'BEGIN IMMEDIATE'))
  } catch (error) {
    restore()
    throw failureOf(error, `Cannot write ${title}`)
  }
  return {
    async commit() {
      try {
        await whileBusy(config.busyTimeout, undefined, () => db.exec('COMMIT'))
      } catch (error) {
        throw failureOf(error, `Cannot commit in ${title}`)
      }
    },
    async [Symbol.asyncDispose]() {
      if (db.isTransaction) db.exec('ROLLBACK')
      restore()
    },
  }
}

function setAll(connection: Connection, switches: Switches): Switches {
  const before: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(switches)) {
    before[name] = String(rowOf<[bigint]>(connection, `PRAGMA ${name}`)?.[0] ?? 0)
    connection.db.exec(`PRAGMA ${name} = ${/^\w+$/.test(value) ? value : '0'}`)
  }
  return before
}
