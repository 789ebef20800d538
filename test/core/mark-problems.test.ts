import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JsonSchema, markProblems } from '@backout/core/plugin'
import { builtins } from '@backout/plugins'

const property = (mark: unknown): JsonSchema => ({ type: 'object', properties: { path: { type: 'string', 'x-backout': mark } } })
const mark = { noSecrets: true }

const cases: readonly (readonly [when: string, schema: JsonSchema, says: RegExp])[] = [
  [
    'a mark is not known',
    property({ touches: {} }),
    /^\/properties\/path\/x-backout\/touches is no mark that is known here \(touch, connection/,
  ],
  ['a mark of the whole input stands at a part', property({ effect: 'none' }), /\/x-backout\/effect is no mark/],
  ['the whole input says an effect that there is not', { 'x-backout': { effect: 'read' } }, /^\/x-backout\/effect cannot be "read"/],
  ['the whole input says a guarantee that there is not', { 'x-backout': { guarantee: 'once' } }, /guarantee cannot be "once"/],
  ['the whole input says that it does not only ask', { 'x-backout': { onlyAsks: false } }, /onlyAsks cannot be false/],
  ['a touch is of no family', property({ touch: { resource: 'file', access: 'write' } }), /touch cannot be \{"resource":"file"/],
  ['a touch has another access', property({ touch: { resource: 'files', access: 'rw' } }), /touch cannot be/],
  ['a touch has an unknown key', property({ touch: { resource: 'files', acces: 'read' } }), /touch cannot be/],
  ['a connection is of files', property({ connection: 'files' }), /connection cannot be "files"/],
  ['a switch is not true', property({ noSecrets: 'yes' }), /noSecrets cannot be "yes"/],
  ['marks are no map', property(true), /x-backout is no map/],
  [
    'a mark stands behind a reference',
    { definitions: { path: { 'x-backout': mark } } },
    /^\/definitions\/path\/x-backout is not looked for there/,
  ],
  [
    'a mark stands in a condition',
    { then: { properties: { path: { 'x-backout': mark } } } },
    /^\/then\/properties\/path\/x-backout is not looked for/,
  ],
  ['a mark stands in a tuple', { items: [{ 'x-backout': mark }] }, /^\/items\/0\/x-backout is not looked for/],
  ['a mark stands at keys of a pattern', { patternProperties: { '^x': { 'x-backout': mark } } }, /is not looked for/],
]

for (const [when, schema, says] of cases)
  test(`markProblems() tells where ${when}`, () => {
    const problems = markProblems(schema)
    assert.equal(problems.length, 1)
    assert.match(problems[0]!, says)
  })

test('markProblems() finds nothing wrong with marks where they are looked for, nor with those of the built-in step types', () => {
  const touch = { resource: 'databases', access: 'read', default: 'scope' }
  const part = { 'x-backout': { ...mark, touch } }
  const schema = {
    'x-backout': { effect: 'none', guarantee: 'idempotent' },
    properties: { a: part, b: { items: part }, c: { oneOf: [part, { additionalProperties: part }] } },
    examples: [{ 'x-backout': 'as an example' }],
  }
  assert.deepEqual(markProblems(schema), [])
  assert.deepEqual(
    builtins.flatMap(({ steps }) => steps.flatMap(({ input }) => markProblems(input))),
    [],
  )
})
