import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMasker, sealEvent } from '../../../packages/core/src/secret/index.ts'
import type { RunEvent } from '../../../packages/core/src/model/index.ts'

test('sealEvent() hides secrets in what an event carries and leaves the names of the record alone', () => {
  const masker = createMasker(new Map([['PASSWORD', 'postgres']]))
  const event: RunEvent = {
    kind: 'unit-intended',
    step: 'postgres',
    unit: 0,
    key: 'r-1/postgres/0',
    title: 'login as postgres',
    transaction: 'databases.postgres',
    content: { user: 'postgres' },
  }
  assert.deepEqual(sealEvent(event, masker), { ...event, title: 'login as ⟦PASSWORD⟧', content: { user: '⟦PASSWORD⟧' } })
})

test('sealEvent() hides secrets in the message of a failure and leaves its code alone', () => {
  const masker = createMasker(new Map([['PASSWORD', 'failed']]))
  const failure = { code: 'failed', message: 'login with failed did not succeed' }
  assert.deepEqual(sealEvent({ kind: 'step-failed', step: 'a', failure }, masker), {
    kind: 'step-failed',
    step: 'a',
    failure: { code: 'failed', message: 'login with ⟦PASSWORD⟧ did not succeed' },
  })
})
