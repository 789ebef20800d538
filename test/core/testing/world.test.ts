import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frozen } from '../../../packages/core/src/testing/stage/world.ts'

test('frozen() keeps a value from being changed at any depth; of bytes, which cannot be frozen, it leaves that to the step', () => {
  const value = frozen({ list: [{ text: 'a' }], none: null, bytes: new Uint8Array([1]) })
  assert.throws(() => (value.list[0]!.text = 'b'), TypeError)
  assert.throws(() => value.list.push({ text: 'c' }), TypeError)
  assert.deepEqual([...value.bytes], [1])
})
