import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ExpressionScope, loadEvaluator } from '../../../packages/core/src/expression/index.ts'
import { PlanError, type Json, type Value } from '../../../packages/core/src/model/index.ts'
import { scopeWith } from './scope.ts'

const { evaluate, expand, test: decide } = await loadEvaluator()

const values: readonly (readonly [what: string, expression: string, value: Value])[] = [
  ['an int for an input of type integer', 'inputs.batch', 20_000n],
  ['what stands before a comment', 'inputs.batch // rows', 20_000n],
  ['int arithmetic on an input of type integer', 'inputs.batch + 1', 20_001n],
  ['a double for an input of type number', 'inputs.rate * 2.0', 1],
  ['doubles for numbers that no schema calls integers', 'inputs.list[0] + 1.0', 2],
  ['an int of a database', 'steps.count.outputs.value + 1', 4n],
  ['an int where the schema of the outputs says integer', 'outputs.status + 1', 201n],
  ['true when a double equals an int', 'inputs.list[1] == 2', true],
  ['the environment', "environment == 'local' ? 'here' : 'there'", 'here'],
  ['a secret', 'secrets.TOKEN', 'hush-hush'],
  ['a secret named by index', 'secrets["TOKEN"]', 'hush-hush'],
  ['the run', 'run.id + " " + string(timestamp(run.startedAt).getFullYear())', 'r-1 2026'],
  ['the outputs of a step of a forEach', 'steps.fill.eu.outputs.value + steps["fill[us]"].outputs.value', 3n],
  ['false for has() on a step that was skipped', 'has(steps.gone)', false],
  ['false for has() on the outputs of a step that was skipped', 'has(steps.gone.outputs)', false],
  ['false for has() below the outputs of a step that was skipped', 'has(steps.gone.outputs.rows)', false],
  ['false for has() on a step named by index', 'has(steps["gone"].outputs.rows)', false],
  ['true for has() on an output', 'has(steps.count.outputs.value)', true],
  ['false for has() on an output that is not there', 'has(steps.count.outputs.other)', false],
  ['true for has() on a key whose value is null', 'has(steps.count.outputs.rows[0].note)', true],
  ['true for "in" on a key whose value is null', '"note" in steps.count.outputs.rows[0]', true],
  ['null', 'steps.count.outputs.rows[0].note', null],
  ['a key that JavaScript objects inherit, where it is there', 'outputs.body.constructor', 'c'],
  ['a key that the library takes for a message', 'outputs.body["$typeName"]', 'google.protobuf.Timestamp'],
  ['the other branch when one would fail', 'has(outputs.nope) ? outputs.nope : "none"', 'none'],
  ['a list', '[1, inputs.name]', [1n, 'crm']],
  ['a map', '{"a": {"b": inputs.on}}', { a: { b: true } }],
  ['a mapped list', 'inputs.list.filter(x, x > 1.0).map(x, int(x))', [2n, 3n]],
  ['a timestamp of a whole second', 'timestamp("2026-01-01T00:00:00Z")', '2026-01-01T00:00:00Z'],
  ['a timestamp as RFC 3339', 'timestamp("2026-01-01T00:00:00.250Z")', '2026-01-01T00:00:00.25Z'],
  ['a timestamp of so many seconds, as CEL defines it', '[timestamp(1700000000), int(timestamp(5))]', ['2023-11-14T22:13:20Z', 5n]],
  ['a duration in seconds', 'duration("1m30s") - duration("100ms")', '89.9s'],
  ['a negative duration', 'duration("-1.5s")', '-1.5s'],
  ['bytes', 'b"ab"', new Uint8Array([97, 98])],
  ['an unsigned int as an int', '3u', 3n],
]

for (const [what, expression, value] of values)
  test(`evaluate() gives ${what}`, () => assert.deepEqual(evaluate(expression, scopeWith()), value))

const errors: readonly {
  readonly when: string
  readonly expression: string
  readonly code: string
  readonly says: RegExp
  readonly scope?: Partial<ExpressionScope>
}[] = [
  { when: 'the syntax is wrong', expression: 'a ==', code: 'invalid', says: /it ends too early/ },
  { when: 'a name stands for nothing', expression: 'nope + 1', code: 'invalid', says: /no "nope"/ },
  { when: 'a list is shorter', expression: 'inputs.list[3] == 1', code: 'failed', says: /: the list has no item 3, counted from 0$/ },
  { when: 'a name is one of JavaScript', expression: 'toString', code: 'invalid', says: /no "toString"/ },
  { when: 'a name is __proto__', expression: '__proto__', code: 'invalid', says: /no "__proto__"/ },
  { when: 'a step was skipped', expression: 'steps.gone.outputs.value', code: 'missing', says: /step "gone" was skipped or did not run/ },
  { when: 'a step named by index was skipped', expression: 'steps["gone"].outputs.value', code: 'missing', says: /step "gone"/ },
  { when: 'a secret is not set', expression: 'secrets.OTHER', code: 'missing', says: /secret "OTHER": it is not set/ },
  {
    when: 'there are no outputs yet',
    expression: 'outputs.value',
    code: 'invalid',
    says: /no "outputs" here/,
    scope: { outputs: undefined as never },
  },
  { when: 'each is read outside of forEach', expression: 'each.value', code: 'invalid', says: /no "each" here/ },
  { when: 'a field is not there', expression: 'outputs.other', code: 'failed', says: /field not found: other/ },
  { when: 'a key that objects inherit is not there', expression: 'outputs.toString', code: 'failed', says: /field not found/ },
  { when: 'types do not fit', expression: 'inputs.list[0] + 1', code: 'failed', says: /no matching overload/ },
  {
    when: 'a day is not in its month',
    expression: 'timestamp("2026-02" + "-30T00:00:00Z")',
    code: 'failed',
    says: /: there is no day 2026-02-30$/,
  },
  {
    when: 'a time has no such month',
    expression: 'timestamp("2026" + "-13-01T00:00:00Z")',
    code: 'failed',
    says: /Failed to parse timestamp/,
  },
  { when: 'it divides by zero', expression: '1 / 0', code: 'failed', says: /divide by zero/ },
  { when: 'an int overflows', expression: '9223372036854775807 + 1', code: 'failed', says: /overflow/ },
  { when: 'the result is not a number', expression: 'double("NaN")', code: 'failed', says: /not finite/ },
  { when: 'it is nested too deeply', expression: `${'('.repeat(4000)}1${')'.repeat(4000)}`, code: 'invalid', says: /nested too deeply/ },
  { when: 'its operators make a long chain', expression: `${'1+'.repeat(4_000)}1`, code: 'invalid', says: /nested too deeply/ },
  { when: 'it is very long', expression: `"${'x'.repeat(20_000)}"`, code: 'invalid', says: /longer than/ },
]

for (const { when, expression, code, says, scope } of errors)
  test(`evaluate() fails with ${code} when ${when}`, () =>
    assert.throws(
      () => evaluate(expression, scopeWith(scope)),
      (error) => error instanceof PlanError && error.code === code && says.test(error.message),
    ))

test('evaluate() stops an expression that would take too long', () => {
  const inputs = { list: Array.from({ length: 3000 }, (_, index) => index) }
  const endless = 'inputs.list.all(a, inputs.list.all(b, inputs.list.all(c, a + b + c >= 0.0)))'
  assert.throws(() => evaluate(endless, scopeWith({ inputs })), { code: 'timeout' })
  assert.equal(evaluate('1 + 1', scopeWith()), 2n)
})

test('evaluate() stops all expressions of a plan together after the time that there is for them', () => {
  const inputs = { list: Array.from({ length: 3000 }, (_, index) => index) }
  const [patience, begun] = [{ left: 300 }, performance.now()]
  for (let index = 0; index < 20; index++) {
    const endless = `inputs.list.all(a, inputs.list.all(b, inputs.list.all(c, a + b + c >= -${index}.0)))`
    assert.throws(() => evaluate(endless, scopeWith({ inputs, patience })), { code: 'timeout' })
  }
  assert.ok(performance.now() - begun < 5000)
})

const templates: readonly (readonly [what: string, template: Json, value: Value])[] = [
  [
    'keeps the type of a text that is only an expression',
    { n: '${{ inputs.batch }}', list: '${{ inputs.list }}' },
    { n: 20_000n, list: [1, 2, 3] },
  ],
  ['puts values into a text', 'batch ${{ inputs.batch }}, ${{ inputs.rate }}, ${{ inputs.on }}', 'batch 20000, 0.5, true'],
  ['leaves what is no expression alone', { a: [1, true, null, 'x {{ y }}'] }, { a: [1, true, null, 'x {{ y }}'] }],
  ['turns an escape into the text', ['$${{ github.sha }}', 'a $${{'], ['${{ github.sha }}', 'a ${{']],
  ['does not expand keys', { '${{ environment }}': 1 }, { '${{ environment }}': 1 }],
  ['does not expand the result again', '${{ "$" + "{{ environment }}" }}', '${{ environment }}'],
  ['keeps a text with blanks around its expression a text', ' ${{ inputs.batch }}', ' 20000'],
]

for (const [what, template, value] of templates) test(`expand() ${what}`, () => assert.deepEqual(expand(template, scopeWith()), value))

for (const expression of ['inputs.list', 'null', '{"a": 1}', 'b"a"'])
  test(`expand() refuses to put ${expression} into a text`, () =>
    assert.throws(() => expand(`a \${{ ${expression} }}`, scopeWith()), { code: 'failed', message: /into a text/ }))

test('expand() refuses an expression that is not closed', () => assert.throws(() => expand('${{ x', scopeWith()), { code: 'invalid' }))

const deciding: readonly (readonly [expression: string, operands: { readonly [expression: string]: string }])[] = [
  ['outputs.value == 0', { 'outputs.value': '7' }],
  ['outputs.value == 0 && size(inputs.list) > 5', { 'outputs.value': '7', 'size(inputs.list)': '3' }],
  ['!(outputs.value > 3) || outputs.body.ok', { 'outputs.value': '7', 'outputs.body.ok': 'false' }],
  ['outputs.body.ok', { 'outputs.body.ok': 'false' }],
  ['outputs.value in [1, inputs.batch]', { 'outputs.value': '7', 'inputs.batch': '20000' }],
  ['inputs.list.all(x, x > 1.0)', { 'inputs.list': '[1.0, 2.0, 3.0]' }],
  ["inputs.name.contains('x')", { 'inputs.name': '"crm"' }],
  ["inputs.name.matches('x+') || 'a'.startsWith(inputs.name)", { 'inputs.name': '"crm"' }],
  ['has(outputs.nope)', { 'has(outputs.nope)': 'false' }],
  ["r'\\x' == inputs.name", { 'inputs.name': '"crm"' }],
  [
    "outputs.value == 1 && outputs.nope == '\\n'",
    { 'outputs.value': '7', 'outputs.nope': '(Cannot evaluate "outputs.nope": field not found: nope)' },
  ],
  ['inputs.on ? outputs.body.ok : true', { 'inputs.on': 'true', 'outputs.body.ok': 'false' }],
]

for (const [expression, found] of deciding)
  test(`test() gives the values that decide when "${expression}" does not hold`, () =>
    assert.deepEqual(decide(expression, scopeWith()), { holds: false, operands: found }))

test('test() gives no operands when the condition holds', () =>
  assert.deepEqual(decide('outputs.value == 7', scopeWith()), { holds: true, operands: {} }))

test('test() fails with invalid when the value is not a bool', () =>
  assert.throws(() => decide('inputs.name', scopeWith()), { code: 'invalid', message: /it is a string, not a bool/ }))

test('test() masks operands before it shortens them, so that no half of a secret is left', () => {
  const secret = 'hush-hush'
  const outputs = { text: `${'x'.repeat(394)}${secret}${'y'.repeat(100)}` }
  const mask = (text: string) => text.replaceAll(secret, '***')
  const { operands } = decide('outputs.text == ""', scopeWith({ outputs, mask }))
  assert.match(operands['outputs.text']!, /^"x{394}\*\*\*/)
  assert.doesNotMatch(operands['outputs.text']!, /hush/)
})

test('test() masks the texts of operands before it quotes them, keys too', () => {
  const mask = (text: string) => text.replaceAll('a"b', '***')
  const outputs = { found: { 'a"b': ['x a"b'] } }
  const { operands } = decide('outputs.found == {}', scopeWith({ outputs, mask }))
  assert.deepEqual(operands, { 'outputs.found': '{"***": ["x ***"]}', '{}': '{}' })
})
