import type { Connection } from './connection/connection.ts'
import { failureOf } from './connection/failure.ts'
import type { SqliteSession } from './session.ts'
import { whileBusy } from './connection/wait.ts'

/** Reads something of Backout's own, of one state of the database. Errors: `busy`, `failed`. */
export async function reading<T>(session: SqliteSession, work: (connection: Connection) => T): Promise<T> {
  const connection = await session.look()
  const read = (): T => {
    if (connection.db.isTransaction) return work(connection)
    connection.own('BEGIN').run()
    try {
      return work(connection)
    } finally {
      connection.own('COMMIT').run()
    }
  }
  return session.lane(async () => {
    try {
      return await whileBusy(connection.config.busyTimeout, session.opening.signal, read)
    } catch (error) {
      throw failureOf(error, `Cannot read ${connection.title}`)
    }
  })
}
