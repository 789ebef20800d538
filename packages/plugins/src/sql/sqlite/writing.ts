import type { Connection } from './connection/connection.ts'
import type { SqliteSession } from './session.ts'
import { inTransaction } from './connection/transaction.ts'

/** Writes something of Backout's own, in a transaction of its own. Errors: `busy`, `failed`, and whatever `work` throws. */
export async function writing<T>(session: SqliteSession, work: (connection: Connection) => T): Promise<T> {
  const connection = await session.connect()
  return session.lane(() => inTransaction(connection, session.opening, async () => work(connection)))
}
