import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRange, satisfies } from '../../../packages/core/src/validate/version-range.ts'

for (const [range, inside, outside] of [
  ['>=1.0', ['1.0.0', '1.0.1', '2.5.0'], ['0.9.9']],
  ['>= 1.2 <2', ['1.2.0', '1.9.9'], ['1.1.9', '2.0.0']],
  ['>1.2.3', ['1.2.4'], ['1.2.3']],
  ['<=1.2', ['1.2.0', '1.1.9'], ['1.2.1']],
  ['1', ['1.0.0', '1.9.0'], ['2.0.0']],
  ['=1.2', ['1.2.9'], ['1.3.0']],
  ['1.2.3', ['1.2.3', '1.2.3-beta.1'], ['1.2.4']],
  ['^1.2', ['1.2.0', '1.9.0'], ['1.1.0', '2.0.0']],
  ['^0.2.3', ['0.2.3', '0.2.9'], ['0.2.2', '0.3.0']],
  ['~1.2.3', ['1.2.3', '1.2.9'], ['1.2.2', '1.3.0']],
  ['~1', ['1.9.0'], ['2.0.0']],
] as const)
  test(`satisfies() of "${range}" holds for ${inside.join(', ')} and not for ${outside.join(', ')}`, () => {
    assert.ok(isRange(range))
    assert.deepEqual(
      [...inside, ...outside].filter((version) => satisfies(version, range)),
      inside,
    )
  })

for (const range of ['', ' ', 'newest', '>=', '1.x', '1.2.3.4', '>=1 || <2'])
  test(`isRange() refuses "${range}"`, () => {
    assert.equal(isRange(range), false)
  })
