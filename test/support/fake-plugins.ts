import {
  type AnyResourceDriver,
  type AnyStepType,
  type DescribeContext,
  type Json,
  type JsonSchema,
  PlanError,
  type Plugin,
  type Touch,
  type Traits,
} from '@backout/core/plugin'

/** Plugins with the shapes of the built-in ones and nothing behind them, so that validation is tested alone. */
export const fakePlugins: readonly Plugin[] = [
  {
    name: 'fake',
    version: '1.0.0',
    steps: [
      step('file/write', { path: touched('write'), content: text() }, ['path', 'content'], ({ path }) =>
        writing(filesOf([path as string], 'write')),
      ),
      step(
        'file/replace',
        { paths: list(), find: text(), replace: text(), count: { type: 'integer', minimum: 1 } },
        ['find', 'replace'],
        ({ paths }, context) => writing(filesOf((paths as string[] | undefined) ?? context?.scope('files') ?? [], 'write')),
      ),
      step('file/check', { paths: list(), exists: { type: 'boolean' } }, [], ({ paths = [] }) =>
        reading(filesOf(paths as string[], 'read')),
      ),
      step(
        'sql/execute',
        {
          connection: connection('databases'),
          sql: sql(),
          file: { type: 'string', 'x-backout': { file: true } },
          params: { type: 'object' },
        },
        ['connection'],
        describeSql,
        { oneOf: [{ required: ['sql'] }, { required: ['file'] }] },
      ),
      step(
        'sql/query',
        { connection: connection('databases'), sql: sql(), params: { type: 'object' } },
        ['connection', 'sql'],
        (input) => reading(tablesOf(input, 'read')),
        { 'x-backout': { onlyAsks: true } },
      ),
      step(
        'http/request',
        {
          connection: connection('services'),
          method: { enum: ['GET', 'PUT', 'POST'] },
          path: text(),
          headers: { type: 'object', additionalProperties: text() },
          body: {},
        },
        ['connection', 'path'],
        ({ connection: name, method = 'GET', path }) => {
          const touches: readonly Touch[] = [
            {
              resource: `services.${String(name)}`,
              part: `${String(method)} ${String(path)}`,
              access: method === 'GET' ? 'read' : 'write',
            },
          ]
          return method === 'GET'
            ? reading(touches)
            : { ...writing(touches), undo: { kind: 'none', reason: 'a request cannot be taken back' } }
        },
      ),
      step(
        'exec/run',
        {
          command: { type: 'array', minItems: 1, items: { type: 'string', 'x-backout': { noSecrets: true } } },
          effect: { enum: ['write', 'none'] },
        },
        ['command'],
        ({ command, effect }) => {
          const touches: readonly Touch[] = [{ resource: 'commands', part: (command as string[])[0]!, access: 'read' }]
          return effect === 'none'
            ? reading(touches)
            : { ...writing(touches), undo: { kind: 'none', reason: 'nobody knows what a command does' } }
        },
      ),
      step('core/wait', { for: text() }, ['for'], () => reading([])),
    ],
    drivers: [
      driver('files', 'files', {}, true),
      driver('commands', 'commands', {}, true),
      driver('sqlite', 'databases', { file: text() }),
      driver('postgres', 'databases', { url: text() }),
      {
        ...driver('http', 'services', { baseUrl: text() }),
        target: addressOf,
        covers: (entry, part) => entry === '*' || (entry === part && /^[A-Z]+ \//.test(entry)),
        implicit: (name) => (URL.parse(name)?.origin === name ? { baseUrl: name } : undefined),
      },
    ],
  },
]

type Input = { readonly [name: string]: unknown }

function step(
  uses: `${string}/${string}`,
  properties: JsonSchema,
  required: readonly string[],
  describe: (input: Input, context?: DescribeContext) => Traits,
  more: JsonSchema = {},
): AnyStepType {
  const never = (): never => {
    throw new Error('a fake step type does nothing')
  }
  const output = {
    type: 'object',
    properties: { value: { type: 'integer' }, rowCount: { type: 'integer' }, status: { type: 'integer' }, body: {} },
    additionalProperties: false,
  }
  return {
    uses,
    summary: uses,
    input: { type: 'object', additionalProperties: false, required, properties, ...more },
    output,
    formats: [1],
    describe,
    changes: never,
    apply: never,
    revert: never,
    finish: never,
  }
}

function driver(kind: string, family: AnyResourceDriver['family'], properties: JsonSchema, isImplicit = false): AnyResourceDriver {
  return {
    kind,
    family,
    config: { type: 'object', additionalProperties: false, properties, required: Object.keys(properties) },
    target: (config) => JSON.stringify(config),
    covers: (entry, part) => entry === part || entry === '*' || (entry.endsWith('/**') && part.startsWith(entry.slice(0, -2))),
    overlaps: (a, b) => a.part === b.part && (a.access === 'write' || b.access === 'write'),
    open: () => Promise.reject(new Error('a fake driver opens nothing')),
    ...(isImplicit && { implicit: (name: string) => (name === '' ? {} : undefined) }),
  }
}

function addressOf({ baseUrl }: { readonly [key: string]: Json }): string {
  if (/^https?:|\$\{\{/.test(String(baseUrl))) return String(baseUrl)
  throw new PlanError('invalid', `Cannot use URL "${String(baseUrl)}": only http and https are spoken`)
}

function describeSql(input: Input, context?: DescribeContext): Traits {
  const touches = tablesOf(input, 'write')
  const connected = context?.connection(`databases.${String(input['connection'])}`)
  if (connected?.driver === 'postgres')
    return { ...writing(touches), undo: { kind: 'none', reason: 'an undo is not derived on PostgreSQL yet' } }
  if (/\bpragma\b/i.test(String(input['sql']))) return { ...writing(touches), undo: { kind: 'none', reason: 'a pragma cannot be undone' } }
  return writing(touches)
}

function tablesOf({ connection: name, sql: statements = '' }: Input, access: Touch['access']): readonly Touch[] {
  const found = [...String(statements).matchAll(/\b(?:table|into|from|update)\s+(?:if not exists\s+)?([\w.]+)/gi)].map(
    ([, table]) => table!,
  )
  return [...new Set(found)].map((part) => ({ resource: `databases.${String(name)}`, part, access }))
}

function filesOf(paths: readonly string[], access: Touch['access']): readonly Touch[] {
  return paths.map((part) => ({ resource: 'files', part, access }))
}

function writing(touches: readonly Touch[]): Traits {
  return { effect: 'write', guarantee: 'idempotent', touches, undo: { kind: 'derived' } }
}

function reading(touches: readonly Touch[]): Traits {
  return { effect: 'none', guarantee: 'idempotent', touches, undo: { kind: 'derived' } }
}

function text(): JsonSchema {
  return { type: 'string' }
}

function list(): JsonSchema {
  return { type: 'array', minItems: 1, items: { type: 'string', 'x-backout': { touch: { resource: 'files' } } } }
}

function touched(access: Touch['access']): JsonSchema {
  return { type: 'string', 'x-backout': { touch: { resource: 'files', access } } }
}

function connection(family: string): JsonSchema {
  return { type: 'string', minLength: 1, 'x-backout': { connection: family } }
}

function sql(): JsonSchema {
  return { type: 'string', 'x-backout': { noExpressions: true } }
}
