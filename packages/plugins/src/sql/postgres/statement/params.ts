import { PlanError, type Value } from '@backout/core/plugin'
import { isPositional } from '../../check-params.ts'
import { placeOf, type Statement } from '../../dialect.ts'
import type { Params } from '../../session.ts'
import { arrayText } from '../scope/array-text.ts'
import type { Sent } from '../connection/ask.ts'
import type { Connection } from '../connection/connection.ts'
import { numbersOf, renumbered } from '../text/syntax/numbering.ts'
import { parseScript } from '../text/syntax/parse.ts'

/** A statement as it is sent: its parameters are numbered without gaps, and `sent` are their values. `numbers` is what they were, in the same order. */
export interface Filled {
  readonly sql: string
  readonly numbers: readonly number[]
  readonly sent: readonly Sent[]
}

/**
 * Fills in the parameters of one statement: `$1` is the first of the list. Lists become arrays, or JSON where the statement takes JSON there; maps JSON, bytes bytea;
 * everything else is sent as text, which the server reads as the type that it expects there.
 * A map names them by their numbers. Errors: `invalid` where one has no value. Throws what the driver throws.
 */
export async function filled(connection: Connection, statement: Statement, params: Params): Promise<Filled> {
  const named = statement.parameters.find((name) => !Object.hasOwn(params, isPositional(params) ? Number(name) - 1 : name))
  if (named !== undefined) {
    throw new PlanError('invalid', `Cannot run the statement at ${placeOf(statement)}: "params" has no value for $${named}`, {
      hint: 'PostgreSQL has $1, $2 …: give "params" as a list',
    })
  }
  const numbers = numbersOf(statement.parameters)
  const sql = await withoutGaps(statement, numbers)
  const values = numbers.map((number) => valueOf(params, number))
  const types = values.some((value) => Array.isArray(value)) ? await typesOf(connection, sql) : []
  const sent = values.map((value, at) => (Array.isArray(value) && /^jsonb?$/.test(types[at] ?? '') ? jsonText(value) : asSent(value)))
  return { sql, numbers, sent }
}

async function withoutGaps({ sql }: Statement, numbers: readonly number[]): Promise<string> {
  if (numbers.every((number, at) => number === at + 1)) return sql
  const [parsed] = await parseScript(sql)
  const uses = parsed!.tokens.filter(({ name }) => name === 'PARAM')
  return renumbered(sql, uses, numbers, sql.indexOf(parsed!.sql))
}

/** The types that the server expects of a statement's parameters. */
async function typesOf(connection: Connection, sql: string): Promise<readonly (string | null)[]> {
  const prefix = 'prepare backout_asked as '
  try {
    await connection.run(prefix + sql)
  } catch (cause) {
    // The server counts from the beginning of what it was sent.
    const { position } = cause as { position?: string }
    if (position !== undefined) Object.assign(cause as object, { position: String(Number(position) - prefix.length) })
    throw cause
  }
  const { rows } = await connection.run(typesSql)
  await connection.run('deallocate backout_asked')
  return rows.map(([type]) => type ?? null)
}

/** Of a domain, the type that it stands for. */
const typesSql = `
with recursive taken (at, oid) as (
  select t.at, t.type from pg_catalog.pg_prepared_statements p, pg_catalog.unnest(p.parameter_types::oid[]) with ordinality t (type, at)
    where p.name = 'backout_asked'
  union all select k.at, t.typbasetype from taken k join pg_catalog.pg_type t on t.oid = k.oid where t.typtype = 'd'
)
select pg_catalog.format_type(t.oid, null) from taken k join pg_catalog.pg_type t on t.oid = k.oid where t.typtype <> 'd' order by k.at`

/** The value of `$<number>`, by position or by that name. */
function valueOf(params: Params, number: number): Value {
  return isPositional(params) ? (params[number - 1] ?? null) : (params[number] ?? null)
}

function asSent(value: Value): Sent {
  return value instanceof Uint8Array ? value : asText(value)
}

function asText(value: Value): string | null {
  if (value === null) return null
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return arrayText(value, asText)
  if (typeof value === 'object') return jsonText(value)
  return String(value)
}

function jsonText(value: Value): string {
  const raw = JSON as unknown as { rawJSON(text: string): unknown }
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? raw.rawJSON(item.toString()) : item))
}
