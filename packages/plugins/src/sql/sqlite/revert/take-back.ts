import { type Guard, messageOf, type Value } from '@backout/core/plugin'
import { headerNumber } from '../capture/header.ts'
import type { ColumnOp, RowsOp, SchemaRow, UndoChunk, UndoOp } from '../capture/op.ts'
import { type Connection, demandTransaction, quoted, rowOf } from '../connection/connection.ts'
import { digestOf } from '../content/digest.ts'
import { failureOf, isConstraint, sqliteCode } from '../connection/failure.ts'
import { hasShape, shapeOf } from '../content/shape.ts'
import type { Transaction } from '../connection/transaction.ts'
import { withoutShadows } from '../capture/virtual-objects.ts'
import { takeBackAltered } from './alter.ts'
import { Conflict } from './conflict.ts'
import { takeBackCreated, takeBackDropped } from './definitions.ts'
import { takeBackRows } from './rows.ts'
import { keepCounters } from './sequences.ts'
import { isStatistics, takeBackStatistics } from './statistics.ts'

/**
 * Undoes a unit from what was captured, newest op first, in the open transaction: without triggers, foreign keys and checks, since
 * what is put back was there. Law: what is neither as it was before nor as it was left is a conflict, and then nothing is touched.
 */
export async function takeBack(
  connection: Connection,
  transaction: Transaction,
  undo: readonly Value[],
  guard: Guard,
): Promise<'reverted' | { readonly conflict: string }> {
  demandTransaction(connection)
  const ops = opsOf(undo as unknown as readonly UndoChunk[])
  for (const part of new Set(ops.flatMap(partsOf))) guard.demand(part, 'write')
  await transaction.switch({ foreign_keys: 'OFF', ignore_check_constraints: 'ON', recursive_triggers: 'OFF' })
  connection.db.exec('SAVEPOINT backout_revert')
  try {
    const counters = keepCounters(connection, ops)
    for (const group of groupsOf(ops).toReversed()) takeBackGroup(connection, group)
    counters.settle()
    if (ops.some((op) => (op.op === 'rows' || op.op === 'created') && op.owner !== undefined)) forgetVirtual(connection)
    connection.db.exec('RELEASE backout_revert')
    return 'reverted'
  } catch (error) {
    if (connection.db.isTransaction) connection.db.exec('ROLLBACK TO backout_revert; RELEASE backout_revert')
    const conflict = conflictOf(error)
    if (conflict !== undefined) return { conflict }
    throw failureOf(error, `Cannot take back what was done in ${connection.title}`)
  }
}

/** The ops of all chunks, without their rows: these are read when they are looked at, since there may be more of them than memory. */
function opsOf(chunks: readonly UndoChunk[]): readonly UndoOp[] {
  return chunks.flatMap(({ ops }, chunk) =>
    ops.map((op, at): UndoOp => {
      if (!('packed' in op)) return op
      return Object.defineProperty({ ...op }, 'packed', { get: () => (chunks[chunk]!.ops[at] as RowsOp).packed })
    }),
  )
}

/** A virtual table remembers what it has read of its data, and would not know that it is another: it is opened anew. */
function forgetVirtual({ db }: Connection): void {
  db.exec('PRAGMA writable_schema = RESET')
}

/** What stood here when the undo was captured took it; where it does not any more, something that it stands on is another. */
function conflictOf(error: unknown): string | undefined {
  if (error instanceof Conflict) return error.message
  if (isConstraint(error)) return `something that was put there since stands in the way: ${messageOf(error)}`
  const isUnfit = sqliteCode(error) === 1 || messageOf(error).startsWith('malformed database schema')
  return isUnfit ? `something that it stands on was changed since: ${messageOf(error)}` : undefined
}

/** Ops that are taken back together: rows of one table, and a dropped column's values with its ALTER TABLE. */
function groupsOf(ops: readonly UndoOp[]): readonly (readonly UndoOp[])[] {
  const groups: UndoOp[][] = []
  for (const op of ops) {
    const last = groups.at(-1)
    const joins = (op.op === 'rows' && op.goesOn) || last?.at(-1)?.op === 'column'
    if (joins) last!.push(op)
    else groups.push([op])
  }
  return groups
}

function takeBackGroup(connection: Connection, group: readonly UndoOp[]): void {
  const op = group.at(-1)!
  switch (op.op) {
    case 'rows':
      return (isStatistics(op.table) ? takeBackStatistics : takeBackRows)(connection, group as readonly RowsOp[])
    case 'created':
      return takeBackCreated(connection, op)
    case 'dropped':
      return takeBackDropped(connection, op)
    case 'altered':
      return takeBackAltered(connection, op, group.slice(0, -1) as readonly ColumnOp[])
    case 'content':
      return demandContent(connection, op)
    case 'pragma':
      return takeBackHeader(connection, op)
    case 'column':
    case 'sequence':
      return
    default:
      return op satisfies never
  }
}

/** A table that the unit created is only dropped with the rows that the unit left in it. */
function demandContent(connection: Connection, { table, digest }: Extract<UndoOp, { readonly op: 'content' }>): void {
  const shape = shapeOf(connection, table)
  if (!shape) return
  const isAsLeft =
    digest === ''
      ? !rowOf(connection, `SELECT 1 FROM main.${quoted(shape.table)} LIMIT 1`)
      : hasShape(shape) && digestOf(connection, shape) === digest
  const owner = hasShape(shape) ? shape.owner : undefined
  if (!isAsLeft) throw new Conflict(`rows of "${owner ?? shape.table}" were changed since`)
}

function takeBackHeader(connection: Connection, { name, before, after }: Extract<UndoOp, { readonly op: 'pragma' }>): void {
  const now = headerNumber(connection, name)
  if (now !== after && now !== before) throw new Conflict(`${name} was set to ${now} since`)
  connection.db.exec(`PRAGMA ${name} = ${before}`)
}

function partsOf(op: UndoOp): readonly string[] {
  switch (op.op) {
    case 'rows':
      return isStatistics(op.table) ? [] : [op.owner ?? op.table]
    case 'created':
      if (op.owner !== undefined) return [op.owner]
      return tablesOf(op.objects).filter((table) => !/^sqlite_/i.test(table))
    case 'dropped':
      return tablesOf(op.objects).filter((table) => !/^sqlite_/i.test(table))
    case 'altered':
      return op.names ?? [op.before, op.after].flatMap((objects) => tablesOf(objects.filter(({ type }) => type === 'table')))
    case 'pragma':
      return [`pragma ${op.name}`]
    default:
      return []
  }
}

function tablesOf(objects: readonly SchemaRow[]): readonly string[] {
  return withoutShadows(objects).map(({ table }) => table)
}
