import { type Guard, PlanError, type Value } from '@backout/core/plugin'
import type { Statement } from '../dialect.ts'
import type { Params, Rows } from '../session.ts'
import { readingAuthority } from './authority.ts'
import { argumentsOf, bindingsFor } from './bind.ts'
import type { Connection } from './connection.ts'
import { readOne } from './dialect.ts'

/** Runs one statement that only reads, under the guard. What SQLite throws is passed on. Errors: `refused`, `out-of-scope`. */
export function runQuery({ db, oversight, title }: Connection, statement: Statement, params: Params, guard: Guard): Rows {
  const { access, parts } = readOne(statement.sql)
  if (access !== 'read') throw new PlanError('refused', `Cannot query ${title} with ${statement.kind.toUpperCase()}: a query only reads`)
  if (parts !== 'unknown') for (const { part } of parts) guard.demand(part, 'read')
  return oversight.under(readingAuthority(guard, statement.sql), () => {
    const compiled = db.prepare(statement.sql)
    const columns = compiled.columns().map(({ name }) => name)
    const rows = compiled.all(...argumentsOf(bindingsFor(statement, params))) as unknown as Rows['rows'] & { [column: string]: Value }[]
    return { columns, rows: rows.map((row) => ({ ...row })) }
  })
}
