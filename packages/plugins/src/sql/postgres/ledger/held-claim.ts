import type { ClaimOwner } from '@backout/core/plugin'
import { again } from '../connection/again.ts'
import type { Connection } from '../connection/connection.ts'
import type { Database } from '../connection/database.ts'
import { lock, unlock } from './claim-lock.ts'
import { dropLedger } from './ledger-tables.ts'
import { ledgerSchema } from '../ledger-schema.ts'
import { inTransaction } from '../connection/transaction.ts'

/** A claim that is held: on a connection of its own, whose lock says that its holder lives. */
export interface HeldClaim extends AsyncDisposable {
  readonly epoch: number
  /** The process of the server that holds its lock, as long as nothing came between. */
  readonly pid: number
  /** Makes sure that it is held. Where its connection was lost, it is taken up again over another one. Errors: `restored`, where that leads to an older state of the database. */
  keep(): Promise<void>
  /** Forgets its connection, of which another one has found that it is gone. */
  lose(): void
  /** Gives it up; with `last`, the ledger forgets the run, and goes away where no other run is in it. */
  release(owner: ClaimOwner, identity: string, last: boolean): Promise<void>
}

/** A claim, and the connection that it lives on. */
interface Holding {
  readonly database: Database
  readonly owner: ClaimOwner
  readonly epoch: number
  connection: Connection
  /** The one whose lock counts: of the connections so far, the last over which the database was compared with the journal. */
  kept: Connection
}

/** Keeps a claim that was just taken, with a sign of life every third of its lease. */
export function held(holding: Holding): HeldClaim {
  const { owner, epoch } = holding
  let beating: Promise<void> | undefined
  const beat = (): void => {
    beating ??= inTime(holding, owner.lease / 3, heartbeat)
      .catch(() => undefined)
      .finally(() => (beating = undefined))
  }
  let keeping: Promise<void> | undefined
  const keep = async (): Promise<void> => {
    await beating
    await (keeping ??= takeUp(holding).finally(() => (keeping = undefined)))
  }
  const timer = setInterval(beat, owner.lease / 3)
  timer.unref()
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    await beating
  }
  return {
    epoch,
    get pid() {
      return holding.kept.pid
    },
    keep,
    lose: () => holding.connection.cut(),
    async release(by, identity, last) {
      await stop()
      await again(async () => {
        await keep()
        await inTime(holding, owner.lease, () => giveUp(holding, by, identity, last))
      })
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
  await lock(holding.connection)
}

/**
 * What the new connection leads to may be a standby that took over, and lacks what was committed last: nothing counts as held before the journal was compared. Where the
 * process before still has the lock, over a dead line, nothing was lost on the server.
 */
async function takeUp(holding: Holding): Promise<void> {
  await inTime(holding, holding.owner.lease, revive)
  const { connection, owner } = holding
  if (connection === holding.kept) return
  await owner.demandKept?.()
  if (await lock(connection)) holding.kept = connection
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
  await unlock(connection)
}

const releaseSql = `
update ${ledgerSchema}.claims set run = null, plan = null, environment = null, holder = null, lease = null, pid = null, since = null, heartbeat = null
where epoch = $1 and run = $2`
