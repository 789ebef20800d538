import { PlanError, type Value } from '@backout/core/plugin'
import { placeOf, type Statement } from '../dialect.ts'
import type { Params } from '../session.ts'
import { arrayText } from './array-text.ts'
import type { Sent } from './ask.ts'
import type { Connection } from './connection.ts'

/**
 * The parameters of one statement, as they are sent: `$1` is the first of the list. Lists become arrays, or JSON where the statement takes JSON there; maps JSON, bytes bytea;
 * everything else is sent as text, which the server reads as the type that it expects there.
 * A map names them by their numbers. Errors: `invalid` where one has no value. Throws what the driver throws.
 */
export async function sentParams(connection: Connection, statement: Statement, params: Params): Promise<readonly Sent[]> {
  if (statement.parameters.length === 0) return []
  const named = statement.parameters.find((name) => !Object.hasOwn(params, Array.isArray(params) ? Number(name) - 1 : name))
  if (named !== undefined) {
    throw new PlanError('invalid', `Cannot run the statement at ${placeOf(statement)}: "params" has no value for $${named}`, {
      hint: 'PostgreSQL has $1, $2 …: give "params" as a list',
    })
  }
  const highest = Math.max(...statement.parameters.map(Number))
  const values = Array.from({ length: highest }, (_, index) => valueAt(params, index))
  const types = values.some((value) => Array.isArray(value)) ? await typesOf(connection, statement) : []
  return values.map((value, index) => (Array.isArray(value) && /^jsonb?$/.test(types[index] ?? '') ? jsonText(value) : sent(value)))
}

/** The types that the server expects of a statement's parameters. */
async function typesOf(connection: Connection, { sql }: Statement): Promise<readonly (string | null)[]> {
  const prefix = 'prepare backout_asked as '
  try {
    await connection.run(prefix + sql)
  } catch (cause) {
    // The server counts from the beginning of what it was sent.
    const { position } = cause as { position?: string }
    if (position !== undefined) Object.assign(cause as object, { position: String(Number(position) - prefix.length) })
    throw cause
  }
  const { rows } = await connection.run(
    "select t.type from pg_catalog.pg_prepared_statements p, unnest(p.parameter_types::text[]) with ordinality t (type, at) where p.name = 'backout_asked' order by t.at",
  )
  await connection.run('deallocate backout_asked')
  return rows.map(([type]) => type ?? null)
}

/** The value of `$<index + 1>`, by position or by that name. */
function valueAt(params: Params, index: number): Value {
  return isPositional(params) ? (params[index] ?? null) : (params[index + 1] ?? null)
}

function isPositional(params: Params): params is readonly Value[] {
  return Array.isArray(params)
}

function sent(value: Value): Sent {
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
