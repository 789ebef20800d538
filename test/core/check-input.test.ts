import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inputProblem } from '@backout/core/model'

for (const { when, value, declaration, problem } of [
  { when: 'the pattern matches', value: 'abc', declaration: { type: 'string', pattern: '^a' }, problem: undefined },
  {
    when: 'it does not match',
    value: 'bc',
    declaration: { type: 'string', pattern: '^a' },
    problem: 'must match ^a (and be found to within a second)',
  },
  {
    when: 'to match it would take years',
    value: `${'a'.repeat(60)}!`,
    declaration: { type: 'string', pattern: '^(a+)+$' },
    problem: 'must match ^(a+)+$ (and be found to within a second)',
  },
  { when: 'characters are counted, not their halves', value: '😀', declaration: { type: 'string', maxLength: 1 }, problem: undefined },
  {
    when: 'it is a map whose text cannot be asked for',
    value: { toString: {} },
    declaration: { type: 'integer' },
    problem: 'must be an integer',
  },
  { when: 'it is a number for a text', value: 1, declaration: { type: 'string' }, problem: 'must be a string' },
] as const)
  test(`inputProblem() says ${problem ?? 'nothing'} when ${when}`, () => assert.equal(inputProblem(value, declaration), problem))
