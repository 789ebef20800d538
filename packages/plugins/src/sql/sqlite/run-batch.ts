import { PlanError, type Value } from '@backout/core/plugin'
import type { Batch, Statement } from '../dialect.ts'
import type { Estimate, Outcome, Params, Reversible, Rows } from '../session.ts'
import type { Guard } from '@backout/core/plugin'
import { authority, readingAuthority } from './authority.ts'
import { chunksOf, type UndoOp } from './capture/op.ts'
import { captured } from './capture/statement.ts'
import type { Connection, Stored } from './connection.ts'
import { failureOf } from './failure.ts'
import { footprints } from './footprint.ts'
import { sequenceOf } from './sequence.ts'

/** Runs the statements of a batch in the open transaction. Errors: `failed`, naming the line; `out-of-scope`, `refused`, `busy`. */
export function runBatch(connection: Connection, guard: Guard, batch: Batch, params: Params): readonly Outcome[] {
  return batch.statements.map((statement) => naming(connection, statement, () => ({ rows: runOne(connection, guard, statement, params) })))
}

/** The same, and what takes it back. */
export function runReversibly(connection: Connection, guard: Guard, batch: Batch, params: Params): Reversible {
  const before = sequenceOf(connection)
  const ops: UndoOp[] = []
  const outcomes = batch.statements.map((statement) =>
    naming(connection, statement, () => {
      let rows = 0
      const { overseer, footprint } = footprints()
      connection.oversight.under(both(overseer, authority(guard, statement.sql)), () => connection.db.prepare(statement.sql))
      ops.push(
        ...captured(connection, statement, footprint, () => {
          rows = runOne(connection, guard, statement, params)
        }),
      )
      return { rows }
    }),
  )
  const after = sequenceOf(connection)
  if (said(before) !== said(after)) ops.push({ op: 'sequence', before, after })
  return { outcomes, undo: [...chunksOf(ops)] }
}

/** What each statement would do, measured by running all of them and taking them back: only for a private copy. */
export function estimateBatch(connection: Connection, guard: Guard, batch: Batch, params: Params): readonly Estimate[] {
  const estimates: Estimate[] = []
  connection.db.exec('SAVEPOINT backout_estimate')
  try {
    for (const statement of batch.statements) {
      const { overseer, footprint } = footprints()
      connection.oversight.under(overseer, () => connection.db.prepare(statement.sql))
      const rows = runOne(connection, guard, statement, params)
      const touches = [
        ...[...footprint.reads].map((part) => ({ part, access: 'read' }) as const),
        ...[...footprint.writes].map((part) => ({ part, access: 'write' }) as const),
      ]
      estimates.push(changesRows(statement) ? { rows, touches } : { touches })
    }
  } catch (error) {
    estimates.push({ touches: [], failure: failureOf(error, 'Cannot run it').message })
  } finally {
    connection.db.exec('ROLLBACK TO backout_estimate; RELEASE backout_estimate')
  }
  return estimates
}

/** Runs a statement that only reads. Integers come as `bigint`. */
export function runQuery(connection: Connection, guard: Guard, statement: Statement, params: Params): Rows {
  return naming(connection, statement, () => {
    const prepared = connection.oversight.under(readingAuthority(guard, statement.sql), () => connection.db.prepare(statement.sql))
    const columns = prepared.columns().map(({ name }) => name)
    const rows = connection.oversight.under(readingAuthority(guard, statement.sql), () => prepared.all(...asArguments(statement, params)))
    return { columns, rows: rows }
  })
}

function runOne(connection: Connection, guard: Guard, statement: Statement, params: Params): number {
  return connection.oversight.under(authority(guard, statement.sql), () => {
    const { changes } = connection.db.prepare(statement.sql).run(...asArguments(statement, params))
    return changesRows(statement) ? Number(changes) : 0
  })
}

function changesRows({ kind }: Statement): boolean {
  return kind === 'insert' || kind === 'update' || kind === 'delete'
}

/** Only what a statement asks for: `node:sqlite` refuses more. Numbers that are whole are integers, as JSON cannot tell them. */
function asArguments({ parameters, sql }: Statement, params: Params): readonly Stored[] {
  const named = !Array.isArray(params)
  const find = (name: string): Value | undefined =>
    named ? (params as { readonly [name: string]: Value })[name] : (params as readonly Value[])[Number(name) - 1]
  const values = parameters.map((name) => {
    const value = find(name)
    if (value === undefined)
      throw new PlanError('invalid', `Cannot run "${sql.slice(0, 60)}": parameter ${named ? `"${name}"` : name} has no value`)
    return storedOf(name, value)
  })
  if (!named || parameters.every((name) => /^\d+$/.test(name))) return values
  return [Object.fromEntries(parameters.map((name, index) => [name, values[index]])) as unknown as Stored]
}

function storedOf(name: string, value: Value): Stored {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  throw new PlanError('invalid', `Cannot use parameter "${name}": a list or an object is no value of SQLite`, {
    hint: 'Pass it as JSON text',
  })
}

function naming<T>(connection: Connection, { line }: Statement, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw failureOf(error, `Cannot run the statement on line ${line} in ${connection.title}`)
  }
}

function both(a: ReturnType<typeof authority>, b: ReturnType<typeof authority>): ReturnType<typeof authority> {
  return (action) => {
    a(action)
    b(action)
  }
}

function said(counters: ReturnType<typeof sequenceOf>): string {
  return counters.map(({ rowid, name, seq }) => `${rowid} ${name} ${String(seq)}`).join('\n')
}
