import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastNumber } from '../../../packages/core/src/execute/journal/unit-keys.ts'

for (const count of [0, 1, 500_000])
  test(`lastNumber() gives the largest number of ${count} units, in whichever order they were journalled`, () => {
    const numbers = Array.from({ length: count }, (_, index) => [count - 1 - index, null] as const)
    assert.equal(lastNumber(new Map(numbers)), count - 1)
  })
