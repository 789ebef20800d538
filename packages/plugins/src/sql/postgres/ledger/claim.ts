import { type ClaimOwner, PlanError } from '@backout/core/plugin'
import { again } from '../connection/again.ts'
import { type Connection, only } from '../connection/connection.ts'
import type { Database } from '../connection/database.ts'
import { endBackends, type Holder, holderOf, isBreakable, isTakeable } from './claim-holder.ts'
import { statementFailure } from '../connection/failure.ts'
import { dropLedger, makeLedger } from './ledger-tables.ts'
import { ledgerSchema } from '../ledger-schema.ts'
import { inTransaction } from '../connection/transaction.ts'

/** A claim that is held: on a connection of its own, whose lock says that its holder lives. */
export interface HeldClaim extends AsyncDisposable {
  readonly epoch: number
  /** Gives it up; with `last`, the ledger forgets the run, and goes away where no other run is in it. */
  release(owner: ClaimOwner, identity: string, last: boolean): Promise<void>
}

/**
 * Claims a database: an advisory lock on a connection that stays open, and a row with an epoch and a heartbeat. The lock dies with its connection, so a crashed holder
 * is gone at once; one whose machine vanished is found by its heartbeat, and its connections are ended.
 * Errors: `busy`, saying who holds it and since when; `failed` where the ledger cannot be made.
 */
export async function claimDatabase(database: Database, owner: ClaimOwner): Promise<HeldClaim> {
  return again(() => claimOnce(database, owner))
}

async function claimOnce(database: Database, owner: ClaimOwner): Promise<HeldClaim> {
  const connection = await database.open()
  try {
    await takeLock(connection, owner, database)
    await makeLedger(connection, database.opening.resource)
    const epoch = await takeRow(connection, owner, database)
    return held({ database, owner, epoch, connection })
  } catch (cause) {
    await connection[Symbol.asyncDispose]()
    throw cause
  }
}

/** "backout", as two numbers: advisory locks of one database share them. */
const lockKey = '1650549615, 1970533237'

async function takeLock(connection: Connection, owner: ClaimOwner, database: Database): Promise<void> {
  for (let round = 0; ; round++) {
    if (only(await connection.run(`select pg_try_advisory_lock(${lockKey})`)) === 't') return
    const holder = await holderOf(connection)
    // A lock without a row: somebody is just claiming, or a connection that was lost in doing so is about to end.
    if (round === 20 || (holder && !isBreakable(holder, owner))) throw busy(database, holder)
    await endBackends(connection, holder?.pid ? [holder.pid] : [])
    await connection.run('select pg_sleep(0.1)')
  }
}

async function takeRow(connection: Connection, owner: ClaimOwner, database: Database): Promise<number> {
  const holder = await holderOf(connection)
  if (holder && !isTakeable(holder, owner)) throw busy(database, holder, goneHint(holder))
  const given = [owner.run, owner.plan, owner.environment, owner.holder, String(owner.lease)]
  try {
    return Number(only(await connection.run(claimSql, given)))
  } catch (cause) {
    if ((cause as { code?: string }).code !== '55P03')
      throw statementFailure(cause, { what: 'claim the database', resource: database.opening.resource })
  }
  // Transactions of the holder before are still open: their machine is gone, or they would have ended with it.
  const { rows } = await connection.run(openTransactionsSql)
  await endBackends(
    connection,
    rows.map(([pid]) => Number(pid)),
  )
  return Number(only(await connection.run(claimSql, given)))
}

interface Holding {
  readonly database: Database
  readonly owner: ClaimOwner
  readonly epoch: number
  connection: Connection
}

function held(holding: Holding): HeldClaim {
  const { owner, epoch } = holding
  let beating: Promise<void> | undefined
  const beat = (): void => {
    beating ??= inTime(holding, owner.lease / 3, heartbeat)
      .catch(() => undefined)
      .finally(() => (beating = undefined))
  }
  const timer = setInterval(beat, owner.lease / 3)
  timer.unref()
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    await beating
  }
  return {
    epoch,
    async release(by, identity, last) {
      await stop()
      await again(() =>
        inTime(holding, owner.lease, async () => {
          await revive(holding)
          await giveUp(holding, by, identity, last)
        }),
      )
      await holding.connection[Symbol.asyncDispose]()
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await holding.connection[Symbol.asyncDispose]()
    },
  }
}

/** Does what is about the claim alone: where it takes longer than so many `ms`, the line is dead, and is cut. */
async function inTime(holding: Holding, ms: number, work: (holding: Holding) => Promise<void>): Promise<void> {
  const timer = setTimeout(() => holding.connection.cut(), ms)
  try {
    await work(holding)
  } finally {
    clearTimeout(timer)
  }
}

/** Says that the holder lives. Whether the claim is still its own, every transaction asks for itself. */
async function heartbeat(holding: Holding): Promise<void> {
  await revive(holding)
  await holding.connection.run(
    `update ${ledgerSchema}.claims set heartbeat = clock_timestamp(), pid = pg_backend_pid() where epoch = $1 and run = $2`,
    [String(holding.epoch), holding.owner.run],
  )
}

/** A claim whose connection was lost takes its lock again; where another run took it first, that run's epoch counts. */
async function revive(holding: Holding): Promise<void> {
  if (!holding.connection.broken) return
  holding.connection = await holding.database.open()
  await holding.connection.run(`select pg_try_advisory_lock(${lockKey})`)
}

async function giveUp({ connection, epoch, database }: Holding, owner: ClaimOwner, identity: string, last: boolean): Promise<void> {
  await inTransaction(connection, 'read write', database.opening.resource, async () => {
    const { rows: exists } = await connection.run(`select to_regclass('${ledgerSchema}.claims') is not null`)
    if (exists[0]?.[0] !== 't') return
    const { rowCount } = await connection.run(releaseSql, [String(epoch), owner.run])
    if (rowCount === 0) return
    if (last) await connection.run(`delete from ${ledgerSchema}.units where run = $1 and database = $2`, [owner.run, identity])
    if (last) await dropLedger(connection)
  })
  await connection.run(`select pg_advisory_unlock(${lockKey})`)
}

function busy(
  { opening }: Database,
  holder: Holder | undefined,
  hint = `Wait for it, or see it with: plan status ${holder?.run}`,
): PlanError {
  if (!holder) return new PlanError('busy', `Cannot claim ${opening.resource}: another run is just claiming it`)
  const { run, plan, since, heartbeat: sign } = holder
  return new PlanError(
    'busy',
    `Cannot claim ${opening.resource}: run "${run}" of plan "${plan}" holds it (${holder.holder}, since ${since}, last sign of life ${sign})`,
    { hint },
  )
}

/** Of a holder whose lock is free: its process has ended, or is connecting again. */
function goneHint({ run, until }: Holder): string {
  return `Its connection is gone: go on with it (plan resume ${run}), or try again after ${until}, when its claim ends`
}

const claimSql = `
update ${ledgerSchema}.claims set epoch = epoch + 1, run = $1, plan = $2, environment = $3, holder = $4, lease = $5,
  pid = pg_backend_pid(), since = clock_timestamp(), heartbeat = clock_timestamp()
returning epoch`

const releaseSql = `
update ${ledgerSchema}.claims set run = null, plan = null, environment = null, holder = null, lease = null, pid = null, since = null, heartbeat = null
where epoch = $1 and run = $2`

const openTransactionsSql = `
select a.pid from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.relation = '${ledgerSchema}.claims'::regclass and l.mode = 'RowShareLock' and a.pid <> pg_backend_pid()
  and a.application_name like 'backout %' and a.usename = current_user`
