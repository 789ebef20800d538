import { PlanError, type UnitKey } from '@backout/core/plugin'
import { type Connection, rowOf } from '../connection/connection.ts'
import { staleClaim } from './claims.ts'
import { hasLedger } from './tables.ts'

/**
 * Enters a unit as applied: one statement that also checks the epoch. It is the first of the unit's transaction, so that it is committed
 * with the effect or not at all. Errors: `conflict` where the key is there already, `stale` where the claim moved on.
 */
export function enterUnit(connection: Connection, unit: UnitKey, epoch: number, now: number): void {
  if (insert(connection, unit, epoch, 'applied', now)) return
  const state = stateOf(connection, unit)
  if (state === undefined) throw staleClaim(connection, unit)
  const why = state === 'applied' ? 'the ledger knows it as applied' : 'it was settled as absent, and its key is closed'
  throw new PlanError('conflict', `Cannot apply unit "${unit.key}" in ${connection.title}: ${why}`)
}

/** Whether a unit was committed; if not, a tombstone closes its key for good. Inside a transaction. Errors: `stale`. */
export function settleUnit(connection: Connection, unit: UnitKey, epoch: number, now: number): 'applied' | 'absent' {
  if (insert(connection, unit, epoch, 'absent', now)) return 'absent'
  const state = stateOf(connection, unit)
  if (state === undefined) throw staleClaim(connection, unit)
  return state
}

/** Which units the ledger knows as applied. Rows of another environment came with a copy of its database: they are history. */
export function recordedUnits(connection: Connection, units: readonly UnitKey[]): readonly boolean[] {
  if (!hasLedger(connection)) return units.map(() => false)
  return units.map((unit) => stateOf(connection, unit) === 'applied')
}

/** Whether an earlier try has taken a unit back. The keys of tries are the unit's with `~revert`, `~revert2` … behind it. */
export function wasReverted(connection: Connection, { key, environment }: UnitKey): boolean {
  const first = key.replace(/\d*$/, '')
  const sql = `SELECT 1 FROM backout_ledger WHERE key >= ?1 AND key < ?1 || ':' AND key <> ?2 AND environment = ?3 AND state = 'applied'`
  return first.endsWith('~revert') && rowOf(connection, sql, first, key, environment) !== undefined
}

function insert(connection: Connection, { key, run, environment }: UnitKey, epoch: number, state: string, now: number): boolean {
  const statement = connection.own(
    `INSERT INTO backout_ledger (key, run, environment, state, at) SELECT ?1, ?2, ?3, ?4, ?5
     WHERE EXISTS (SELECT 1 FROM backout_runs WHERE run = ?2 AND epoch = ?6 AND holder IS NOT NULL) ON CONFLICT (key) DO NOTHING`,
  )
  return statement.run(key, run, environment, state, now, epoch).changes !== 0n
}

function stateOf(connection: Connection, { key, environment }: UnitKey): 'applied' | 'absent' | undefined {
  return rowOf<['applied' | 'absent']>(
    connection,
    'SELECT state FROM backout_ledger WHERE key = ? AND environment = ?',
    key,
    environment,
  )?.[0]
}
