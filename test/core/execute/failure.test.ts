import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageOf, PlanError } from '@backout/core/model'
import { createMasker } from '@backout/core/secret'
import { failureOf } from '../../../packages/core/src/execute/supervise/failure.ts'

const masker = createMasker(new Map([['TOKEN', 'hunter2']]))
const hinted = new PlanError('conflict', 'Cannot write', { hint: 'Ask hunter2' })

const failures = [
  { when: 'an error has a hint', error: hinted, hint: 'Ask ***' },
  { when: 'its cause has one', error: new PlanError('failed', 'Cannot go on', { cause: hinted }), hint: 'Ask ***' },
  { when: 'both have one', error: new PlanError('failed', 'Cannot go on', { cause: hinted, hint: 'Wait' }), hint: 'Wait' },
  { when: 'nobody has one', error: new Error('no', { cause: new PlanError('failed', 'no') }), hint: undefined },
  { when: 'it is no error at all', error: 'no', hint: undefined },
]
for (const { when, error, hint } of failures) {
  test(`failureOf() ${hint === undefined ? 'gives no hint' : `gives the hint "${hint}"`} when ${when}`, () =>
    assert.equal(failureOf(error, masker).hint, hint))
}

const denied = "EACCES: permission denied, mkdir '/srv/runs'"
for (const [thrown, says] of [
  [new Error('a', { cause: new Error('b', { cause: 'c' }) }), 'a: b: c'],
  [new Error('a: b', { cause: new Error('b', { cause: new Error('c') }) }), 'a: b: c'],
  [new Error('Cannot write it', { cause: new Error(denied) }), `Cannot write it: ${denied}`],
  [new Error('Cannot write it: permission denied', { cause: new Error(denied) }), 'Cannot write it: permission denied'],
  ['text', 'text'],
] as const)
  test(`messageOf() tells each cause once: ${says}`, () => assert.equal(messageOf(thrown), says))
