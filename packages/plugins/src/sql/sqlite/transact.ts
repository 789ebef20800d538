import type { UnitKey } from '@backout/core/plugin'
import type { Connection } from './connection.ts'
import { enterUnit } from './ledger/units.ts'
import { type SqliteSession, transactionSession } from './session.ts'
import { beginTransaction, type Switches, type Transaction } from './transaction.ts'

/**
 * Law: exactly once by ledger. The transaction begins when the body first uses its session, since only then it is known which switches
 * have to be set before; the unit's key is its first write. Errors: `conflict`, `stale`, `busy`, whatever the body throws.
 */
export function transact<T>(session: SqliteSession, key: UnitKey, epoch: number, body: (session: SqliteSession) => Promise<T>): Promise<T> {
  const { file } = session
  return file.lane(async () => {
    const connection = await file.connection()
    await using open = new AsyncDisposableStack()
    let transaction: Transaction | undefined
    const begin = async (switches: Switches): Promise<Connection> => {
      if (transaction) return connection
      transaction = open.use(await beginTransaction(file, connection, switches))
      enterUnit(connection, key, epoch, Date.now())
      return connection
    }
    const result = await body(transactionSession(session, begin))
    await begin({})
    await transaction?.commit()
    return result
  })
}
