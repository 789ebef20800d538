import type { ClaimOwner, Opening, UnitKey } from '@backout/core/plugin'
import type { PostgresSession } from '../../packages/plugins/src/sql/postgres/session.ts'
import { postgresDialect } from '../../packages/plugins/src/sql/postgres/dialect.ts'
import { postgresDriver } from '../../packages/plugins/src/sql/postgres/driver.ts'
import type { Batch, Script, Statement } from '../../packages/plugins/src/sql/dialect.ts'
import type { Params } from '../../packages/plugins/src/sql/session.ts'
import { openingOf } from './step-bench.ts'

/** Opens a session of the PostgreSQL driver as the engine does; scope is everything unless it is given. */
export function openPostgres(
  config: string | { readonly [key: string]: string },
  { scope = ['*'], ...given }: Partial<Opening> & { readonly scope?: readonly string[] } = {},
): Promise<PostgresSession> {
  const settings = typeof config === 'string' ? { url: config } : config
  return postgresDriver.open(settings, openingOf('databases.crm', { driver: postgresDriver, config: settings, scope }, given))
}

/** An owner of claims. */
export function owner(run: string, given: Partial<ClaimOwner> = {}): ClaimOwner {
  return { run, plan: 'plan', environment: 'local', holder: `tester of ${run}`, lease: 30_000, ...given }
}

/** The key of a unit. */
export function unit(run: string, key: string, environment = 'local'): UnitKey {
  return { key: `${run}/${key}`, run, plan: 'plan', environment }
}

/** The only batch of a script. */
export async function batchOf(sql: string): Promise<Batch> {
  const script: Script = await postgresDialect.read(sql)
  if (script.batches.length !== 1) throw new Error(`the script has ${script.batches.length} batches`)
  return script.batches[0]!
}

/** The only statement of a script. */
export async function statementOf(sql: string): Promise<Statement> {
  return (await batchOf(sql)).statements[0]!
}

/** Executes a script inside a transaction of the driver. */
export async function transactSql(
  session: PostgresSession,
  key: UnitKey,
  epoch: number,
  sql: string,
  params: Params = [],
): Promise<readonly number[]> {
  const batch = await batchOf(sql)
  const outcomes = await postgresDriver.transact(session, key, epoch, (inner) => inner.execute(batch, params))
  return outcomes.map(({ rows }) => rows)
}
