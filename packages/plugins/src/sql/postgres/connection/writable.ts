import { PlanError } from '@backout/core/plugin'
import type { Client } from 'pg'

/**
 * Makes sure that nobody has said of the database, or of the user, that transactions are only to read: `begin read write` would override that without a word.
 * Errors: `failed`.
 */
export async function demandWritable(client: Client, address: string): Promise<void> {
  // What is set in the session itself may be left from whoever had it before.
  const sql = "select 1 from pg_catalog.pg_settings where name = 'default_transaction_read_only' and reset_val = 'on'"
  const { rows } = await client.query(sql)
  if (rows.length === 0) return
  throw new PlanError('failed', `Cannot write to ${address}: default_transaction_read_only is on for its server, database or user`, {
    hint: 'Have it switched off there, once writing is allowed again',
  })
}

/** The error of a standby that is to be written to. */
export function onlyRead(address: string): PlanError {
  return new PlanError('failed', `Cannot write to ${address}: its server is a standby, which can only be read`, {
    hint: 'Connect to the primary',
  })
}
