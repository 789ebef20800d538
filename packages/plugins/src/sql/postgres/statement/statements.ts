import { type Access, type Guard, type Opening, PlanError } from '@backout/core/plugin'
import { demandDistinct, tooLarge } from '../../answer-size.ts'
import { type Batch, placeOf, type Statement } from '../../dialect.ts'
import type { Outcome, Params, Rows as Table } from '../../session.ts'
import { type Answer, type Rows, TooLarge } from '../connection/ask.ts'
import type { Connection } from '../connection/connection.ts'
import { asking, statementFailure } from '../connection/failure.ts'
import { filled } from './params.ts'
import { demandStanding } from '../scope/scope-check.ts'
import { countersOf } from '../text/counters.ts'
import { effectOf } from '../text/effect.ts'
import { parseScript } from '../text/syntax/parse.ts'
import { isLedger, referencesOfScript } from '../text/references/script-references.ts'
import { changesPath, setsPath } from '../text/settings.ts'
import { readRows } from './values.ts'

/** What statements run with. */
export interface Running {
  readonly opening: Opening
  readonly signal: AbortSignal
  /** What becomes of what the statement answers; `kept` where it is not given. */
  readonly rows?: Rows
}

/** Runs the statements of a batch one after another. Errors: those of {@link statementFailure}, naming the statement's line. */
export async function runBatch(connection: Connection, batch: Batch, params: Params, running: Running): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = []
  await applySettings(connection, batch, running)
  for (const statement of batch.statements) {
    const { command, rowCount } = await runOne(connection, statement, params, { ...running, rows: 'dropped' })
    outcomes.push({ rows: counting.has(command) ? rowCount : 0 })
  }
  return outcomes
}

/** Sets what the script has set in units before this one. Errors: those of {@link statementFailure}. */
export async function applySettings(connection: Connection, { settings }: Batch, { opening, signal }: Running): Promise<void> {
  for (const [name, sql] of Object.entries(settings)) {
    await asking({ what: `set ${name}`, resource: opening.resource, signal }, () => connection.run(sql, [], signal))
  }
}

const counting: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** Runs one statement and reads its rows. Errors: as {@link runBatch}. */
export async function runQuery(connection: Connection, statement: Statement, params: Params, running: Running): Promise<Table> {
  const answer = await runOne(connection, statement, params, running)
  const columns = answer.fields.map(({ name }) => name)
  demandDistinct(columns, `Cannot query ${running.opening.resource}`)
  return { columns, rows: await readRows(answer, connection) }
}

async function runOne(connection: Connection, statement: Statement, params: Params, { opening, signal, rows }: Running): Promise<Answer> {
  try {
    const { sql, sent } = await filled(connection, statement, params)
    // What they do to a counter no transaction takes back, so it is asked before.
    await demandStanding(connection, await countersOf(statement.sql), opening.guard)
    return await connection.run(sql, sent, signal, rows)
  } catch (cause) {
    if (cause instanceof TooLarge) throw tooLarge(`Cannot query ${opening.resource}`)
    throw statementFailure(cause, {
      what: `run "${statement.kind}" at ${placeOf({ ...statement, line: lineOf(cause, statement) })}`,
      resource: opening.resource,
      signal,
    })
  }
}

/** The server counts characters of the statement; people count lines of the file. */
function lineOf(cause: unknown, { sql, line }: Statement): number {
  const position = Number((cause as { readonly position?: string }).position ?? 1)
  return (
    line +
    Array.from(sql)
      .slice(0, position - 1)
      .filter((character) => character === '\n').length
  )
}

/** Errors: `refused` where the text alone says that a statement writes. What functions do, the read-only transaction finds out. */
export async function refuseWrites(statement: Statement, resource: string): Promise<void> {
  const parsed = await parseScript(statement.sql)
  if (parsed.length !== 1) throw new PlanError('invalid', `Cannot query ${resource} with ${parsed.length} statements: a query is one`)
  if (effectOf(parsed[0]!) !== 'write') return
  throw new PlanError('refused', `Cannot run "${statement.kind}" as a query of ${resource}: it writes`, { hint: 'Use sql/execute' })
}

/**
 * Holds what a batch names against scope before anything runs, so that a long statement does not run in vain. What it reaches beyond its text is held against scope
 * before COMMIT. After `set search_path` names mean something else, so only that second check counts. Errors: `out-of-scope`.
 */
export async function demandNamed(
  batch: Pick<Batch, 'statements'> & Partial<Batch>,
  guard: Guard,
  atMost: Access = 'write',
): Promise<void> {
  const parsed = (await Promise.all(batch.statements.map(({ sql }) => parseScript(sql)))).flat()
  if (changesPath(batch.settings ?? {}) || parsed.some(setsPath)) return
  const { parts } = referencesOfScript(parsed)
  const ledger = parts.find(({ part }) => isLedger(part))
  if (ledger) throw new PlanError('out-of-scope', `Cannot run a statement that names ${ledger.part}: Backout's ledger is in no scope`)
  guard.demandAll(parts.map(({ part, access }) => ({ part, access: atMost === 'read' ? 'read' : access })))
}
