import { type Awaitable, type DescribeContext, isUnbound, PlanError } from '@backout/core/plugin'
import { checkParams } from './check-params.ts'
import { demandOneWay } from './demand-one-way.ts'
import type { Dialect, Script } from './dialect.ts'
import { dialectOf, dialects } from './dialects.ts'
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
 * The script as the dialect of its connection reads it: at once, unless that dialect has to load its parser first. Undefined while the
 * environment, and with it the dialect, is not known. Errors: `invalid` for SQL that can't be run, for parameters that do not fit it, and
 * for a connection that is no SQL database; `missing` for a file that is not there.
 */
export function readScript(input: SqlInput, context: DescribeContext | undefined): Awaitable<Script> | undefined {
  const connection = isUnbound(input.connection) ? undefined : context?.connection(resourceOf(input))
  if (!context || !connection) return undefined
  const dialect = dialectOf(connection.driver)
  if (!dialect)
    throw new PlanError(
      'invalid',
      `Cannot run SQL on connection "${input.connection}": its driver is "${connection.driver}", and the SQL of ${dialects.map(({ driver }) => driver).join(' and ')} is known here`,
    )
  return then(readText(dialect, input, context), (script) => {
    const statements = script.batches.flatMap((batch) => batch.statements)
    // A text is an expression that is still to be bound.
    if (typeof input.params !== 'string')
      about(input.params === undefined ? keyOfText(input) : 'params', () => checkParams(statements, input.params))
    return script
  })
}

/** Where the SQL of an input stands. */
export function keyOfText({ sql }: SqlInput): 'sql' | 'file' {
  return sql === undefined ? 'file' : 'sql'
}

/** Lets what is refused say which key of the input it is about. */
export function about<Result>(key: string, work: () => Result): Result {
  try {
    return work()
  } catch (cause) {
    throw cause instanceof PlanError ? new PlanError(cause.code, cause.message, { cause, hint: cause.hint, about: key }) : cause
  }
}

/** Reads the text; what is wrong with it, and each statement, say in which file that is. */
function readText(dialect: Dialect, input: SqlInput, context: DescribeContext): Awaitable<Script> {
  const { file } = input
  const text = textOf(input, context)
  const read = (): Awaitable<Script> => {
    demandWhole(text)
    return then(dialect.read(text), (script) => {
      demandOneWay(text, script)
      return script
    })
  }
  const where = file === undefined ? '' : ` (${file})`
  const named = (cause: unknown): never => {
    throw cause instanceof PlanError
      ? new PlanError(cause.code, `${cause.message}${where}`, { cause, hint: cause.hint, about: keyOfText(input) })
      : cause
  }
  try {
    const script = then(read(), (known) => (file === undefined ? known : inFile(known, file)))
    return script instanceof Promise ? script.catch(named) : script
  } catch (cause) {
    return named(cause)
  }
}

/** Errors: `invalid` for a text that a database would not read to its end, be it in a comment: a WHERE behind it would be lost. */
function demandWhole(text: string): void {
  const at = text.indexOf('\0')
  if (at < 0) return
  const line = text.slice(0, at).split('\n').length
  throw new PlanError('invalid', `Cannot run the SQL: line ${line} has a NUL character, where a database would stop reading`, {
    hint: 'Leave it out; a value that has one goes into `params`',
  })
}

function inFile(script: Script, file: string): Script {
  const batches = script.batches.map((batch) => ({ ...batch, statements: batch.statements.map((statement) => ({ ...statement, file })) }))
  return { ...script, batches }
}

/** Does something with a value that may have to be waited for, at once where it need not be. */
export function then<T, Result>(value: Awaitable<T>, work: (value: T) => Result): Awaitable<Result> {
  return typeof value === 'object' && value !== null && 'then' in value ? value.then(work) : work(value)
}

function textOf({ sql, file }: SqlInput, context: DescribeContext): string {
  if (sql !== undefined) return sql
  if (file === undefined) throw new PlanError('invalid', 'Cannot run SQL: neither `sql` nor `file` says which')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(context.file(file))
  } catch (cause) {
    if (cause instanceof PlanError) throw cause
    throw new PlanError('invalid', `Cannot read SQL from "${file}": it is not UTF-8 text`, { cause })
  }
}

/** Parameters as plain data. */
export function paramsOf({ params }: SqlInput): Params {
  return params ?? {}
}
