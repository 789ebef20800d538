import { type AnyStepType, PlanError, type StepType, type Touch, type Traits, type Value } from '@backout/core/plugin'
import type { Part, Script, Statement } from './dialect.ts'
import { about, connectionProperty, keyOfText, paramsOf, paramsProperty, readScript, resourceOf, type SqlInput, then } from './inputs.ts'
import type { Params, Rows, SqlSession } from './session.ts'

type Unit = { readonly connection: string; readonly statement: Statement; readonly params: Params; readonly reachesOut?: boolean }

const step: StepType<SqlInput, Value, Value, Value> = {
  uses: 'sql/query',
  summary: 'Queries a database',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['connection', 'sql'],
    description: 'One statement that only reads. Anything that would write is refused.',
    examples: [{ connection: 'crm', sql: 'select count(*) from customers' }],
    'x-backout': { onlyAsks: true },
    properties: {
      connection: connectionProperty,
      sql: {
        type: 'string',
        minLength: 1,
        description: 'The statement. Values go into `params`.',
        examples: ['select count(*) from customers where tier = :tier'],
        'x-backout': { noExpressions: true },
      },
      params: paramsProperty,
    },
  },
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['rows', 'rowCount'],
    description: 'What the database answered.',
    examples: [{ rows: [{ n: 59 }], rowCount: 1, value: 59 }],
    properties: {
      rows: {
        type: 'array',
        items: { type: 'object' },
        description: 'The rows, each by column. Integers are integers.',
        examples: [[{ n: 59 }]],
      },
      rowCount: { type: 'integer', description: 'How many rows there are.', examples: [1] },
      value: { description: 'The only cell, where there is one row with one column.', examples: [59] },
    },
  },
  formats: [1],
  describe(input, context) {
    const script = readScript(input, context)
    return script ? then(script, (read) => about(keyOfText(input), () => traitsOf(input, read))) : { ...reading, touches: 'unknown' }
  },
  async *changes(input, context) {
    const script = await readScript(input, context)
    if (!script) throw new PlanError('missing', `Cannot ask: environment "${context.environment}" has no connection "${input.connection}"`)
    const statement = demandOne(script.batches.flatMap(({ statements }) => statements))
    const { reachesOut } = script
    const unit: Unit = { connection: input.connection, statement, params: paramsOf(input), ...(reachesOut && { reachesOut }) }
    yield { unit: unit as unknown as Value, title: statement.sql.replaceAll(/\s+/g, ' ').slice(0, 60), touches: [] }
  },
  async apply(unit, context) {
    const { connection, statement, params, reachesOut } = unit as unknown as Unit
    // A plan that nobody has reviewed names its own scope.
    if (reachesOut && context.mode === 'preview') throw new PlanError('refused', 'Cannot ask in a preview: it reaches beyond the database')
    const session = await context.session<SqlSession>(resourceOf({ connection }))
    return { result: outputOf(await session.query(statement, params, context.signal)) }
  },
  async finish(results) {
    let output: Value = null
    for await (const result of results) output = result
    return output
  },
}

/** `sql/query`: one statement that only reads. */
export const sqlQuery = step as AnyStepType

const reading = { effect: 'none', guarantee: 'idempotent', undo: { kind: 'none', reason: 'it only reads' } } as const

function traitsOf(input: SqlInput, { effect, touches, known, batches, notes }: Script): Traits {
  if (effect === 'write') throw new PlanError('invalid', 'Cannot ask this of a database: it writes', { hint: 'Use sql/execute' })
  demandOne(batches.flatMap(({ statements }) => statements))
  const read = (parts: readonly Part[]): readonly Touch[] =>
    parts.map(({ part }) => ({ resource: resourceOf(input), part, access: 'read' }))
  return { ...reading, notes, touches: touches === 'unknown' ? touches : read(touches), ...(known && { known: read(known) }) }
}

function demandOne(statements: readonly Statement[]): Statement {
  const [statement, ...more] = statements
  if (statement && more.length === 0) return statement
  throw new PlanError('invalid', `Cannot ask a database: a query is one statement, and this is ${statement ? statements.length : 'none'}`)
}

function outputOf({ rows }: Rows): Value {
  const plain = rows.map((row) => ({ ...row }))
  const [only] = plain.length === 1 ? Object.values(plain[0]!) : []
  const single = plain.length === 1 && Object.keys(plain[0]!).length === 1
  return { rows: plain, rowCount: BigInt(plain.length), ...(single && { value: only ?? null }) }
}
