import {
  type AnyStepType,
  type Change,
  type ChangeDetail,
  type DescribeContext,
  PlanError,
  type ReadContext,
  type StepType,
  type Touch,
  type Traits,
  type Value,
} from '@backout/core/plugin'
import { isPositional } from './check-params.ts'
import type { Batch, Part, Script, Statement } from './dialect.ts'
import { about, connectionProperty, keyOfText, paramsOf, paramsProperty, readScript, resourceOf, type SqlInput, then } from './inputs.ts'
import type { Outcome, Params, SqlSession, UndoKind } from './session.ts'

/** The unit of `sql/execute`: statements that become durable together. */
type Unit = { readonly connection: string; readonly batch: Batch; readonly params: Params }

interface Output {
  readonly rowsChanged: number
  readonly statements: number
  readonly [key: string]: number
}

const step: StepType<SqlInput, Output, Value, Value> = {
  uses: 'sql/execute',
  summary: 'Runs SQL statements that write',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['connection'],
    oneOf: [{ required: ['sql'] }, { required: ['file'] }],
    description:
      'Statements in one transaction, from the plan or from a file beside it. The undo is derived where the database allows it, or comes from a copy where the step says `undo: snapshot`.',
    examples: [
      { connection: 'crm', sql: 'alter table customers add column tier text' },
      { connection: 'crm', file: 'sql/001-expand.sql' },
    ],
    properties: {
      connection: connectionProperty,
      sql: {
        type: 'string',
        minLength: 1,
        description: 'The statements. Values go into `params`.',
        examples: ['update customers set tier = :tier'],
        'x-backout': { noExpressions: true },
      },
      file: {
        type: 'string',
        minLength: 1,
        description:
          'A file with the statements, relative to the plan. Not one that also holds what takes them back, as those of goose and dbmate do.',
        examples: ['sql/001-expand.sql'],
        'x-backout': { file: true },
      },
      params: paramsProperty,
    },
  },
  output: {
    type: 'object',
    additionalProperties: false,
    required: ['rowsChanged', 'statements'],
    description: 'What was done.',
    examples: [{ rowsChanged: 59, statements: 1 }],
    properties: {
      rowsChanged: {
        type: 'integer',
        description: 'Rows that the statements inserted, updated or deleted, without those of triggers.',
        examples: [59],
      },
      statements: { type: 'integer', description: 'How many statements ran.', examples: [1] },
    },
  },
  formats: [1],
  describe(input, context) {
    const script = readScript(input, context)
    if (!script) return { effect: 'write', guarantee: 'unknown', touches: 'unknown', undo: { kind: 'unknown' } }
    return then(script, (read) => about(keyOfText(input), () => traitsOf(input, read, context?.snapshot === true)))
  },
  async *changes(input, context, { checkpoint }) {
    const script = await scriptOf(input, context)
    const first = checkpoint === undefined ? 0 : Number(checkpoint) + 1
    for (const [index, batch] of script.batches.entries()) {
      if (index >= first) yield changeOf(input, script, batch, index, context)
    }
  },
  async apply(unit, context) {
    const { connection, batch, params } = unit as unknown as Unit
    const session = await context.session<SqlSession>(resourceOf({ connection }))
    const isWanted = batch.transactional && context.wantsUndo !== false
    if (!isWanted || !session.executeReversibly) return { result: asResult(await session.execute(batch, params, context.signal)) }
    const { outcomes, undo, wrote } = await session.executeReversibly(batch, params, undoKindOf(context), context.signal)
    const touches = wrote.map((part): Touch => ({ resource: resourceOf({ connection }), part, access: 'write' }))
    return { result: asResult(outcomes), undo: undoOf(connection, undo), touches }
  },
  async probe(unit, context) {
    const { connection, batch } = unit as unknown as Unit
    return (await (await context.session<SqlSession>(resourceOf({ connection }))).probe?.(batch)) ?? 'partial'
  },
  async revert(undo, _, context) {
    const [about, ...chunks] = undo
    const session = await context.session<SqlSession>(resourceOf(about as { readonly connection: string }))
    if (!session.revert) throw new PlanError('refused', 'Cannot take SQL back: this database derives no undo')
    return session.revert(chunks)
  },
  async finish(results) {
    const output = { rowsChanged: 0, statements: 0 }
    for await (const result of results) {
      // What the catalog settled after a crash is one statement that commits by itself; nobody saw its answer.
      const { rows } = (result ?? { rows: [0] }) as { readonly rows: readonly number[] }
      output.statements += rows.length
      output.rowsChanged += rows.reduce((sum, count) => sum + count, 0)
    }
    return output
  },
}

/** `sql/execute`: statements that write, in one transaction where the database allows it. */
export const sqlExecute = step as AnyStepType

async function scriptOf(input: SqlInput, context: ReadContext): Promise<Script> {
  const script = readScript(input, context)
  if (script) return script
  throw new PlanError('missing', `Cannot run SQL: environment "${context.environment}" has no connection "${input.connection}"`)
}

function undoKindOf({ snapshot }: DescribeContext): UndoKind {
  return snapshot ? 'snapshot' : 'derived'
}

function traitsOf(input: SqlInput, script: Script, snapshot: boolean): Traits {
  const { batches, effect, guarantee, touches, known, undo, offersSnapshot, notes } = script
  return {
    effect: effect === 'none' ? 'none' : 'write',
    guarantee,
    touches: touches === 'unknown' ? touches : touchesOf(input, touches),
    ...(known && { known: touchesOf(input, known) }),
    undo: snapshot && offersSnapshot ? { kind: 'snapshot' } : undo,
    notes: batches.length === 0 ? ['There is no statement in it'] : notes,
  }
}

/** Where the undo belongs, and the undo itself: passed on chunk by chunk, since there may be much of it. */
function* undoOf(connection: string, undo: Iterable<Value>): Generator<Value> {
  yield { connection }
  yield* undo
}

function touchesOf(input: SqlInput, parts: readonly Part[]): readonly Touch[] {
  return parts.map(({ part, access }) => ({ resource: resourceOf(input), part, access }))
}

function changeOf(input: SqlInput, script: Script, batch: Batch, index: number, context: ReadContext): Change<Value> {
  const resource = resourceOf(input)
  return {
    unit: { connection: input.connection, batch, params: paramsOf(input) } as unknown as Value,
    title: titleOf(batch),
    touches: script.touches === 'unknown' ? [] : touchesOf(input, script.touches),
    total: script.batches.length,
    ...(batch.transactional && { transaction: resource }),
    ...(index + 1 < script.batches.length && { checkpoint: index }),
    details: () => detailsOf(resource, batch, paramsOf(input), context),
  }
}

/** The first statement as it is written, shortened; of several, how many there are. */
function titleOf({ statements }: Batch): string {
  const [first, ...more] = statements
  const text = (first?.sql ?? '').trim().replaceAll(/\s+/g, ' ')
  const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text
  return more.length === 0 ? shown : `${statements.length} statements: ${shown}`
}

async function detailsOf(resource: string, batch: Batch, params: Params, context: ReadContext): Promise<readonly ChangeDetail[]> {
  const session = context.mode === 'preview' ? await context.session<SqlSession>(resource) : undefined
  const estimates = await session?.estimate?.(batch, params, context.wantsUndo === false ? undefined : undoKindOf(context), context.signal)
  return batch.statements.map((statement, index): ChangeDetail => {
    const { sql } = statement
    const estimate = estimates?.[index]
    const note = estimate?.failure === undefined ? estimate?.note : `would fail: ${estimate.failure}`
    return {
      kind: 'statement',
      resource,
      sql: sql.trim(),
      ...shownParams(statement, params),
      ...(estimate?.rows !== undefined && { rows: estimate.rows }),
      ...(note !== undefined && { note }),
    }
  })
}

/** Values in the order in which the statement names its parameters. */
function shownParams({ parameters }: Statement, params: Params): { readonly params?: readonly Value[] } {
  if (parameters.length === 0) return {}
  return { params: parameters.map((name) => (isPositional(params) ? params[Number(name) - 1] : params[name]) ?? null) }
}

function asResult(outcomes: readonly Outcome[]): Value {
  return { rows: outcomes.map(({ rows }) => rows) }
}
