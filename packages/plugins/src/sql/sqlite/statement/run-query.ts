import type { StatementSync } from 'node:sqlite'
import { type Guard, PlanError, type Value } from '@backout/core/plugin'
import { answerMeter, demandDistinct, tooLarge } from '../../answer-size.ts'
import type { Statement } from '../../dialect.ts'
import type { Params, Rows } from '../../session.ts'
import { readingAuthority } from '../authorizer/authority.ts'
import { argumentsOf, bindingsFor } from './bind.ts'
import type { Connection } from '../connection/connection.ts'
import { readOne } from '../dialect.ts'

/** Runs one statement that only reads, under the guard. What SQLite throws is passed on. Errors: `refused`, `out-of-scope`. */
export function runQuery(connection: Connection, statement: Statement, params: Params, guard: Guard): Rows {
  const { db, oversight, title } = connection
  const { access, parts } = readOne(statement.sql)
  if (access !== 'read') throw new PlanError('refused', `Cannot query ${title} with ${statement.kind.toUpperCase()}: a query only reads`)
  if (parts !== 'unknown') for (const { part } of parts) guard.demand(part, 'read')
  const rules = readingAuthority(guard, statement.sql)
  const under = <T>(work: () => T): T => {
    const result = oversight.under(rules.overseer, work)
    rules.settle(connection)
    return result
  }
  const compiled = prepared(connection, statement.sql, () => under(() => db.prepare(statement.sql)))
  const columns = compiled.columns().map(({ name }) => name)
  demandDistinct(columns, `Cannot query ${title}`)
  return { columns, rows: under(() => rowsOf(compiled, columns, argumentsOf(bindingsFor(statement, params)), title)) }
}

/** A virtual table that is met for the first time prepares itself for writing too, which is not what the query does: it is met before, unseen. */
function prepared({ db }: Connection, sql: string, compile: () => StatementSync): StatementSync {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof PlanError) || error.code !== 'refused' || !/^\s*(?:select|with|values)\b/i.test(sql)) throw error
    db.prepare(sql)
    return compile()
  }
}

function rowsOf(compiled: StatementSync, columns: readonly string[], given: Parameters<StatementSync['run']>, title: string): Rows['rows'] {
  const meter = answerMeter()
  const rows: { readonly [column: string]: Value }[] = []
  compiled.setReturnArrays(true)
  for (const row of compiled.iterate(...given) as unknown as Iterable<Value[]>) {
    if (!meter.add(row)) throw tooLarge(`Cannot query ${title}`)
    rows.push(Object.fromEntries(row.map((value, at) => [columns[at]!, value])))
  }
  return rows
}
