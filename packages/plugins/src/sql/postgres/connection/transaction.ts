import { PlanError } from '@backout/core/plugin'
import type { Connection } from './connection.ts'
import { isLost, statementFailure } from './failure.ts'

/** How a transaction begins. `read only` sees one state of the database throughout, and can't be turned into a writing one. */
export type TransactionMode = 'read only' | 'read write'

/**
 * Runs `body` in a transaction. What it throws rolls back; then the connection is as before, or broken.
 * Errors: `unknown` where the answer to COMMIT was lost; what `body` throws; `failed`.
 */
export async function inTransaction<T>(
  connection: Connection,
  mode: TransactionMode,
  resource: string,
  body: () => Promise<T>,
): Promise<T> {
  await begin(connection, mode, resource)
  let result: T
  try {
    result = await body()
  } catch (cause) {
    await rollBack(connection)
    throw cause
  }
  // A transaction that only read has nothing to commit, and so nothing that could be lost.
  if (mode === 'read only') await rollBack(connection)
  else await commit(connection, resource)
  return result
}

async function begin(connection: Connection, mode: TransactionMode, resource: string): Promise<void> {
  try {
    // The first query fixes the mode: from then on `set transaction read write` is refused.
    if (mode === 'read only') await connection.runAll(['begin isolation level repeatable read read only', 'select 1'])
    else await connection.run('begin isolation level read committed read write')
  } catch (cause) {
    throw statementFailure(cause, { what: 'begin a transaction', resource })
  }
}

async function rollBack(connection: Connection): Promise<void> {
  if (connection.broken) return
  await connection.run('rollback').catch(() => connection.cut())
}

async function commit(connection: Connection, resource: string): Promise<void> {
  let command: string
  try {
    command = (await connection.run('commit')).command
  } catch (cause) {
    if (!isLost(cause)) throw statementFailure(cause, { what: 'commit', resource })
    throw new PlanError('unknown', `Cannot commit in ${resource}: the connection was lost before the answer came`, {
      cause: new Error((cause as Error).message),
    })
  }
  // A COMMIT of a transaction in which a statement failed is answered with ROLLBACK, not with an error.
  if (command !== 'COMMIT') throw new PlanError('failed', `Cannot commit in ${resource}: a statement of the transaction had failed`)
}
