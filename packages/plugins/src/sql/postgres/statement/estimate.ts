import { type Opening, PlanError } from '@backout/core/plugin'
import { durationOf } from '../../../duration.ts'
import type { Batch, Statement } from '../../dialect.ts'
import type { Estimate, Params } from '../../session.ts'
import { type Connection, only } from '../connection/connection.ts'
import { filled } from './params.ts'
import { demandReached, touchedTables } from '../scope/scope-check.ts'
import { withoutValues } from '../connection/server-error.ts'
import { type Count, countOf } from '../text/count.ts'
import { type Parsed, parseScript } from '../text/syntax/parse.ts'
import { referencesOf } from '../text/references/references.ts'
import { changesPath, setsPath } from '../text/settings.ts'

/**
 * How many rows the statements of a batch would change, counted in the open read-only transaction, where a statement is simple enough for that. Where something before it
 * writes (`touched`: in a step before), the count is told as that of now. Nothing is run that writes.
 */
export async function estimateBatch(
  connection: Connection,
  batch: Batch,
  params: Params,
  { opening, signal, touched: touchedBefore }: Looking,
): Promise<readonly Estimate[]> {
  const estimates: Estimate[] = []
  let touched = touchedBefore
  let elsewhere = changesPath(batch.settings)
  for (const statement of batch.statements) {
    const [parsed] = await parseScript(statement.sql)
    if (!parsed) continue
    const { parts } = referencesOf(parsed.tag, parsed.fields)
    elsewhere ||= setsPath(parsed)
    const outside = parts.some(({ part, access }) => !opening.guard.allows(part, access === 'write' ? 'read' : access))
    const counting = { connection, statement, parsed, params, opening, signal, touched, elsewhere }
    estimates.push({ touches: parts, ...(outside ? {} : await counted(counting)) })
    touched ||= parts.some(({ access }) => access === 'write')
  }
  return estimates
}

/** ms that a count may take: a preview is read by a person, and a table may be large. */
const longest = 30_000

/** Limits what counts may take in the open transaction; a `statementTimeout` that is shorter counts. */
export async function limitCounts(connection: Connection, statementTimeout: string | undefined): Promise<void> {
  const limit = Math.min(longest, durationOf(statementTimeout ?? '0s') || longest)
  await connection.run(`set local statement_timeout = ${limit}`)
}

/** What a count is made with. */
interface Looking {
  readonly opening: Opening
  readonly signal: AbortSignal
  /** Whether something that writes runs before it. */
  readonly touched: boolean
}

interface Counting extends Looking {
  readonly connection: Connection
  readonly statement: Statement
  readonly parsed: Parsed
  readonly params: Params
  /** Whether names may mean something else than under the search path of the sessions. */
  readonly elsewhere: boolean
}

async function counted(counting: Counting): Promise<Pick<Estimate, 'rows' | 'note' | 'failure'>> {
  const { connection, parsed } = counting
  const count = countOf(parsed)
  if (count === undefined) return {}
  if (count.kind === 'known') return { rows: count.rows }
  if (counting.elsewhere) return { note: 'rows unknown: the search path was set' }
  if (count.kind === 'unknown') return { note: `rows unknown: ${count.why}` }
  await connection.run('savepoint backout_count')
  try {
    return told(await askedFor(count, counting), counting)
  } catch (cause) {
    counting.signal.throwIfAborted()
    if (cause instanceof PlanError && cause.code === 'out-of-scope') return { failure: cause.message }
    return { note: `rows unknown: ${isTooLong(cause) ? 'to count them takes too long' : withoutValues(cause as Error).message}` }
  } finally {
    if (!connection.broken) await connection.run('rollback to savepoint backout_count')
  }
}

/** What stands before may add rows, or take some: also through triggers and cascades, which nobody sees before it ran. */
function told(rows: number, { touched }: Counting): Pick<Estimate, 'rows' | 'note'> {
  return touched ? { note: `${rows} ${rows === 1 ? 'row' : 'rows'} as things are now; what runs before it may change that` } : { rows }
}

/** A count reads what the statement would read, through views and functions too: all of it has to be in scope. */
async function askedFor({ sql, parameters }: Extract<Count, { kind: 'query' }>, counting: Counting): Promise<number> {
  const { connection, statement, params, opening, signal } = counting
  const { numbers, sent } = await filled(connection, statement, params)
  const given = parameters.map((number) => sent[numbers.indexOf(number)] ?? null)
  const rows = Number(only(await connection.run(sql, given, signal)))
  const nobody = { run: () => Promise.reject(new PlanError('internal', 'A count defines nothing')) }
  demandReached(await touchedTables(connection, nobody), opening.guard)
  return rows
}

/** Cancelled, and not by us. */
function isTooLong(cause: unknown): boolean {
  return (cause as { readonly code?: string }).code === '57014'
}
