import { PlanError } from '@backout/core/plugin'
import { type Batch, placeOf, type Statement } from '../dialect.ts'
import type { Outcome } from '../session.ts'
import { type AloneTarget, aloneTargetOf, indexAlone, stateOf } from './alone-state.ts'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { statementFailure } from './failure.ts'
import { demandStanding } from './scope-check.ts'
import { demandNamed } from './statements.ts'
import { parseScript } from './text/parse.ts'

/**
 * Runs a statement that the server commits by itself. What a concurrent build that failed leaves behind (an invalid index) is dropped, before a new try and after a failed one,
 * so that a failure leaves nothing. Errors: `failed`, `busy`, `timeout`, `interrupted`, `out-of-scope`, `refused` in a read session.
 */
export async function executeAlone(database: Database, batch: Batch, signal: AbortSignal): Promise<readonly Outcome[]> {
  const { opening } = database
  const statement = batch.statements[0]!
  if (opening.access === 'read')
    throw new PlanError('refused', `Cannot run "${statement.kind}" in ${opening.resource}: this step only reads`)
  await demandNamed(batch, opening.guard)
  const { tag, fields } = (await parseScript(statement.sql))[0]!
  const target = aloneTargetOf(tag, fields)
  const index = indexAlone(tag, fields)
  return database.using(async (connection) => {
    if (index !== undefined) await demandStanding(connection, [index], opening.guard)
    await dropLeftover(connection, target, opening.guard)
    try {
      await connection.run(statement.sql, [], signal)
    } catch (cause) {
      await database.using((other) => dropLeftover(other, target, opening.guard)).catch(() => undefined)
      throw statementFailure(cause, { what: `run "${statement.kind}" at ${placeOf(statement)}`, resource: opening.resource, signal })
    }
    return [{ rows: 0 }]
  })
}

/** What became of such a statement, by the catalog. While a session of a crashed run still works on it, it is waited for, up to 30 s. */
export async function probeAlone(database: Database, batch: Batch): Promise<'applied' | 'absent' | 'partial'> {
  const statement = batch.statements[0]!
  const { tag, fields } = (await parseScript(statement.sql))[0]!
  const target = aloneTargetOf(tag, fields)
  return database.using(async (connection) => {
    for (let round = 0; round < 300 && (await isRunning(connection, statement)); round++) await connection.run('select pg_sleep(0.1)')
    return stateOf(connection, target)
  })
}

async function dropLeftover(
  connection: Connection,
  target: AloneTarget,
  guard: { readonly demand: (part: string, access: 'write') => void },
): Promise<void> {
  if (target.kind !== 'create index' || (await stateOf(connection, target)) !== 'partial') return
  guard.demand(target.part, 'write')
  await connection.run(`drop index concurrently if exists ${target.index}`)
}

/** The server shows the beginning of a long statement (`track_activity_query_size`). */
async function isRunning(connection: Connection, { sql }: Statement): Promise<boolean> {
  const { rows } = await connection.run(
    `select 1 from pg_catalog.pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like 'backout %' and state = 'active'
       and query <> '' and starts_with($1, query)`,
    [sql],
  )
  return rows.length > 0
}
