import { type Guard, type Opening, PlanError } from '@backout/core/plugin'
import { type Batch, placeOf, type Statement } from '../../dialect.ts'
import type { Outcome } from '../../session.ts'
import { type AloneTarget, aloneTargetOf, indexAlone, leftoverIndexes, stateOf } from './alone-state.ts'
import type { Connection } from '../connection/connection.ts'
import type { Database } from '../connection/database.ts'
import { asking, isLost, statementFailure } from '../connection/failure.ts'
import { demandStanding } from '../scope/scope-check.ts'
import { applySettings, demandNamed } from './statements.ts'
import { parseScript } from '../text/syntax/parse.ts'

/**
 * Runs a statement that the server commits by itself. What one that failed leaves half done is settled, before a new try and after a failed one: the invalid index of a
 * concurrent build is dropped, and those that a concurrent reindex leaves behind; what was to be dropped or detached is so for good. Where that fails too, the error promises nothing.
 * One whose connection was lost may have been done all the same.
 * Errors: `failed`, `busy`, `timeout`, `interrupted`, `out-of-scope`, `refused` in a read session.
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
  const settled = (connection: Connection): Promise<Settled> => settleLeftover(connection, target, opening.guard, signal)
  return database.using(async (connection) => {
    if (index !== undefined) {
      const what = `look up what "${statement.kind}" at ${placeOf(statement)} is about`
      await asking({ what, resource: opening.resource, signal }, () => demandStanding(connection, [index], opening.guard))
    }
    try {
      await applySettings(connection, batch, { opening, signal })
      if ((await settled(connection)) === 'none') await connection.run(statement.sql, [], signal)
    } catch (cause) {
      const isDone = isLost(cause) && (await probeAlone(database, batch).catch(() => 'partial')) === 'applied'
      const state = isDone ? 'done' : await database.using(settled).catch(() => 'partial' as const)
      if (state !== 'done') throw failureOf(cause, statement, { opening, signal, ...(state === 'partial' && { half: target }) })
    }
    return [{ rows: 0 }]
  })
}

interface Failed {
  readonly opening: Opening
  readonly signal: AbortSignal
  /** What is half done. */
  readonly half?: AloneTarget
}

/** `busy` would promise that nothing was done. */
function failureOf(cause: unknown, statement: Statement, { opening, signal, half }: Failed): PlanError {
  const failure = statementFailure(cause, { what: `run "${statement.kind}" at ${placeOf(statement)}`, resource: opening.resource, signal })
  if (half === undefined || failure.code !== 'busy') return failure
  const hint = hintFor(half) ?? failure.hint
  return new PlanError('failed', `${failure.message}; it is half done`, { cause, hint })
}

function hintFor(half: AloneTarget): string | undefined {
  if (half.kind === 'detach partition') return `Finish it before a rollback: ${finalizing(half)}`
  return half.kind === 'reindex' ? 'It has left invalid indexes behind, which the next run of the same statement drops' : undefined
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

/** Whether something half done was brought to its end, or there is none any more. */
type Settled = 'done' | 'none'

async function settleLeftover(connection: Connection, target: AloneTarget, guard: Guard, signal: AbortSignal): Promise<Settled> {
  if (target.kind === 'reindex') return dropLeftovers(connection, target)
  if (target.kind === 'upkeep' || (await stateOf(connection, target)) !== 'partial') return 'none'
  if (target.kind === 'detach partition') await connection.run(finalizing(target), [], signal)
  if (target.kind === 'drop index') await connection.run(`drop index concurrently ${target.index}`, [], signal)
  if (target.kind !== 'create index') return 'done'
  guard.demand(target.part, 'write')
  await connection.run(`drop index concurrently if exists ${target.index}`)
  return 'none'
}

async function dropLeftovers(connection: Connection, target: Extract<AloneTarget, { readonly kind: 'reindex' }>): Promise<Settled> {
  for (const index of await leftoverIndexes(connection, target)) await connection.run(`drop index concurrently if exists ${index}`)
  return 'none'
}

function finalizing({ table, partition }: Extract<AloneTarget, { readonly kind: 'detach partition' }>): string {
  return `alter table ${table} detach partition ${partition} finalize`
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
