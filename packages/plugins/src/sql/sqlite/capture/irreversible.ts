import { messageOf, PlanError } from '@backout/core/plugin'
import { type Connection, quoted, rowsOf } from '../connection/connection.ts'

/** What no undo can be derived for, and what may help before the plan has to bring one. */
export function irreversible(reason: string, help?: string): PlanError {
  const written = 'ive the step a `rollback`, or `rollback: { none: reason }`'
  return new PlanError('refused', `Cannot derive an undo: ${reason}`, {
    hint: help === undefined ? `G${written}` : `${help}, or g${written}`,
  })
}

/**
 * Whether rows of a table can be put back here. Its indexes and generated columns may need collations and functions that an application brings along: a statement that
 * reaches none of them runs without. Errors: `refused`.
 */
export function demandRestorable(connection: Connection, table: string): void {
  const name = `main.${quoted(table)}`
  const generated = rowsOf<[string]>(connection, `SELECT name FROM pragma_table_xinfo(?, 'main') WHERE hidden IN (2, 3)`, table)
  const columns = generated.map(([column]) => quoted(column)).join(', ')
  try {
    connection.db.prepare(`REINDEX ${name}`)
    if (columns !== '') connection.db.prepare(`SELECT ${columns} FROM ${name}`)
  } catch (cause) {
    throw irreversible(`rows of "${table}" could not be put back: ${messageOf(cause)}`)
  }
}
