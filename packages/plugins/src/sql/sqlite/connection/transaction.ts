import { messageOf, PlanError } from '@backout/core/plugin'
import type { Connection } from './connection.ts'
import { failureOf, sqliteCode } from './failure.ts'
import { danglingAtCommit, isForeignKey } from './foreign-keys.ts'
import { whileBusy } from './wait.ts'

/** A write transaction that is open. */
export interface Transaction {
  /**
   * Switches settings of the connection for this transaction. `foreign_keys` only takes effect outside of one, so that the transaction is
   * begun anew, with all that `first` did: nothing else may have happened in it. Errors: `busy`.
   */
  switch(settings: { readonly [pragma: string]: string }): Promise<void>
  /** Does something to the connection's own TEMP schema once the transaction is committed: foreign keys are not enforced then, and have been by the COMMIT. */
  afterwards(work: () => void): void
}

/** How long to wait for others, and when to stop waiting. */
export interface Patience {
  readonly signal: AbortSignal
}

/**
 * Runs `body` in one write transaction: BEGIN IMMEDIATE, `first`, `body`, COMMIT; ROLLBACK on any error. Settings that were switched are
 * given back. Errors: `busy`, `failed`, `unknown` where what is to be done behind the COMMIT fails, and whatever `first` and `body` throw.
 */
export async function inTransaction<T>(
  connection: Connection,
  { signal }: Patience,
  body: (transaction: Transaction) => Promise<T>,
  first: () => void = () => undefined,
): Promise<T> {
  const { db, title } = connection
  const changed = new Set<string>()
  const behind: (() => void)[] = []
  const begin = async (): Promise<void> => {
    await attempt(connection, signal, `Cannot write ${title}`, () => connection.own('BEGIN IMMEDIATE').run())
    first()
  }
  const transaction: Transaction = {
    async switch(settings) {
      const { foreign_keys: foreignKeys, ...others } = settings
      if (foreignKeys !== undefined) {
        connection.own('ROLLBACK').run()
        db.exec(`PRAGMA foreign_keys = ${foreignKeys}`)
        changed.add('foreign_keys')
        await begin()
      }
      for (const [pragma, value] of Object.entries(others)) {
        db.exec(`PRAGMA ${pragma} = ${value}`)
        changed.add(pragma)
      }
    },
    afterwards: (work) => void behind.push(work),
  }
  try {
    await begin()
    const result = await body(transaction)
    await attempt(connection, signal, `Cannot commit to ${title}`, () => connection.own('COMMIT').run())
    if (behind.length > 0) {
      changed.add('foreign_keys')
      doBehind(connection, behind)
    }
    return result
  } catch (error) {
    if (db.isTransaction) connection.own('ROLLBACK').run()
    // The ledger's own statements, too, meet a full disk, a file that cannot be written, a lock.
    throw sqliteCode(error) === undefined ? error : failureOf(error, `Cannot write ${title}`)
  } finally {
    for (const pragma of changed) db.exec(`PRAGMA ${pragma} = ${pragma === 'foreign_keys' && connection.config.foreignKeys ? 'ON' : 'OFF'}`)
  }
}

/** This connection cannot be used for another unit where that fails; a new one asks the ledger what was committed. */
function doBehind({ db, title }: Connection, works: readonly (() => void)[]): void {
  try {
    db.exec('PRAGMA foreign_keys = OFF')
    for (const work of works) work()
  } catch (cause) {
    throw new PlanError('unknown', `Cannot leave ${title} as it is for the next unit: ${messageOf(cause)}`, { cause })
  }
}

async function attempt(connection: Connection, signal: AbortSignal, tried: string, work: () => void): Promise<void> {
  try {
    await whileBusy(connection.config.busyTimeout, signal, work)
  } catch (error) {
    throw isForeignKey(error) ? danglingAtCommit(connection, error) : failureOf(error, tried)
  }
}
