import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import type { Json } from '@backout/core/model'
import {
  checkExpression,
  checkTemplate,
  type Declared,
  inspectExpression,
  namesIn,
  type SchemaLike,
  schemaOfValues,
} from '../../../packages/core/src/expression/index.ts'

const counted = { type: 'object', additionalProperties: false, properties: { rowCount: { type: 'integer' }, value: {} } }
const declared: Declared = {
  inputs: { batch: { type: 'integer' }, name: { type: 'string' }, rate: { type: 'number' }, on: { type: 'boolean' } },
  steps: new Map<string, SchemaLike | undefined>([
    ['count', counted],
    ['maybe', undefined],
    ['with-dash', counted],
    ['fill', { type: 'object', properties: { value: { type: 'string' } } }],
  ]),
  families: new Set(['fill']),
  otherSteps: new Set(['later']),
  skippable: new Set(['maybe']),
  outputs: { type: 'object', properties: { value: {}, exitCode: { type: 'integer' }, rows: { type: 'array', items: { type: 'object' } } } },
  expects: 'condition',
}

const right: readonly string[] = [
  'outputs.value == 0',
  "environment == 'local'",
  "environment == 'local' // why",
  "environment // where\n  == 'http://a'",
  'inputs.batch > 1 && inputs.on',
  'inputs.batch == 1.5',
  'inputs["batch"] > 1',
  'int(outputs.body.schema) >= 12',
  'double(outputs.body.data.result[0].value[1]) < 0.01',
  'steps.count.outputs.rowCount + 1 > 2',
  'has(steps.maybe.outputs.x) && steps.maybe.outputs.x == 1',
  'has(steps.maybe) && 1 > 0',
  'steps.fill.eu.outputs.value == "x"',
  'steps["fill[eu]"].outputs.value == "x"',
  'inputs.batch-inputs.batch > 0',
  '[1].exists(x, inputs.batch-x > 0)',
  'steps.with-dash.outputs.rowCount > 1',
  'outputs.rows.all(row, row.id > 0)',
  'outputs.rows.filter(row, row.on).map(row, row.id).exists(id, id == inputs.batch)',
  'outputs.rows.exists(inputs, inputs.whatever)',
  'type(inputs.batch) == int',
  'timestamp(run.startedAt) - duration("1h") < timestamp("2030-01-01T00:00:00Z")',
  'inputs.name.matches("^[a-z]+$")',
  'outputs.value == null',
  'secrets.TOKEN != ""',
  'inputs.on ? outputs.value > 1 : true',
  'outputs.value in [1, 2] // as before\n',
]

for (const expression of right)
  test(`checkExpression() finds nothing wrong with ${expression}`, () => assert.deepEqual(checkExpression(expression, declared), []))

const wrong: readonly {
  readonly expression: string
  readonly code: string
  readonly marks: string
  readonly says: RegExp
  readonly suggests?: RegExp
}[] = [
  { expression: '', code: 'syntax', marks: '', says: /empty/ },
  { expression: 'outputs.value = 0', code: 'syntax', marks: '=', says: /unexpected "="/, suggests: /written ==/ },
  { expression: 'inputs.on and true', code: 'syntax', marks: 'and', says: /unexpected "and"/, suggests: /written &&/ },
  { expression: 'inputs.name == 😀', code: 'syntax', marks: '😀', says: /^unexpected "😀"$/ },
  { expression: 'inputs.größe > 1', code: 'syntax', marks: 'ö', says: /^unexpected "ö"$/ },
  { expression: 'inputs.名 == 1', code: 'syntax', marks: '名', says: /^unexpected "名"$/ },
  { expression: 'var.name', code: 'syntax', marks: 'var', says: /^"var" is a word of CEL/, suggests: /^An input is written/ },
  { expression: 'if (inputs.on) true', code: 'syntax', marks: 'if', says: /^"if" is a word of CEL/, suggests: /^A choice is written/ },
  { expression: 'not inputs.on', code: 'syntax', marks: 'inputs', says: /unexpected "inputs"/, suggests: /"not" is written !/ },
  { expression: "inputs.name =~ 'a'", code: 'syntax', marks: '=', says: /unexpected "="/, suggests: /text\.matches\("pattern"\)/ },
  {
    expression: "inputs.name == 'a\nb' && inputs.on",
    code: 'syntax',
    marks: '=',
    says: /./,
    suggests: /^A text ends on the line/,
  },
  { expression: '"abc', code: 'syntax', marks: '"', says: /that begins with " does not end/, suggests: /^A " is missing$/ },
  { expression: "inputs.name == 'a", code: 'syntax', marks: "'", says: /that begins with ' does not end/, suggests: /^A ' is missing$/ },
  { expression: 'inputs.name == ‘a’', code: 'syntax', marks: '‘', says: /unexpected "‘"/, suggests: /straight quotes/ },
  { expression: '"""a"b""" = inputs.name', code: 'syntax', marks: '=', says: /unexpected "="/, suggests: /written ==/ },
  { expression: 'inputs.batch => 1', code: 'syntax', marks: '=', says: /unexpected "="/, suggests: /written >=/ },
  { expression: 'has(inputs)', code: 'type', marks: 'h', says: /has\(\) asks for a field/ },
  {
    expression: 'len(inputs.name) > 1',
    code: 'type',
    marks: 'len(inputs.name)',
    says: /no function "len"/,
    suggests: /^Did you mean "size"\?$/,
  },
  { expression: 'exists(inputs.name)', code: 'type', marks: 'exists(inputs.name)', says: /asked of a list/, suggests: /list\.exists/ },
  {
    expression: 'timestamp("2026-13-01") > timestamp(run.startedAt)',
    code: 'type',
    marks: 'timestamp("2026-13-01")',
    says: /^it cannot succeed: "2026-13-01" is no timestamp, as "2026-01-31T12:00:00Z" is$/,
  },
  {
    expression: 'timestamp("2026-02-29T12:00:00+02:00") > timestamp(run.startedAt)',
    code: 'type',
    marks: 'timestamp("2026-02-29T12:00:00+02:00")',
    says: /^it cannot succeed: "2026-02-29T12:00:00\+02:00" is no timestamp/,
  },
  {
    expression: 'timestamp("2026-01-01T00:00:00Z") < inputs.name',
    code: 'type',
    marks: 'timestamp("2026-01-01T00:00:00Z") < inputs.name',
    says: /a timestamp and a string/,
    suggests: /timestamp\(…\) around/,
  },
  { expression: 'github.ref == ""', code: 'name', marks: 'github.ref', says: /there is no "github"/ },
  {
    expression: 'steps.count.output.rowCount == 1',
    code: 'name',
    marks: 'steps.count.output.rowCount',
    says: /only "outputs"/,
    suggests: /^Did you mean "steps\.count\.outputs\.rowCount"\?$/,
  },
  { expression: 'inputs.batch ==', code: 'syntax', marks: '=', says: /it ends too early/, suggests: /missing behind ==/ },
  { expression: 'true && ', code: 'syntax', marks: '&', says: /it ends too early/, suggests: /missing behind &&/ },
  {
    expression: 'outputs.rows.length > 1',
    code: 'type',
    marks: 'outputs.rows.length',
    says: /a list has no field/,
    suggests: /^Write size\(…\)$/,
  },
  { expression: 'size(outputs.rows', code: 'syntax', marks: '(', says: /unexpected/, suggests: /closing \) is missing/ },
  { expression: 'outputs.rows.size( ) > 0', code: 'syntax', marks: '.', says: /unexpected "."/, suggests: /no blank either/ },
  { expression: '${{ inputs.on }}', code: 'syntax', marks: '$', says: /unexpected/, suggests: /leave out/ },
  { expression: '99999999999999999999 > 1', code: 'syntax', marks: '99999999999999999999', says: /64 bits/ },
  { expression: 'environment == local', code: 'name', marks: 'local', says: /no "local"/, suggests: /"local"/ },
  { expression: 'env == "local"', code: 'name', marks: 'env', says: /no "env"/, suggests: /^Did you mean "environment"\?$/ },
  { expression: 'cel.bind(x, inputs.batch, x > 1)', code: 'name', marks: 'cel', says: /no "cel\.bind"/, suggests: /Write the value out/ },
  {
    expression: 'contains(inputs.name, "x")',
    code: 'type',
    marks: 'contains(inputs.name, "x")',
    says: /is called on a value/,
    suggests: /^Write a\.contains\(b\)$/,
  },
  {
    expression: 'inputs.name.int() > 1',
    code: 'type',
    marks: 'inputs.name.int()',
    says: /not called on a value/,
    suggests: /^Write int\(a\)$/,
  },
  { expression: 'batch > 1', code: 'name', marks: 'batch', says: /no "batch"/, suggests: /^Did you mean "inputs\.batch"\?$/ },
  { expression: 'exitCode == 0', code: 'name', marks: 'exitCode', says: /no "exitCode"/, suggests: /^Did you mean "outputs\.exitCode"\?$/ },
  {
    expression: 'count.value > 1',
    code: 'name',
    marks: 'count.value',
    says: /no "count"/,
    suggests: /^Did you mean "steps\.count\.outputs"\?$/,
  },
  { expression: 'input.batch > 1', code: 'name', marks: 'input.batch', says: /no "input"/, suggests: /^Did you mean "inputs"\?$/ },
  {
    expression: '1 < inputs.bacth',
    code: 'name',
    marks: 'inputs.bacth',
    says: /no input "bacth"/,
    suggests: /^Did you mean "inputs\.batch"\?$/,
  },
  {
    expression: 'inputs["bach"] > 1',
    code: 'name',
    marks: 'inputs["bach"]',
    says: /no input "bach"/,
    suggests: /^Did you mean "inputs\.batch"\?$/,
  },
  {
    expression: 'steps.cuont.outputs.value > 1',
    code: 'name',
    marks: 'steps.cuont.outputs.value',
    says: /no step "cuont"/,
    suggests: /steps\.count/,
  },
  {
    expression: 'steps.the-count.outputs.value - inputs.batch > 1',
    code: 'name',
    marks: 'steps.the-count.outputs.value',
    says: /^there is no step "the-count"$/,
  },
  { expression: 'inputs.my-own-batch > 1', code: 'name', marks: 'inputs.my-own-batch', says: /no input "my-own-batch"/ },
  { expression: 'inputs.batch -other > 1', code: 'name', marks: 'other', says: /no "other"/, suggests: /quotes/ },
  {
    expression: "inputs.name || 'b'",
    code: 'type',
    marks: "inputs.name || 'b'",
    says: /^"\|\|" joins conditions, not a string and a string$/,
    suggests: /^A default is written has/,
  },
  { expression: "inputs.on || 'b'", code: 'type', marks: "'b'", says: /^a string is not a condition$/, suggests: /^A default is written/ },
  { expression: 'inputs.on && inputs.name', code: 'type', marks: 'inputs.name', says: /^a string is not a condition$/ },
  { expression: 'steps.later.outputs.value > 1', code: 'name', marks: 'steps.later.outputs.value', says: /does not come before/ },
  {
    expression: 'steps.count.rowCount > 1',
    code: 'name',
    marks: 'steps.count.rowCount',
    says: /only "outputs"/,
    suggests: /^Did you mean "steps\.count\.outputs\.rowCount"\?$/,
  },
  {
    expression: 'steps.count.conclusion == ""',
    code: 'name',
    marks: 'steps.count.conclusion',
    says: /only/,
    suggests: /"steps\.count\.outputs"/,
  },
  { expression: 'steps.fill.outputs.value == ""', code: 'name', marks: 'steps.fill.outputs.value', says: /forEach/ },
  { expression: 'steps[inputs.name].outputs.value == ""', code: 'name', marks: 'steps[inputs.name].outputs.value', says: /must be named/ },
  { expression: 'secrets[inputs.name] == ""', code: 'name', marks: 'secrets[inputs.name]', says: /must be named/ },
  { expression: 'each.value == 1', code: 'name', marks: 'each.value', says: /forEach/ },
  { expression: 'run.name == ""', code: 'name', marks: 'run.name', says: /only "id"/ },
  { expression: 'environment.name == ""', code: 'name', marks: 'environment.name', says: /nothing below/ },
  {
    expression: 'steps.maybe.outputs.x == 1',
    code: 'unguarded',
    marks: 'steps.maybe.outputs.x',
    says: /may be skipped/,
    suggests: /has\(steps\.maybe\.outputs\)/,
  },
  {
    expression: 'steps["maybe[a]"].outputs.x == 1',
    code: 'unguarded',
    marks: 'steps["maybe[a]"].outputs.x',
    says: /may be skipped/,
    suggests: /^Write has\(steps\['maybe\[a\]'\]\.outputs\) && …$/,
  },
  { expression: 'inputs.name', code: 'type', marks: 'inputs.name', says: /a bool, not a string/ },
  { expression: 'inputs.batch == "1"', code: 'type', marks: 'inputs.batch == "1"', says: /an int never equals a string/ },
  {
    expression: 'inputs.batch + 1.0 > 2.0',
    code: 'type',
    marks: 'inputs.batch + 1.0',
    says: /does not take an int and a double/,
    suggests: /1\.0 for 1/,
  },
  { expression: '!inputs.batch', code: 'type', marks: '!inputs.batch', says: /"!" does not take an int/ },
  { expression: 'true && inputs.name', code: 'type', marks: 'inputs.name', says: /not a condition/ },
  { expression: 'inputs.batch in 3', code: 'type', marks: 'inputs.batch in 3', says: /"in" does not take/ },
  { expression: 'inputs.name.first == ""', code: 'type', marks: 'inputs.name.first', says: /a string has no field/ },
  { expression: 'outputs.rows["a"].x == 1', code: 'type', marks: '"a"', says: /indexed by an int/ },
  { expression: 'inputs.name.all(x, x)', code: 'type', marks: 'inputs.name', says: /no items for "all"/ },
  {
    expression: 'inputs.name.contain("a")',
    code: 'type',
    marks: 'inputs.name.contain("a")',
    says: /no function "contain"/,
    suggests: /^Did you mean "contains"\?$/,
  },
  {
    expression: 'inputs.name.contains(1)',
    code: 'type',
    marks: 'inputs.name.contains(1)',
    says: /"contains" does not take an int on a string/,
  },
  {
    expression: 'steps.count.outputs.rowcount > 1',
    code: 'type',
    marks: 'steps.count.outputs.rowcount',
    says: /no "rowcount"/,
    suggests: /^Did you mean "rowCount"\?$/,
  },
  { expression: 'duration("5 minutes") > duration("1m")', code: 'type', marks: 'duration("5 minutes")', says: /cannot succeed/ },
  { expression: 'inputs.name.matches("[")', code: 'type', marks: 'inputs.name.matches("[")', says: /cannot succeed/ },
  { expression: 'int("x") == 1', code: 'type', marks: 'int("x")', says: /cannot succeed/ },
]

for (const { expression, code, marks, says, suggests } of wrong)
  test(`checkExpression() reports expression-${code} for ${expression || 'nothing'}`, () => {
    const [problem, ...more] = checkExpression(expression, declared)
    assert.deepEqual(more, [])
    assert.equal(problem?.code, `expression-${code}`)
    assert.equal(expression.slice(problem.start, problem.end), marks)
    assert.match(problem.message, says)
    if (suggests) assert.match(problem.suggestion ?? '', suggests)
  })

test('checkExpression() reports every mistake of an expression', () => {
  const codes = checkExpression('inputs.bacth > steps.nope.outputs.x && inputs.name', declared).map(({ code }) => code)
  assert.deepEqual(codes, ['expression-name', 'expression-name', 'expression-type'])
})

test('inspectExpression() gives the type that literals and declarations tell', () => {
  const types = ['inputs.batch * 2', 'string(1)', 'outputs.value', '[1]', 'inputs.on ? 1 : 2', 'inputs.on ? 1 : "a"', 'outputs.exitCode']
  assert.deepEqual(
    types.map((expression) => inspectExpression(expression, { ...declared, expects: 'value' }).type),
    ['int', 'string', 'dyn', 'list', 'int', 'dyn', 'int'],
  )
})

test('checkTemplate() gives the place of each problem in its text', () => {
  const template = { a: 'x ${{ inputs.bacth }} y', b: ['${{ 1 '], '${{ x }}': 1, c: 'n: ${{ [1] }}', d: '$${{ not.ours }}' }
  assert.deepEqual(
    checkTemplate(template, { ...declared, expects: 'value' }).map(({ code, pointer, start, end }) => [code, pointer, start, end]),
    [
      ['expression-name', '/a', 6, 18],
      ['expression-unclosed', '/b/0', 0, 3],
      ['expression-type', '/c', 6, 11],
      ['expression-in-key', '/${{ x }}', 0, 8],
    ],
  )
})

test('namesIn() gives every name that an expression reads, and none that a macro binds', () => {
  assert.deepEqual(
    namesIn('secrets.A + secrets["B"] + inputs.n + steps["fill[eu]"].outputs.x + [1].map(inputs2, inputs2 + each.value)[0] + zz'),
    {
      inputs: ['n'],
      secrets: ['A', 'B'],
      steps: ['fill[eu]'],
      outputs: false,
      each: true,
      run: false,
      unknown: ['zz'],
      computed: [],
    },
  )
})

test('namesIn() gives the same names when the library has to read the expression', () => {
  const expression = 'secrets.A + steps.count.outputs.rows.map(row, row.x + inputs.n)'
  assert.deepEqual(namesIn(`${expression} + r"\\"`), namesIn(`${expression} + ""`))
})

test('namesIn() gives no names for what is no expression', () => assert.deepEqual(namesIn('a ==').unknown, []))

const eachCases: readonly (readonly [expression: string, values: readonly Json[], says?: RegExp])[] = [
  [`each.value != 'b'`, ['a', 'b']],
  ['each.value > 1', [1, 2.5]],
  ['each.value + 1.0 > 2.0', [1, 2]],
  ['each.value.on', [{ on: true }, { on: false, more: 1 }]],
  ['has(each.value.more) && each.value.more > 1', [{ on: true }, { more: 1 }]],
  ['each.value[0] == 1', [[1], []]],
  ['each.value > 1', ['a', 1]],
  ['each.value.on', [{ on: true }, 'a']],
  ['each.value > 1', ['a', 'b'], /">" does not take a string and an int/],
  ['each.value + 1 > 2.0', [1, 2], /"\+" does not take a double and an int/],
  ['each.value', ['a'], /a bool, not a string/],
  ['each.value.onn', [{ on: true }, { on: false }], /there is no "onn"; there is on/],
  ['each.value.name', ['a'], /a string has no field "name"/],
]

for (const [expression, values, says] of eachCases)
  test(`checkExpression() ${says ? 'refuses' : 'accepts'} "${expression}" for each of ${JSON.stringify(values)}`, () => {
    const problems = checkExpression(expression, { ...declared, each: schemaOfValues(values) })
    assert.equal(problems.length, says ? 1 : 0, JSON.stringify(problems))
    if (says) assert.match(problems[0]!.message, says)
  })

test('Law: what is known of each.value holds for each of the values', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 4 }), (values) => {
      // Ajv passes over this key, which no document can have.
      fc.pre(!JSON.stringify(values).includes('"__proto__":'))
      const valid = new Ajv({ strict: false, ownProperties: true }).compile(schemaOfValues(values as readonly Json[]))
      for (const value of values) assert.ok(valid(value))
    }),
    { examples: [[[{}, { valueOf: 0 }]]] },
  )
})

for (const [what, expression] of [
  ['a chain of operators', `${'1+'.repeat(4_000)}1 > 0`],
  ['a chain of fields', `inputs${'.x'.repeat(4_000)}`],
  ['a chain of calls', `"a"${'.trim()'.repeat(1_000)}`],
  ['a chain of conditions', `${'true ? 1 : '.repeat(500)}1`],
  ['brackets', `${'('.repeat(4_000)}1${')'.repeat(4_000)}`],
  ['brackets in a text that only the library reads', `${'['.repeat(400)}r"x"${']'.repeat(400)}`],
  ['conditions that are too long', `${'true && '.repeat(5_000)}true`],
] as const)
  test(`checkExpression() refuses what nothing could walk through: ${what}`, () => {
    assert.deepEqual(
      checkExpression(expression, declared).map(({ code }) => code),
      ['expression-syntax'],
    )
    assert.deepEqual(namesIn(expression).unknown, [])
  })

test('checkExpression() reads a long list of conditions, which is one level', () =>
  assert.deepEqual(checkExpression(`${'inputs.on && '.repeat(700)}true`, declared), []))

for (const [expression, named] of [
  ["environment == 'prodution'", 'prodution'],
  ["'qa' != environment && true", 'qa'],
  ["[1].all(x, environment in ['local', 'stagin'])", 'stagin'],
  ["environment in ['local', 'production'] || environment == inputs.name", undefined],
  ["inputs.name == 'qa' || environment.startsWith('q')", undefined],
] as const)
  test(`checkExpression() ${named ? 'warns of an environment that there is not' : 'knows the environments'} in ${expression}`, () => {
    const problems = checkExpression(expression, { ...declared, environments: ['local', 'production'] })
    const told = problems.map(({ code, severity }) => `${severity} ${code}`)
    assert.deepEqual(told, named === undefined ? [] : ['warning unknown-environment'])
    if (named) assert.equal(expression.slice(problems[0]!.start).startsWith(`'${named}'`), true)
    assert.deepEqual(checkExpression(expression, declared), [])
  })
