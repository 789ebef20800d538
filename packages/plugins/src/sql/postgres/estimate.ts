import { type Opening, PlanError } from '@backout/core/plugin'
import type { Batch, Statement } from '../dialect.ts'
import type { Estimate, Params } from '../session.ts'
import { type Connection, only } from './connection.ts'
import { sentParams } from './params.ts'
import { demandTouched } from './scope-check.ts'
import { type Count, countOf } from './text/count.ts'
import { type Parsed, parseScript } from './text/parse.ts'
import { referencesOf } from './text/references.ts'

/**
 * How many rows the statements of a batch would change, counted in the open read-only transaction, where a statement is simple enough for that and
 * none before it in the batch could change the answer. Nothing is run that writes.
 */
export async function estimateBatch(connection: Connection, batch: Batch, params: Params, opening: Opening): Promise<readonly Estimate[]> {
  const estimates: Estimate[] = []
  let touched = false
  for (const statement of batch.statements) {
    const [parsed] = await parseScript(statement.sql)
    if (!parsed) continue
    const { parts } = referencesOf(parsed.tag, parsed.fields)
    const outside = parts.some(({ part, access }) => !opening.guard.allows(part, access === 'write' ? 'read' : access))
    estimates.push({ touches: parts, ...(outside ? {} : await counted({ connection, statement, parsed, params, opening, touched })) })
    touched ||= parts.some(({ access }) => access === 'write')
  }
  return estimates
}

interface Counting {
  readonly connection: Connection
  readonly statement: Statement
  readonly parsed: Parsed
  readonly params: Params
  readonly opening: Opening
  /** Whether a statement before it may change the answer. */
  readonly touched: boolean
}

async function counted(counting: Counting): Promise<Pick<Estimate, 'rows' | 'note' | 'failure'>> {
  const { connection, parsed, touched } = counting
  const count = countOf(parsed)
  if (count === undefined) return {}
  if (count.kind === 'known') return { rows: count.rows }
  if (count.kind === 'unknown') return { note: `rows unknown: ${count.why}` }
  if (touched) return { note: 'rows unknown: an earlier statement of the step changes the answer' }
  await connection.run('savepoint backout_count')
  try {
    return { rows: await askedFor(count, counting) }
  } catch (cause) {
    if (cause instanceof PlanError && cause.code === 'out-of-scope') return { failure: cause.message }
    return { note: `rows unknown: ${(cause as Error).message}` }
  } finally {
    if (!connection.broken) await connection.run('rollback to savepoint backout_count')
  }
}

/** A count reads what the statement would read, through views and functions too: all of it has to be in scope. */
async function askedFor({ sql, parameters }: Extract<Count, { kind: 'query' }>, counting: Counting): Promise<number> {
  const { connection, statement, params, opening } = counting
  const sent = await sentParams(connection, statement, params)
  const given = parameters.map((number) => sent[number - 1] ?? null)
  const rows = Number(only(await connection.run(sql, given, opening.signal)))
  await demandTouched(connection, opening.guard, () => Promise.reject(new PlanError('internal', 'A count defines nothing')))
  return rows
}
