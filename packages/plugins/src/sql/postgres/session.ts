import { type Opening, PlanError } from '@backout/core/plugin'
import type { Batch, Statement } from '../dialect.ts'
import type { Estimate, Outcome, Params, Rows, SqlSession } from '../session.ts'
import { definedObjects } from './scope/catalog-check.ts'
import { changedCatalogs, countersOf } from './scope/catalog-counters.ts'
import type { HeldClaim } from './ledger/held-claim.ts'
import type { PostgresConfig } from './connection/config.ts'
import type { Connection } from './connection/connection.ts'
import { type Database, makeDatabase, type Witness } from './connection/database.ts'
import { runDeferred } from './connection/deferred.ts'
import { estimateBatch, limitCounts } from './statement/estimate.ts'
import { executeAlone, probeAlone } from './statement/alone.ts'
import { asking } from './connection/failure.ts'
import { demandReached, type Reached, touchedTables } from './scope/scope-check.ts'
import { demandNamed, refuseWrites, runBatch, runQuery } from './statement/statements.ts'
import { inTransaction } from './connection/transaction.ts'

/** An open PostgreSQL database. */
export interface PostgresSession extends SqlSession {
  readonly database: Database
  /** The claim that this session holds, if it does. */
  claim: HeldClaim | undefined
}

/** Opens a session; it connects when it is first used. */
export function openPostgresSession(config: PostgresConfig, opening: Opening): PostgresSession {
  const database = makeDatabase(config, opening)
  const before = { touched: false }
  const session: PostgresSession = {
    database,
    claim: undefined,
    query: (statement, params, signal) => queryOutside(database, statement, params, signal),
    async execute(batch, params, signal) {
      await session.claim?.keep()
      return executeOutside(database, batch, params, signal)
    },
    estimate: (batch, params, _, signal) => estimateOutside(database, batch, params, { before, signal: both(opening.signal, signal) }),
    probe: (batch) => probeAlone(database, batch),
    async [Symbol.asyncDispose]() {
      await session.claim?.[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
  return session
}

/** The session that the body of a `transact` sees: everything happens in the open transaction. */
export function transactionSession(outer: PostgresSession, connection: Connection): PostgresSession {
  const { database } = outer
  const { opening } = database
  return {
    database,
    claim: outer.claim,
    async query(statement, params, signal) {
      await refuseWrites(statement, opening.resource)
      return inReadOnlyPart(connection, () => runQuery(connection, statement, params, { opening, signal: both(opening.signal, signal) }))
    },
    async execute(batch, params, signal) {
      if (!batch.transactional) throw notHere(batch, opening.resource)
      await demandNamed(batch, opening.guard)
      return runBatch(connection, batch, params, { opening, signal: both(opening.signal, signal) })
    },
    async [Symbol.asyncDispose]() {},
  }
}

async function queryOutside(database: Database, statement: Statement, params: Params, signal?: AbortSignal): Promise<Rows> {
  const { opening } = database
  await refuseWrites(statement, opening.resource)
  await demandNamed({ statements: [statement] }, opening.guard, 'read')
  return database.using((connection) =>
    inTransaction(connection, 'read only', opening.resource, async () => {
      const rows = await runQuery(connection, statement, params, { opening, signal: both(opening.signal, signal) })
      using witness = database.witness()
      demandReached(await touched(database, connection, witness), opening.guard)
      return rows
    }),
  )
}

async function executeOutside(database: Database, batch: Batch, params: Params, signal?: AbortSignal): Promise<readonly Outcome[]> {
  const { opening } = database
  if (!batch.transactional) return executeAlone(database, batch, both(opening.signal, signal))
  await demandNamed(batch, opening.guard)
  return database.using((connection) =>
    inTransaction(connection, opening.access === 'read' ? 'read only' : 'read write', opening.resource, async () => {
      const counters = await countersOf(connection)
      const outcomes = await runBatch(connection, batch, params, { opening, signal: both(opening.signal, signal) })
      await asking({ what: 'commit', resource: opening.resource, signal: opening.signal }, () => runDeferred(connection, opening.signal))
      using witness = database.witness()
      const tables = await touched(database, connection, witness)
      const changes = changedCatalogs(counters, await countersOf(connection))
      const objects = opening.access === 'write' ? await definedObjects(connection, changes, witness) : []
      demandReached([...tables, ...objects], opening.guard)
      return outcomes
    }),
  )
}

async function touched({ opening: { resource } }: Database, connection: Connection, witness: Witness): Promise<readonly Reached[]> {
  return asking({ what: 'check what a statement touched', resource }, () => touchedTables(connection, witness))
}

/** Only for previews, which ask for each step in turn: nothing is run but counts, in a transaction that can only read. */
async function estimateOutside(
  database: Database,
  batch: Batch,
  params: Params,
  { before, signal }: { readonly before: { touched: boolean }; readonly signal: AbortSignal },
): Promise<readonly Estimate[]> {
  const { config, opening } = database
  const estimates = await database.using((connection) =>
    inTransaction(connection, 'read only', opening.resource, async () => {
      await limitCounts(connection, config.statementTimeout)
      return estimateBatch(connection, batch, params, { opening, signal, touched: before.touched })
    }),
  )
  before.touched ||= estimates.some(({ touches }) => touches.some(({ access }) => access === 'write'))
  return estimates
}

/** A query inside a writing transaction can't write either; the savepoint gives the transaction back as it was. */
async function inReadOnlyPart<T>(connection: Connection, body: () => Promise<T>): Promise<T> {
  await connection.run('savepoint backout_query')
  try {
    await connection.run('set local transaction_read_only = on')
    return await body()
  } finally {
    if (!connection.broken) await connection.run('rollback to savepoint backout_query')
  }
}

function both(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([one, other]) : one
}

function notHere(batch: Batch, resource: string): PlanError {
  return new PlanError('internal', `Cannot run "${batch.statements[0]?.kind}" in a transaction of ${resource}: it commits by itself`)
}
