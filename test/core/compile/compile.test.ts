import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Facts } from '../../../packages/core/src/compile/index.ts'
import type { BoundStep } from '../../../packages/core/src/model/index.ts'
import { bind, files, planWith } from './support.ts'

const step = (id: string, more = '') => `  - { id: ${id}, uses: db/run${more === '' ? '' : `, ${more}`} }\n`

function needsOf(yaml: string): { readonly [id: string]: readonly string[] } {
  return Object.fromEntries(bind(yaml).steps.map(({ id, needs }) => [id, needs]))
}

const orders: readonly { readonly when: string; readonly steps: string; readonly needs: { readonly [id: string]: readonly string[] } }[] = [
  { when: 'nothing is said', steps: step('a') + step('b') + step('c'), needs: { a: [], b: ['a'], c: ['b'] } },
  { when: 'a step needs nothing', steps: step('a') + step('b', 'needs: []') + step('c'), needs: { a: [], b: [], c: ['a', 'b'] } },
  {
    when: 'a step needs one of several',
    steps: step('a') + step('b', 'needs: []') + step('c', 'needs: [a]') + step('d'),
    needs: { a: [], b: [], c: ['a'], d: ['b', 'c'] },
  },
  {
    when: 'steps stand on one that others stand on',
    steps: step('a') + step('b', 'needs: [a]') + step('c', 'needs: [a, b]') + step('d'),
    needs: { a: [], b: ['a'], c: ['a', 'b'], d: ['c'] },
  },
  {
    when: 'a step has a forEach',
    steps: step('a', 'forEach: [x, y], needs: []') + step('b', 'needs: [a]') + step('c', 'needs: []'),
    needs: { 'a[x]': [], 'a[y]': [], b: ['a[x]', 'a[y]'], c: [] },
  },
  { when: 'a step has an empty forEach', steps: step('a', 'forEach: []') + step('b', 'needs: [a]'), needs: { b: [] } },
]

for (const { when, steps, needs } of orders)
  test(`compile() resolves the order of steps when ${when}`, () => {
    const found = needsOf(planWith(steps))
    assert.deepEqual(Object.fromEntries(Object.entries(found).map(([id, ids]) => [id, ids.toSorted()])), needs)
  })

test('compile() orders the steps of a forEach one after the other, as if they were written so, unless needs says otherwise', () => {
  const around = (more: string) => needsOf(planWith(step('a') + step('b', `forEach: [1, 2]${more}`) + step('c')))
  assert.deepEqual(around(''), { a: [], 'b[1]': ['a'], 'b[2]': ['b[1]'], c: ['b[2]'] })
  assert.deepEqual(around(', needs: [a]'), { a: [], 'b[1]': ['a'], 'b[2]': ['a'], c: ['b[1]', 'b[2]'] })
})

test('compile() gives all steps of a forEach one list of what they need: it may name thousands, for each of thousands', () => {
  const { steps } = bind(planWith(step('a', 'forEach: [1, 2], needs: []') + step('b', 'forEach: [1, 2], needs: [a]')))
  assert.deepEqual(steps[2]!.needs, ['a[1]', 'a[2]'])
  assert.equal(steps[2]!.needs, steps[3]!.needs)
})

test('compile() expands forEach with the value of each, and counts lists and maps', () => {
  const { steps } = bind(planWith(step('a', 'forEach: [x, 2, true, { t: 1 }], needs: []')))
  assert.deepEqual(
    steps.map(({ id, each }) => [id, each]),
    [
      ['a[x]', 'x'],
      ['a[2]', 2],
      ['a[true]', true],
      ['a[3]', { t: 1 }],
    ],
  )
})

test('compile() counts texts of a forEach that cannot be typed as a name, or are long', () => {
  const values = ['ü/ö', 'x'.repeat(100), 'two\nlines', '\u001b[31mred', 'turned\u202e', 'x'.repeat(101)]
  const { steps } = bind(planWith(step('a', `forEach: ${JSON.stringify(values)}`)))
  assert.deepEqual(
    steps.map(({ id }) => id),
    ['a[ü/ö]', `a[${values[1]}]`, 'a[2]', 'a[3]', 'a[4]', 'a[5]'],
  )
})

test('compile() fills in defaults and turns durations into ms', () => {
  const bound = bind(
    planWith(
      step('a') +
        '  - { id: b, uses: db/fill }\n' +
        step('c', 'timeout: 90s, retry: { every: 5m, for: 2d }, onFailure: pause, pointOfNoReturn: true, rollback: { none: gone }'),
      'invariants: [{ id: i, uses: db/run }, { id: j, uses: db/run, every: 5s, failureLimit: 3 }]',
    ),
  )
  const [a, b, c] = bound.steps
  assert.deepEqual(
    [a!.timeout, a!.onFailure, a!.pointOfNoReturn, a!.retry, a!.rollback],
    [600_000, 'rollback', false, undefined, undefined],
  )
  assert.equal(b!.timeout, undefined)
  assert.deepEqual(
    [c!.timeout, c!.onFailure, c!.pointOfNoReturn, c!.retry, c!.rollback],
    [90_000, 'pause', true, { every: 300_000, for: 172_800_000 }, { none: 'gone' }],
  )
  assert.deepEqual(
    bound.invariants.map(({ every, failureLimit }) => [every, failureLimit]),
    [
      [30_000, 1],
      [5000, 3],
    ],
  )
  assert.deepEqual([bound.onFailure, bound.rollbackWindow, bound.signOffs], ['rollback', 259_200_000, { require: [], distinct: true }])
})

test("compile() makes a rollback the step's own, with its input merged deeply", () => {
  const { steps } = bind(
    planWith(`  - id: a
    uses: db/run
    forEach: [x]
    with: { connection: crm, body: { on: true, keep: [1, 2], deep: { a: 1 } } }
    rollback: { with: { body: { on: false, keep: [], deep: { b: 2 } } } }
  - id: b
    uses: db/run
    with: { connection: crm }
    rollback:
      - { uses: web/call, with: { path: / } }
      - { timeout: 5s, retry: { every: 1s, for: 1m } }
`),
  )
  const [a, b] = steps as readonly (BoundStep & { readonly rollback: readonly BoundStep[] })[]
  assert.deepEqual(
    a!.rollback.map(({ id, uses, with: input, each }) => ({ id, uses, input, each })),
    [
      {
        id: 'a[x]~rollback[0]',
        uses: 'db/run',
        input: { connection: 'crm', body: { on: false, keep: [], deep: { a: 1, b: 2 } } },
        each: 'x',
      },
    ],
  )
  assert.deepEqual(
    b!.rollback.map(({ id, uses, with: input, timeout, retry }) => [id, uses, input, timeout, retry]),
    [
      ['b~rollback[0]', 'web/call', { path: '/' }, 600_000, undefined],
      ['b~rollback[1]', 'db/run', { connection: 'crm' }, 5000, { every: 1000, for: 60_000 }],
    ],
  )
})

test('compile() lets checks wait only for those of their list whose outputs they read', () => {
  const bound = bind(
    planWith(
      step('a'),
      `preconditions:
  - { id: one, uses: db/run }
  - { id: two, uses: db/run }
  - { id: three, uses: db/run, assert: outputs.value == steps.one.outputs.value, with: { v: "\${{ steps.two.outputs.value }}" } }`,
    ),
  )
  assert.deepEqual(
    bound.preconditions.map(({ needs }) => needs),
    [[], [], ['one', 'two']],
  )
})

test('compile() lists all secrets that the plan and its connections read', () => {
  const yaml = planWith(
    step('a', 'with: { connection: crm, token: "${{ secrets.TOKEN }}" }, rollback: { with: { back: "${{ secrets.BACK }}" } }') +
      step('b', `if: "secrets.COND != ''", assert: "outputs.x == secrets.ASSERT"`),
    'invariants: [{ id: i, uses: db/run, with: { key: "x ${{ secrets.INVARIANT }}" } }]',
  )
  assert.deepEqual(bind(yaml).secrets, ['ASSERT', 'BACK', 'COND', 'INVARIANT', 'TOKEN'])
  assert.deepEqual(bind(yaml, { environment: 'staging' }).secrets, ['ASSERT', 'BACK', 'COND', 'CRM_PASSWORD', 'INVARIANT', 'TOKEN'])
})

test('compile() binds the connections that the plan uses, and leaves their secrets as references', () => {
  assert.deepEqual(bind(planWith(step('a', 'with: { connection: crm }')), { environment: 'staging' }).connections, {
    'databases.crm': { driver: 'mem', config: { host: 'db.staging', password: '${{ secrets.CRM_PASSWORD }}' }, target: 'db.staging' },
  })
})

test('compile() uses the connections of a plan that has no backout.yaml', () => {
  const alone = `apiVersion: backout/v1\nkind: MigrationPlan\nmetadata: { name: p }\nconnections: { own: { driver: mem, file: own.db } }\nscope: { databases: { own: [t] } }\nsteps:\n${step('a', 'with: { connection: own }')}`
  assert.equal(bind(alone, { project: { apiVersion: 'backout/v1', kind: 'Project' } }).connections['databases.own']?.target, 'own.db')
})

test('compile() lets a connection be absent where only steps use it that are skipped in this environment', () => {
  const flags = (condition: string) => planWith(`  - { id: a, uses: web/call, if: "${condition}", with: { connection: flags } }\n`)
  assert.deepEqual(bind(flags("environment == 'production'")).connections['services.flags'], undefined)
  assert.equal(
    bind(flags("environment == 'production'"), { environment: 'production' }).connections['services.flags']?.target,
    'https://flags',
  )
  assert.throws(() => bind(flags("environment == 'local'")), { code: 'invalid', message: /no connection "flags", which step "a" uses/ })
})

test('compile() freezes the files that inputs mark, wherever they stand, with the digest of their bytes', () => {
  const yaml = planWith(
    step('a', 'with: { file: sql/a.sql }') +
      '  - { id: b, uses: db/nested, with: { sources: [{ from: sql/b.sql }, { from: sql/a.sql }] } }\n',
  )
  assert.deepEqual(Object.keys(bind(yaml).files), ['sql/a.sql', 'sql/b.sql'])
  assert.match(bind(yaml).files['sql/a.sql']!, /^[0-9a-f]{64}$/)
})

test('compile() says which sign-offs are gates', () => {
  const { signOffs } = bind(
    planWith(
      step('a', 'signOff: dba_final'),
      `signOffs: { distinct: false, require: [{ id: review, role: owner, count: 2, expires: 7d, if: "environment != 'local'" }, { id: dba_final, role: dba }] }`,
    ),
  )
  assert.deepEqual(signOffs, {
    distinct: false,
    require: [
      { id: 'review', role: 'owner', count: 2, gate: false, if: "environment != 'local'", expires: 604_800_000 },
      { id: 'dba_final', role: 'dba', count: 1, gate: true },
    ],
  })
})

const declared = `inputs:
  size: { type: integer, minimum: 1, maximum: 9 }
  rate: { type: number, default: 0.5 }
  name: { type: string, default: x, pattern: "^[a-z]+$" }
  on: { type: boolean, default: false }
environments: [local, { name: staging, inputs: { size: 7 } }]`

const given: readonly { readonly when: string; readonly facts: Partial<Facts>; readonly inputs: object }[] = [
  { when: 'only what is required is given', facts: { inputs: { size: '3' } }, inputs: { size: 3, rate: 0.5, name: 'x', on: false } },
  { when: 'the environment gives it', facts: { environment: 'staging' }, inputs: { size: 7, rate: 0.5, name: 'x', on: false } },
  {
    when: 'the command line overrides the environment',
    facts: { environment: 'staging', inputs: { size: '2' } },
    inputs: { size: 2, rate: 0.5, name: 'x', on: false },
  },
  {
    when: 'every type is given as text',
    facts: { inputs: { size: '+3', rate: '1e-1', name: 'true', on: 'true' } },
    inputs: { size: 3, rate: 0.1, name: 'true', on: true },
  },
  {
    when: 'values are given by a program',
    facts: { inputs: { size: 3, rate: 2, on: true } },
    inputs: { size: 3, rate: 2, name: 'x', on: true },
  },
]

for (const { when, facts, inputs } of given)
  test(`compile() binds inputs when ${when}`, () => assert.deepEqual(bind(planWith(step('a'), declared), facts).inputs, inputs))

const refused: readonly {
  readonly when: string
  readonly yaml?: string
  readonly facts: Partial<Facts>
  readonly says: readonly RegExp[]
}[] = [
  {
    when: 'the environment is not known',
    facts: { environment: 'prod' },
    says: [/no such environment/, /"local", "staging", "production"/],
  },
  { when: 'the plan is not for the environment', facts: { environment: 'production' }, says: [/the plan is for "local", "staging"/] },
  { when: 'a required input is missing', facts: {}, says: [/input "size" is required: give it with --input size=/] },
  {
    when: 'an input is no integer',
    facts: { inputs: { size: '3.5' } },
    says: [/input "size" must be an integer, not "3\.5"/],
  },
  {
    when: 'an integer is too large to be exact',
    facts: { inputs: { size: '9007199254740993' } },
    says: [/input "size" must be at most 9007199254740991 either way, to be exact, not "9007199254740993"/],
  },
  {
    when: 'a number is too large for any',
    facts: { inputs: { size: '3', rate: '1e400' } },
    says: [/input "rate" must be a number, not "1e400"/],
  },
  { when: 'an input is out of range', facts: { inputs: { size: '10' } }, says: [/input "size" must be at most 9, not 10/] },
  {
    when: 'there are many mistakes',
    yaml: planWith(step('a', 'with: { connection: nope, file: sql/c.sql }') + step('b', 'forEach: [x, x]'), declared),
    facts: { inputs: { size: 'x', rate: 'y', name: 'A', on: 'yes', other: '1' } },
    says: [
      /no input "other"; there are size, rate, name, on/,
      /"size" must be an integer/,
      /"rate" must be a number/,
      /"name" must match/,
      /"on" must be a boolean \(true or false\)/,
      /no connection "nope", which step "a" uses/,
      /file "sql\/c\.sql" is not there/,
      /step "b" has a value twice/,
    ],
  },
]

for (const { when, yaml, facts, says } of refused)
  test(`compile() fails with invalid, and names every mistake, when ${when}`, () =>
    assert.throws(
      () => bind(yaml ?? planWith(step('a'), declared), facts),
      (error: { code: string; message: string }) => {
        assert.equal(error.code, 'invalid')
        for (const pattern of says) assert.match(error.message, pattern)
        return true
      },
    ))

test('compile() gives a plan that survives being stored as JSON', () => {
  const bound = bind(planWith(step('a', 'forEach: [x], with: { connection: crm, file: sql/a.sql }, rollback: { with: {} }'), declared), {
    inputs: { size: '1' },
    files,
  })
  assert.deepEqual(JSON.parse(JSON.stringify(bound)), bound)
})

test('compile() says where each step stands in the plan', () => {
  const yaml = planWith(step('a', 'forEach: [x, y], rollback: [{ with: {} }]'), 'preconditions: [{ id: p, uses: db/run }]')
  const asked: string[] = []
  bind(yaml, { locate: (pointer) => (asked.push(pointer), { line: 7, column: 5 }) })
  assert.deepEqual(asked.toSorted(), ['/preconditions/0', '/steps/0', '/steps/0', '/steps/0/rollback/0', '/steps/0/rollback/0'])
})

test('compile() takes no name for one that JavaScript objects inherit', () => {
  const yaml = planWith(
    step('constructor', 'with: { connection: crm }'),
    `inputs: { constructor: { type: string, default: x } }\nsignOffs: { require: [{ id: r, role: constructor }] }\nenvironments: [{ name: local, inputs: {} }]`,
  )
  const bound = bind(yaml.replace('{ crm: [t] }', '{ crm: [t], constructor: [t] }'))
  assert.deepEqual([bound.inputs, Object.keys(bound.connections)], [{ constructor: 'x' }, ['databases.crm']])
})
