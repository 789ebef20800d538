import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlanFile } from '@backout/core/load'
import { type DescribeContext, type JsonSchema, manifestOf, parseManifest, pluginFromManifest, type Plugin } from '@backout/core/plugin'
import { planSchema, validatePlan } from '@backout/core/validate'
import type { Json } from '@backout/core/model'
import { fakePlugins } from '../../support/fake-plugins.ts'
import { replaced } from '../../support/replaced.ts'

const loaded = fakePlugins[0]!
const unloaded = pluginFromManifest(parseManifest(JSON.stringify(manifestOf(loaded, 'sha256-0'))))

test('pluginFromManifest() has the step types and drivers of the plugin, and the same schema for editors', () => {
  assert.deepEqual(named(unloaded), named(loaded))
  assert.deepEqual(planSchema([unloaded]), JSON.parse(JSON.stringify(planSchema([loaded]))))
})

const table = { resource: 'databases', access: 'write' }
for (const [when, schema, input, traits] of [
  [
    'a path is marked',
    { properties: { path: { 'x-backout': { touch: { resource: 'files', access: 'write' } } } } },
    { path: 'a' },
    { effect: 'write', touches: ['files a write'] },
  ],
  [
    'the items of a list are marked',
    { properties: { paths: { items: { 'x-backout': { touch: { resource: 'files', access: 'read' } } } } } },
    { paths: ['a', 'b'] },
    { effect: 'unknown', touches: ['files a read', 'files b read'] },
  ],
  [
    'a table of a connection is marked',
    { properties: { db: { 'x-backout': { connection: 'databases' } }, table: { 'x-backout': { touch: table } } } },
    { db: 'crm', table: 't' },
    { effect: 'write', touches: ['databases.crm t write'] },
  ],
  [
    'the connection of a table is not given',
    { properties: { db: { 'x-backout': { connection: 'databases' } }, table: { 'x-backout': { touch: table } } } },
    { table: 't' },
    { effect: 'unknown', touches: 'unknown' },
  ],
  [
    'what is left out stands for the scope',
    { properties: { paths: { 'x-backout': { touch: { resource: 'files', access: 'write', default: 'scope' } } } } },
    {},
    { effect: 'write', touches: ['files src/** write'] },
  ],
  [
    'the schema says that nothing is written',
    { 'x-backout': { effect: 'none', guarantee: 'idempotent' }, properties: {} },
    {},
    { effect: 'none', touches: 'unknown' },
  ],
  ['nothing is marked', { properties: { text: { type: 'string' } } }, { text: 'a' }, { effect: 'unknown', touches: 'unknown' }],
] as const)
  test(`pluginFromManifest() tells effect ${traits.effect} when ${when}`, async () => {
    const step = { uses: 'x/y', summary: '', input: schema as unknown as JsonSchema, output: {}, formats: [1], abilities: [] } as const
    const plugin = pluginFromManifest({ format: 1, name: 'x', version: '1', integrity: '', steps: [step], drivers: [] })
    const context = { scope: () => ['src/**'] } as unknown as DescribeContext
    const { effect, touches, undo } = await plugin.steps[0]!.describe(input, context)
    const told = touches === 'unknown' ? touches : touches.map(({ resource, part, access }) => `${resource} ${part} ${access}`)
    assert.deepEqual({ effect, touches: told }, traits)
    assert.equal(undo.kind, 'none')
  })

test('pluginFromManifest() leaves the undo open where the code can revert', async () => {
  const step = { uses: 'x/y', summary: '', input: {}, output: {}, formats: [1], abilities: ['revert'] } as const
  const plugin = pluginFromManifest({ format: 1, name: 'x', version: '1', integrity: '', steps: [step], drivers: [] })
  assert.deepEqual((await plugin.steps[0]!.describe({})).undo, { kind: 'unknown' })
})

test('validatePlan() checks inputs and files against a manifest, and holds what only code knows for possible', async () => {
  const text = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: manifest }
connections: { crm: { driver: sqlite, file: crm.db } }
steps:
  - { id: a, uses: sql/execute, with: { connection: crm, file: missing.sql }, rollback: { none: It stays } }
  - { id: b, uses: sql/execute, with: { connection: crm, sqll: delete from t }, rollback: { none: It stays } }
  - { id: c, uses: http/request, with: { connection: crm, path: /x }, rollback: { none: It stays } }
`
  const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), { plugins: [unloaded], readFile: () => undefined })
  assert.deepEqual(
    diagnostics.map(({ code, at }) => `${at!.line} ${code}`),
    ['6 missing-file', '7 unknown-key', '8 connection-family'],
  )
})

const slow = '^(a+)+$'
for (const [what, path, input] of [
  ['has a pattern that takes years', `${'a'.repeat(60)}!`, { properties: { path: { type: 'string', pattern: slow } } }],
  ['refers to itself', 'a', { allOf: [{ $ref: '#' }] }],
] as const)
  test(`validatePlan() ends, and says that it cannot tell, where the schema of a manifest ${what}`, async () => {
    const step = { uses: 'x/y', summary: '', input, output: {}, formats: [1], abilities: [] } as const
    const plugin = pluginFromManifest({ format: 1, name: 'x', version: '1', integrity: '', steps: [step], drivers: [] })
    const steps = ['a', 'b', 'c'].map((id) => `  - { id: ${id}, uses: x/y, with: { path: "${path}" } }\n`)
    const text = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: slow }\nsteps:\n${steps.join('')}`
    const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), { plugins: [plugin], readFile: () => undefined })
    const told = diagnostics.filter(({ message }) =>
      message.includes('cannot be told: its schema takes longer than a second, or refers to itself without end'),
    )
    assert.deepEqual(
      told.map(({ code, at }) => `${at!.line} ${code}`),
      ['5 wrong-value', '6 wrong-value', '7 wrong-value'],
    )
  })

test('validatePlan() takes no key for given that every object has', async () => {
  const input = { type: 'object', properties: { constructor: { type: 'integer' }, toString: { type: 'integer' } } } as const
  const step = { uses: 'x/y', summary: '', input, output: {}, formats: [1], abilities: [] } as const
  const plugin = pluginFromManifest({ format: 1, name: 'x', version: '1', integrity: '', steps: [step], drivers: [] })
  const text = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: own }\nsteps:\n  - { id: a, uses: x/y, with: { toString: one } }\n`
  const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), { plugins: [plugin], readFile: () => undefined })
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    ['Step "a": "toString" must be an integer, not text'],
  )
})

test('validatePlan() guesses no spelling that takes years to be found not to fit', async () => {
  const input = { properties: { path: { type: 'string', pattern: slow } } } as const
  const step = { uses: 'x/y', summary: '', input, output: {}, formats: [1], abilities: [] } as const
  const plugin = pluginFromManifest({ format: 1, name: 'x', version: '1', integrity: '', steps: [step], drivers: [] })
  const path = `${'A'.repeat(60)}.`
  const text = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: slow }\nsteps:\n  - { id: a, uses: x/y, with: { path: "${path}" } }\n`
  const { diagnostics } = await validatePlan(loadPlanFile({ path: 'p', text }), { plugins: [plugin], readFile: () => undefined })
  assert.match(diagnostics.map(({ message }) => message).join(), /"path" must match \^\(a\+\)\+\$/)
})

for (const [when, text] of [
  ['it is no JSON', '{'],
  ['it is of another format', '{"format":2,"name":"x","version":"1","integrity":"","steps":[],"drivers":[]}'],
  [
    'a step type has no schema',
    '{"format":1,"name":"x","version":"1","integrity":"","steps":[{"uses":"x/y","summary":"","output":{},"formats":[],"abilities":[]}],"drivers":[]}',
  ],
  [
    'a step type has a name that no plan can use',
    '{"format":1,"name":"x","version":"1","integrity":"","steps":[{"uses":"x/y z","summary":"","input":{},"output":{},"formats":[],"abilities":[]}],"drivers":[]}',
  ],
  [
    'a driver is of no family',
    '{"format":1,"name":"x","version":"1","integrity":"","steps":[],"drivers":[{"kind":"k","family":"cars","config":{}}]}',
  ],
  ['it is null', 'null'],
  ['it is nested too deep', nested(101)],
] as const)
  test(`parseManifest() throws invalid when ${when}`, () => {
    assert.throws(() => parseManifest(text), { code: 'invalid' })
  })

const manifest = JSON.parse(JSON.stringify(manifestOf(loaded, 'sha256-0'))) as Json

for (const path of [[], ['format'], ['name'], ['version'], ['integrity'], ['steps'], ['steps', '0'], ['drivers'], ['drivers', '0']])
  test(`parseManifest() throws invalid when ${path.join('.') || 'all'} is of another type`, () => {
    for (const wrong of [null, 7, { a: 1 }, true])
      assert.throws(() => parseManifest(JSON.stringify(replaced(manifest, path, wrong))), { code: 'invalid' })
  })

test('parseManifest() takes what is nested 100 levels deep', () => {
  assert.equal(parseManifest(nested(100)).name, 'x')
})

/** A manifest of so many levels. */
function nested(levels: number): string {
  const drivers = `[{"kind":"k","family":"services","config":${'{"a":'.repeat(levels - 3)}1${'}'.repeat(levels - 3)}}]`
  return `{"format":1,"name":"x","version":"1","integrity":"","steps":[],"drivers":${drivers}}`
}

function named({ name, version, steps, drivers }: Plugin): unknown {
  return { name, version, steps: steps.map(({ uses }) => uses), drivers: drivers.map(({ kind, family }) => ({ kind, family })) }
}

const pending = (name: string, part: string) => ({
  name,
  path: `${name}.plan.yaml`,
  after: [],
  pending: [{ resource: 'databases.store', part, access: 'write' }] as const,
})
for (const { when, driver, others, told } of [
  { when: 'its driver is loaded', driver: { covers: () => true, overlaps: () => false }, others: [pending('a', 'x')], told: [] },
  { when: 'no code tells which parts are the same', driver: undefined, others: [pending('a', 'x'), pending('b', 'y')], told: ['warning'] },
  {
    when: 'another plan names the same part',
    driver: undefined,
    others: [pending('a', 'x'), pending('b', 'mine')],
    told: ['error', 'warning'],
  },
])
  test(`validatePlan() gives ${told.join(' and ') || 'nothing'} of pending plans where ${when}`, async () => {
    const input = {
      properties: {
        db: { 'x-backout': { connection: 'databases' } },
        key: { 'x-backout': { touch: { resource: 'databases', access: 'write' } } },
      },
    } as unknown as JsonSchema
    const step = { uses: 'x/y', summary: '', input, output: {}, formats: [1], abilities: ['revert'] } as const
    const manifest = { kind: 'x', family: 'databases', config: {} } as const
    const read = pluginFromManifest({ format: 1, name: 'x', version: '1', integrity: '', steps: [step], drivers: [manifest] })
    const drivers = driver ? [{ ...manifest, ...driver, target: () => '' } as unknown as Plugin['drivers'][number]] : read.drivers
    const text = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: own }
scope: { databases: { store: [mine] } }
connections: { store: { driver: x } }
steps: [{ id: a, uses: x/y, with: { db: store, key: mine } }]
`
    const context = { plugins: [{ ...read, drivers }], readFile: () => undefined, others }
    const { diagnostics } = await validatePlan(loadPlanFile({ path: 'own.plan.yaml', text }), context)
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => `${code} ${severity}`),
      told.map((severity) => `plans-overlap ${severity}`),
    )
  })
