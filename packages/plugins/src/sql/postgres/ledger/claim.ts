import { type ClaimOwner, PlanError } from '@backout/core/plugin'
import { again } from '../connection/again.ts'
import { type Connection, only } from '../connection/connection.ts'
import type { Database } from '../connection/database.ts'
import { endBackends, type Holder, holderOf, isBreakable, isTakeable } from './claim-holder.ts'
import { lock } from './claim-lock.ts'
import { statementFailure } from '../connection/failure.ts'
import { held, type HeldClaim } from './held-claim.ts'
import { lockPatience } from '../connection/session-settings.ts'
import { makeLedger } from './ledger-tables.ts'
import { ledgerSchema } from '../ledger-schema.ts'

/**
 * Claims a database: an advisory lock on a connection that stays open, and a row with an epoch and a heartbeat. The lock dies with its connection, so a crashed holder
 * is gone at once; one whose machine vanished is found by its heartbeat, and its connections are ended.
 * Errors: `busy`, saying who holds it and since when; `timeout` where the server confirms no COMMIT; `interrupted`; `failed` where the ledger cannot be made.
 */
export async function claimDatabase(database: Database, owner: ClaimOwner): Promise<HeldClaim> {
  return again(() => claimOnce(database, owner))
}

async function claimOnce(database: Database, owner: ClaimOwner): Promise<HeldClaim> {
  const connection = await database.open()
  const limit = owner.lease + lockPatience(database.config)
  const late = AbortSignal.timeout(limit)
  const { signal } = database.opening
  // What a run still has to settle once it was stopped is claimed all the same.
  const over = signal.aborted ? late : AbortSignal.any([late, signal])
  const cut = (): void => connection.cut()
  over.addEventListener('abort', cut)
  try {
    return await claimOver(connection, owner, database)
  } catch (cause) {
    await connection[Symbol.asyncDispose]()
    if (late.aborted) throw unconfirmed(database, limit)
    throw over.aborted ? new PlanError('interrupted', `Cannot claim ${database.opening.resource}: it was stopped`) : cause
  } finally {
    over.removeEventListener('abort', cut)
  }
}

async function claimOver(connection: Connection, owner: ClaimOwner, database: Database): Promise<HeldClaim> {
  await takeLock(connection, owner, database)
  await makeLedger(connection, database.opening.resource)
  const epoch = await takeRow(connection, owner, database)
  return held({ database, owner, epoch, connection, kept: connection })
}

/** A primary waits without end for a standby that it is to be synchronous with. */
function unconfirmed({ opening }: Database, limit: number): PlanError {
  return new PlanError('timeout', `Cannot claim ${opening.resource}: its server did not commit that within ${Math.round(limit / 1000)} s`, {
    hint: 'Look at pg_stat_activity for what it waits for: SyncRep is a synchronous standby that is away',
  })
}

async function takeLock(connection: Connection, owner: ClaimOwner, database: Database): Promise<void> {
  for (let round = 0; ; round++) {
    if (await lock(connection)) return
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

const openTransactionsSql = `
select a.pid from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid
where l.relation = '${ledgerSchema}.claims'::regclass and l.mode = 'RowShareLock' and a.pid <> pg_backend_pid()
  and a.application_name like 'backout %' and a.usename = current_user`
