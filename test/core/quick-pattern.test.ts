import assert from 'node:assert/strict'
import test from 'node:test'
import { isQuick } from '@backout/core/model'

const text = 'a'.repeat(60)

for (const { pattern, quick } of [
  { pattern: 'select\\s+full_name\\s+from', quick: true },
  { pattern: '(a|b)c*', quick: true },
  { pattern: '^a(b)?(ms|s|m|h|d)$', quick: true },
  { pattern: '(a|a)'.repeat(26), quick: false },
  { pattern: '(a+)+$', quick: false },
  { pattern: '(?:a|a)*b', quick: false },
  { pattern: '(a|aa){20}b', quick: false },
  { pattern: '(a)\\1*', quick: false },
  { pattern: 'a*a*a*a*a*b', quick: false },
])
  test(`isQuick() is ${quick} for ${pattern}`, () => assert.equal(isQuick(pattern, text), quick))

test('isQuick() is false for a long text and a few repetitions', () => assert.equal(isQuick('a*b*c*', 'a'.repeat(10_000)), false))
