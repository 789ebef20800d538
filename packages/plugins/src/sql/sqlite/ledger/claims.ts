import { type ClaimOwner, PlanError, type UnitKey } from '@backout/core/plugin'
import { type Connection, rowOf, rowsOf } from '../connection/connection.ts'
import { createLedger, dropLedger, hasLedger } from './tables.ts'

/**
 * Takes the database's claim for a run; gives its epoch, which is larger than any before. A run takes its own claim over at once
 * (its run store knows that the other process is gone), another run's only once its lease is over. Inside a transaction. Errors: `busy`.
 */
export function takeClaim(connection: Connection, owner: ClaimOwner, now: number): number {
  createLedger(connection)
  for (const held of heldClaims(connection)) {
    if (held.run === owner.run) continue
    if (held.beat + held.lease > now) throw heldBy(connection, held, now)
  }
  const epoch = (rowOf<[bigint]>(connection, `SELECT epoch FROM backout_runs WHERE run = ''`)?.[0] ?? 0n) + 1n
  connection.own('UPDATE backout_runs SET holder = NULL WHERE holder IS NOT NULL').run()
  connection.own(`UPDATE backout_runs SET epoch = ? WHERE run = ''`).run(epoch)
  connection
    .own('INSERT OR REPLACE INTO backout_runs (run, plan, environment, holder, epoch, beat, lease) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(owner.run, owner.plan, owner.environment, owner.holder, epoch, now, owner.lease)
  return Number(epoch)
}

/** Says that the holder is alive. False where the claim has moved on. */
export function beat(connection: Connection, run: string, epoch: number, now: number): boolean {
  return (
    connection.own('UPDATE backout_runs SET beat = ? WHERE run = ? AND epoch = ? AND holder IS NOT NULL').run(now, run, epoch).changes !==
    0n
  )
}

/**
 * Gives up a run's claim. With `last`, its rows go as well, and the ledger itself once no run is left that needs it. Inside a transaction.
 */
export function giveUpClaim(connection: Connection, { run }: ClaimOwner, last: boolean): void {
  if (!hasLedger(connection)) return
  connection.own('UPDATE backout_runs SET holder = NULL WHERE run = ?').run(run)
  if (!last) return
  connection.own('DELETE FROM backout_ledger WHERE run = ?').run(run)
  connection.own('DELETE FROM backout_runs WHERE run = ?').run(run)
  if (!rowOf(connection, `SELECT 1 FROM backout_runs WHERE run <> '' UNION ALL SELECT 1 FROM backout_ledger LIMIT 1`))
    dropLedger(connection)
}

/** Refuses a unit of a run whose claim has moved on. Errors: `stale`. */
export function staleClaim(connection: Connection, { run, key }: UnitKey): PlanError {
  const [holder] = heldClaims(connection)
  return new PlanError('stale', `Cannot apply unit "${key}" in ${connection.title}: run "${run}" no longer holds its claim`, {
    hint: holder ? `Run "${holder.run}" of plan "${holder.plan}" holds it now (${holder.holder})` : 'It was given up',
  })
}

interface HeldClaim {
  readonly run: string
  readonly plan: string
  readonly holder: string
  readonly beat: number
  readonly lease: number
}

function heldClaims(connection: Connection): readonly HeldClaim[] {
  if (!hasLedger(connection)) return []
  type Row = [string, string, string, bigint, bigint]
  const rows = rowsOf<Row>(connection, 'SELECT run, plan, holder, beat, lease FROM backout_runs WHERE holder IS NOT NULL')
  return rows.map(([run, plan, holder, beat, lease]) => ({ run, plan, holder, beat: Number(beat), lease: Number(lease) }))
}

function heldBy({ title }: Connection, { run, plan, holder, beat, lease }: HeldClaim, now: number): PlanError {
  const alive = Math.max(0, Math.round((now - beat) / 1000))
  return new PlanError('busy', `Cannot claim ${title}: run "${run}" of plan "${plan}" holds it (${holder}, alive ${alive} s ago)`, {
    hint: `Wait until it is done; a dead holder's claim is free ${Math.ceil(lease / 1000)} s after its last sign of life`,
  })
}
