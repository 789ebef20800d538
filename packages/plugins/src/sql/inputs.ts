import { type DescribeContext, PlanError } from '@backout/core/plugin'
import type { Dialect, Script } from './dialect.ts'
import { dialectOf } from './dialects.ts'
import type { Params } from './session.ts'

/** Where a step's SQL comes from, and where it goes. */
export interface SqlInput {
  readonly connection: string
  readonly sql?: string
  readonly file?: string
  readonly params?: Params
}

/** The property `connection` of both step types. */
export const connectionProperty = {
  type: 'string',
  minLength: 1,
  description: 'The connection of the environment that leads to the database.',
  examples: ['crm'],
  'x-backout': { connection: 'databases' },
} as const

/** The property `params` of both step types. */
export const paramsProperty = {
  description: 'Values for the parameters of the SQL: by name (`:tier`), or a list for `?` and `$1`.',
  examples: [{ tier: 'standard' }, [1, 'a']],
  oneOf: [
    { type: 'object', description: 'By name, without the prefix.', examples: [{ tier: 'standard' }], additionalProperties: {} },
    { type: 'array', description: 'By position.', examples: [[1, 'a']], items: {} },
  ],
} as const

/** The resource of a connection: `databases.crm`. */
export function resourceOf({ connection }: Pick<SqlInput, 'connection'>): string {
  return `databases.${connection}`
}

/**
 * The dialect of the connection and the script as it reads it; undefined while the environment, and with it the dialect, is not known.
 * Errors: `invalid` for SQL that can't be run, and for a connection that is no SQL database; `missing` for a file that is not there.
 */
export async function readScript(
  input: SqlInput,
  context: DescribeContext | undefined,
): Promise<{ readonly dialect: Dialect; readonly script: Script } | undefined> {
  const connection = input.connection.includes('${{') ? undefined : context?.connection(resourceOf(input))
  if (!context || !connection) return undefined
  const dialect = dialectOf(connection.driver)
  if (!dialect)
    throw new PlanError(
      'invalid',
      `Cannot run SQL on connection "${input.connection}": its driver "${connection.driver}" is not a database's`,
    )
  return { dialect, script: await dialect.read(textOf(input, context)) }
}

function textOf({ sql, file }: SqlInput, context: DescribeContext): string {
  if (sql !== undefined) return sql
  if (file === undefined) throw new PlanError('invalid', 'Cannot run SQL: neither `sql` nor `file` says which')
  return new TextDecoder('utf-8', { fatal: false }).decode(context.file(file))
}

/** Parameters as plain data. */
export function paramsOf({ params }: SqlInput): Params {
  return params ?? {}
}
