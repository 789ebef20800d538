import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import type { SchemaError } from '@backout/core/plugin'
import { explain } from '../../../packages/core/src/validate/mistakes/explain.ts'

const one = {
  type: 'object',
  additionalProperties: false,
  required: ['uses'],
  properties: { uses: { type: 'string' }, with: { type: 'object' } },
}
const none = { type: 'object', additionalProperties: false, required: ['none'], properties: { none: { type: 'string' } } }
const union = { properties: { value: { anyOf: [one, { type: 'array', minItems: 1, items: one }, none] } } }
const keys = {
  type: 'object',
  properties: { sql: { type: 'string' }, file: { type: 'string' } },
  oneOf: [{ required: ['sql'] }, { required: ['file'] }],
}
const status = { oneOf: [{ type: 'integer' }, { type: 'string', pattern: '^[1-5]xx$' }] }
const statuses = { properties: { status: { oneOf: [...status.oneOf, { type: 'array', items: status }] } } }
const method = {
  properties: {
    method: { enum: ['GET', 'PUT'] },
    count: { type: 'integer', minimum: 1, maximum: 9 },
    id: { type: 'string', pattern: '^[a-z]+$' },
  },
}

for (const [when, schema, value, found] of [
  ['an alternative has a wrong key', union, { value: { use: 'a' } }, ['unknown-key /value/use']],
  ['an alternative lacks a key', union, { value: { with: {} } }, ['missing-key /value']],
  ['the other alternative was meant', union, { value: { none: 5 } }, ['wrong-type /value/none']],
  ['an item of a list is wrong', union, { value: [{ uses: 'a' }, { uses: 5 }] }, ['wrong-type /value/1/uses']],
  ['a list is empty', union, { value: [] }, ['wrong-value /value']],
  ['no alternative is of that type', union, { value: 'text' }, ['wrong-type /value']],
  ['an expression stands for an alternative', union, { value: '${{ x }}' }, []],
  ['an expression makes an alternative right', union, { value: { none: '${{ x }}' } }, []],
  ['none of two keys is there', keys, {}, ['wrong-combination ']],
  ['both of two keys are there', keys, { sql: 'a', file: 'b' }, ['wrong-combination ']],
  ['one of two keys is wrong', keys, { sql: 5 }, ['wrong-type /sql']],
  ['a word is misspelt', method, { method: 'GTE' }, ['wrong-value /method']],
  ['an expression stands for a word', method, { method: '${{ x }}', count: '${{ x }}', id: '${{ x }}' }, []],
  ['an expression is inside of a text', method, { method: 'G${{ x }}', id: 'A${{ x }}' }, []],
  ['an expression is inside of a text where a number is asked for', method, { count: '1${{ x }}' }, ['wrong-type /count']],
  ['a text behind an expression ends as one', method, { count: '${{ x }} }}' }, ['wrong-type /count']],
  ['an expression is inside of a text in a list that may hold texts', statuses, { status: ['${{ x }}xx', 200] }, []],
  ['a text in a list is of neither kind', statuses, { status: ['6xx', 200] }, ['wrong-value /status/0']],
  ['braces are literal', method, { method: '$${{ x }}' }, ['wrong-value /method']],
  ['numbers are out of range', method, { count: 0 }, ['wrong-value /count']],
  ['several things are wrong', method, { count: 10, id: 'A', method: 1 }, ['wrong-value /count', 'wrong-value /id', 'wrong-value /method']],
  ['a key stands for the only one that is missing', one, { step: 'a' }, ['unknown-key /step']],
  ['several keys are missing', { required: ['a', 'b'] }, {}, ['missing-key ']],
  ['a branch holds only of a value', { if: { properties: { a: { const: 1 } } }, then: { required: ['b'] } }, { a: 1 }, ['missing-key ']],
  ['a list lacks an item', { properties: { a: { contains: { const: 3 } } } }, { a: [1, 2] }, ['wrong-combination /a']],
  ['an item is there twice', { properties: { a: { uniqueItems: true } } }, { a: ['x', 'y', 'x'] }, ['wrong-value /a/2']],
  ['a key needs another', { dependencies: { a: ['b'] } }, { a: 1 }, ['wrong-combination ']],
  ['a name is refused', { propertyNames: { pattern: '^[a-z]$' } }, { AB: 1 }, ['wrong-value ', 'unknown-key /AB']],
] as const)
  test(`explain() tells ${found.length === 0 ? 'nothing' : found.join(' and ')} when ${when}`, () => {
    const validate = new Ajv({ allErrors: true, strict: false, messages: false }).compile(schema)
    validate(value)
    const mistakes = explain(schema, value, (validate.errors ?? []) as readonly SchemaError[])
    assert.deepEqual(mistakes.map(({ code, pointer }) => `${code} ${pointer}`).toSorted(), [...found].toSorted())
    for (const { message } of mistakes) assert.match(message, /^["A-Z].*[^.]$/)
  })

for (const [given, schema, meant] of [
  [{ depends_on: [] }, { additionalProperties: false, properties: { needs: {}, with: {} } }, 'needs'],
  [{ whit: {} }, { additionalProperties: false, properties: { needs: {}, with: {} } }, 'with'],
  [{ a: 'ture' }, { properties: { a: { enum: ['true', 'false'] } } }, 'true'],
  [{ a: 'yes' }, { properties: { a: { type: 'boolean' } } }, 'true'],
] as const)
  test(`explain() guesses "${meant}" for ${JSON.stringify(given)}`, () => {
    const validate = new Ajv({ allErrors: true, strict: false, messages: false }).compile(schema)
    validate(given)
    assert.equal(explain(schema, given, (validate.errors ?? []) as readonly SchemaError[])[0]?.meant, meant)
  })

for (const [schema, value, says] of [
  [union, { value: 'text' }, '"value" must be a map or a list, not text'],
  [{ properties: { a: { multipleOf: 5 } } }, { a: 7 }, '"a" must be a multiple of 5, not 7'],
  [{ properties: { a: { exclusiveMinimum: 5 } } }, { a: 5 }, '"a" must be more than 5, not 5'],
  [{ properties: { a: { maxItems: 1 } } }, { a: [1, 2] }, '"a" must have at most 1 item'],
  [{ properties: { a: { minLength: 1 } } }, { a: '' }, '"a" must not be empty'],
  [{ properties: { a: { minProperties: 2 } } }, { a: {} }, '"a" must have at least 2 keys'],
] as const)
  test(`explain() says that ${says}`, () => {
    const validate = new Ajv({ allErrors: true, strict: false, messages: false }).compile(schema)
    validate(value)
    assert.deepEqual(
      explain(schema, value, (validate.errors ?? []) as readonly SchemaError[]).map(({ message }) => message),
      [says],
    )
  })
