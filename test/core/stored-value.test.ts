import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { bytesOfValue, decodeValue, encodeValue, type Json, type Value, valueOfBytes } from '@backout/core/model'

const values = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>(null, true, false, Infinity, -Infinity, Number.NaN, -0, 0n, -(2n ** 63n)),
    fc.double(),
    fc.bigInt(),
    fc.string(),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$int', '$bytes', '$apart', '$number', '$object', '$x')), tie('value'), {
      noNullPrototype: true,
    }),
  ),
})).value

test('Law: what is stored comes back as it was, whatever it holds', () => {
  fc.assert(
    fc.property(values, (value) => {
      assert.deepEqual(decodeValue(JSON.parse(JSON.stringify(encodeValue(value))) as Json), value)
      assert.deepEqual(valueOfBytes(bytesOfValue(value)), value)
    }),
  )
})

test('valueOfBytes() gives what an earlier version stored as JSON alone', () => {
  const value = { rows: new Uint8Array([0, 1, 2]), count: 3n }
  assert.deepEqual(valueOfBytes(Buffer.from(JSON.stringify(encodeValue(value)))), value)
})

test('bytesOfValue() takes bytes as they are, without making a text of them', () => {
  const bytes = new Uint8Array(1_000_000)
  assert.ok(bytesOfValue([bytes, { more: bytes }]).length < 2_000_100)
})

class Row {
  readonly id = 1
}

for (const [what, value] of [
  ['a Date', new Date(0)],
  ['a Map', new Map()],
  ['a Row', new Row()],
  ['a function', () => 1],
  ['a symbol', Symbol('s')],
] as const)
  for (const [where, held] of [
    ['', value],
    [' in a map', { rows: { a: value } }],
    [' in a list', [1, [value]]],
  ] as const)
    test(`encodeValue() refuses ${what}${where}, which would come back as something else`, () => {
      assert.throws(() => encodeValue(held as unknown as Value), { code: 'internal', message: new RegExp(`^Cannot store ${what}:`) })
    })

test('encodeValue() takes objects without a prototype, and of another realm', () => {
  const made = runInNewContext('({ a: [1, { b: 2 }] })') as Value
  assert.equal(JSON.stringify(encodeValue(made)), '{"a":[1,{"b":2}]}')
  assert.deepEqual(encodeValue(Object.assign(Object.create(null) as object, { a: 1 }) as Value), { a: 1 })
})
