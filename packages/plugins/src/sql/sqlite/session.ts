import { existsSync } from 'node:fs'
import { type Opening, PlanError, type UnitKey } from '@backout/core/plugin'
import type { Batch, Statement } from '../dialect.ts'
import type { Outcome, Params, Reversible, SqlSession, UndoKind } from '../session.ts'
import { captureUnit, type UnitCapture } from './capture/capture-unit.ts'
import type { SqliteConfig } from './connection/config.ts'
import { connect, type Connection } from './connection/connection.ts'
import { estimateBatch } from './estimate.ts'
import { failureOf } from './connection/failure.ts'
import { type Lane, makeLane } from './connection/lane.ts'
import { lastChange } from './authorizer/last-change.ts'
import type { Heartbeat } from './ledger/heartbeat.ts'
import { createLedger } from './ledger/tables.ts'
import { wasReverted } from './ledger/units.ts'
import { takeBack } from './revert/take-back.ts'
import { runQuery } from './statement/run-query.ts'
import { type Compiled, compileStatement, type ScriptRun } from './statement/run-statement.ts'
import { dropTemp } from './revert/temp.ts'
import { inTransaction, type Transaction } from './connection/transaction.ts'
import { whileBusy } from './connection/wait.ts'

/** An open SQLite database. */
export interface SqliteSession extends SqlSession {
  /** Absolute path of the database file. */
  readonly path: string
  readonly config: SqliteConfig
  readonly opening: Opening
  /** Lets in one transaction or query at a time. */
  readonly lane: Lane
  /** The connection, opened when it is first asked for: a file that is not there is created. */
  connect(): Promise<Connection>
  /** The same, to read only: while there is no file, an empty database stands for it. */
  look(): Promise<Connection>
  /** The claim that this session keeps alive, if it has one. */
  heartbeat: Heartbeat | undefined
}

/** What a session is made of. */
export interface SessionParts {
  readonly path: string
  readonly config: SqliteConfig
  readonly opening: Opening
  /** Opens the connection; disposing what it gives closes it. */
  readonly open: () => Promise<Disposable & { readonly connection: Connection }>
  /** Whether nobody else sees what this session writes: a preview's overlay. */
  readonly isPrivate: boolean
}

/** A session; disposing it closes its connection. */
export function makeSession({ path, config, opening, open, isPrivate }: SessionParts): SqliteSession {
  const lane = makeLane()
  const reads = opening.access === 'read'
  let opened: ReturnType<SessionParts['open']> | undefined
  let empty: Promise<Connection> | undefined
  // A run has its ledger there before its first write, and the statements of a plan see it in the catalog.
  const overlay = async (): Promise<Connection> => {
    const connection = await session.connect()
    createLedger(connection)
    return connection
  }
  const session: SqliteSession = {
    path,
    config,
    opening,
    lane,
    heartbeat: undefined,
    async connect() {
      opened ??= open()
      return (await opened).connection
    },
    look() {
      if (opened || isPrivate || existsSync(path)) return session.connect()
      return (empty ??= connect({ path: ':memory:', config, queryOnly: true }))
    },
    query: (statement, params) =>
      lane(async () => query(await session.look(), opening, (at) => runQuery(at, statement, params, opening.guard))),
    execute: (batch, params) => lane(async () => executeAlone(await (reads ? session.look() : session.connect()), opening, batch, params)),
    ...(isPrivate && {
      executeReversibly: (batch, params, undo) =>
        lane(async () => executeInOverlay({ connection: await overlay(), opening }, batch, params, undo)),
    }),
    estimate: async (batch, params, undo) =>
      isPrivate ? lane(async () => estimateBatch(await overlay(), opening, { batch, params, undo })) : undefined,
    async [Symbol.asyncDispose]() {
      session.heartbeat?.stop()
      for (const one of [opened, empty]) (await one?.catch(() => undefined))?.[Symbol.dispose]()
    },
  }
  return session
}

/** The session that the body of a transaction sees: everything happens in it. */
export function sessionWithin(outer: SqliteSession, connection: Connection, transaction: Transaction, key: UnitKey): SqliteSession {
  const { opening } = outer
  return {
    ...outer,
    query: (statement, params) => query(connection, opening, (at) => runQuery(at, statement, params, opening.guard)),
    execute: (batch, params) => run({ connection, opening, transaction }, batch, params),
    async executeReversibly(batch, params, undo) {
      const capture = captureUnit(connection, undo)
      const outcomes = await run({ connection, opening, transaction }, batch, params, capture)
      return { outcomes, undo: capture.undo(), wrote: [...capture.wrote()] }
    },
    revert: async (undo) => (wasReverted(connection, key) ? 'reverted' : takeBack(connection, transaction, undo, opening.guard)),
    async [Symbol.asyncDispose]() {},
  }
}

interface Within {
  readonly connection: Connection
  readonly opening: Opening
  readonly transaction: Transaction
}

async function run(
  { connection, opening, transaction }: Within,
  batch: Batch,
  params: Params,
  capture?: UnitCapture,
): Promise<readonly Outcome[]> {
  if (opening.access === 'read') throw onlyReads(connection)
  await transaction.switch(batch.settings)
  const script: ScriptRun = { params, guard: opening.guard, last: lastChange(connection) }
  const outcomes: Outcome[] = []
  let makesTemp = false
  let since = performance.now()
  for (const statement of batch.statements) {
    const compile = (): Compiled => compileStatement(connection, statement, script)
    const compiled = capture ? capture.compiled(compile) : compile()
    outcomes.push(capture ? capture.run(compiled) : compiled.run())
    // ANALYZE of the TEMP schema makes a table there, of which SQLite says nothing.
    makesTemp ||= compiled.footprint.isTemp || statement.kind === 'analyze'
    // Statements block the thread; between them, timeouts and signals get their turn.
    if (performance.now() - since < 20) continue
    await new Promise((resolve) => setImmediate(resolve))
    since = performance.now()
  }
  if (makesTemp) transaction.afterwards(() => dropTemp(connection, 'script'))
  return outcomes
}

function executeAlone(connection: Connection, opening: Opening, batch: Batch, params: Params): Promise<readonly Outcome[]> {
  if (opening.access === 'read')
    return query(connection, opening, () => batch.statements.map((statement) => read(connection, opening, statement, params)))
  return inTransaction(connection, opening, (transaction) => run({ connection, opening, transaction }, batch, params))
}

/** Runs a batch exactly as a run does that wants an undo; nobody will ask for it where the database itself goes away. */
async function executeInOverlay(
  { connection, opening }: Pick<Within, 'connection' | 'opening'>,
  batch: Batch,
  params: Params,
  undo: UndoKind,
): Promise<Reversible> {
  const outcomes = await inTransaction(connection, opening, (transaction) => {
    transaction.afterwards(() => dropTemp(connection, 'all'))
    return run({ connection, opening, transaction }, batch, params, captureUnit(connection, undo))
  })
  return { outcomes, undo: [], wrote: [] }
}

/** What a script that only asks does in a session that only reads. */
function read(connection: Connection, { guard }: Opening, statement: Statement, params: Params): Outcome {
  const compiled = compileStatement(connection, statement, { params, guard, last: lastChange(connection) })
  if (compiled.text.access !== 'read') throw onlyReads(connection)
  return compiled.run()
}

function onlyReads({ title }: Connection): PlanError {
  return new PlanError('refused', `Cannot write ${title}: this session only reads`)
}

async function query<T>(connection: Connection, { signal }: Opening, work: (connection: Connection) => T): Promise<T> {
  try {
    return await whileBusy(connection.config.busyTimeout, signal, () => work(connection))
  } catch (error) {
    throw failureOf(error, `Cannot query ${connection.title}`)
  }
}
