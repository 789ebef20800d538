import type { Opening } from '@backout/core/plugin'
import type { Batch, Statement } from '../dialect.ts'
import type { Estimate, Params } from '../session.ts'
import { type Connection, only } from './connection.ts'
import { sentParams } from './params.ts'
import { countOf } from './text/count.ts'
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
    estimates.push({ touches: parts, ...(outside ? {} : await counted(connection, statement, parsed, params, touched)) })
    touched ||= parts.some(({ access }) => access === 'write')
  }
  return estimates
}

async function counted(
  connection: Connection,
  statement: Statement,
  parsed: Parsed,
  params: Params,
  touched: boolean,
): Promise<Pick<Estimate, 'rows' | 'note'>> {
  const count = countOf(parsed)
  if (count === undefined) return {}
  if (count.kind === 'known') return { rows: count.rows }
  if (count.kind === 'unknown') return { note: `rows unknown: ${count.why}` }
  if (touched) return { note: 'rows unknown: an earlier statement of the step changes the answer' }
  await connection.run('savepoint backout_count')
  try {
    const sent = await sentParams(connection, statement, params)
    return {
      rows: Number(
        only(
          await connection.run(
            count.sql,
            count.parameters.map((number) => sent[number - 1] ?? null),
          ),
        ),
      ),
    }
  } catch (cause) {
    await connection.run('rollback to savepoint backout_count')
    return { note: `rows unknown: ${(cause as Error).message}` }
  }
}
