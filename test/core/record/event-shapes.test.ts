import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '@backout/core/model'
import { auditRun } from '@backout/core/record'
import { bound, claimOf, created, makeRecords, writeRun } from './support.ts'

const intended = { kind: 'unit-intended', step: 'first', unit: 0, key: 'r/first/0', title: 'a' }
const undo = (...chunks: readonly unknown[]) => ({ kind: 'undo-captured', step: 'first', unit: 0, chunks })

for (const { event, field } of [
  { event: { kind: 'step-started' }, field: 'step' },
  { event: { kind: 'step-started', step: 7, effect: 'write' }, field: 'step' },
  { event: { kind: 'step-started', step: 'first', effect: 'both' }, field: 'effect' },
  { event: { kind: 'step-started', step: 'first', effect: 'write', touches: [null] }, field: 'touches' },
  { event: { kind: 'step-started', step: 'first', effect: 'write', rollback: 'x' }, field: 'rollback' },
  { event: { ...intended, unit: -1 }, field: 'unit' },
  { event: { ...intended, unit: '0' }, field: 'unit' },
  { event: { ...intended, contentBlob: { digest: 'x' } }, field: 'contentBlob' },
  { event: { ...intended, prepared: { result: 1 } }, field: 'prepared' },
  { event: undo(null), field: 'chunks' },
  { event: undo({ inline: {}, size: 'much' }), field: 'chunks' },
  { event: { kind: 'step-failed', step: 'first', failure: 'broken' }, field: 'failure' },
  { event: { kind: 'step-failed', step: 'first', failure: { code: 'failed', message: 'x', operands: { a: 1 } } }, field: 'failure' },
  {
    event: { kind: 'attempt-failed', step: 'first', attempt: 1, failure: { code: 'failed', message: 'x' }, retryAt: 'soon' },
    field: 'retryAt',
  },
  { event: { kind: 'waiting-began', waiting: { for: 'time', step: 'first', resumeAfter: 'later' } }, field: 'waiting' },
  { event: { kind: 'waiting-began', waiting: { for: 'rain' } }, field: 'waiting' },
  { event: { kind: 'fingerprint-taken', resource: 'files', when: 'before', value: 'x', parts: null }, field: 'parts' },
  { event: { kind: 'run-finished', ending: 'well' }, field: 'ending' },
  { event: { kind: 'resolved', step: 'first', unit: 0, reason: 'x', actor: 'me', as: 'done' }, field: 'as' },
] as readonly { event: { kind: string }; field: string }[])
  test(`a record in a chain that holds is damage all the same where "${field}" is wrong in ${JSON.stringify(event)}`, async () => {
    using here = makeRecords()
    const store = here.open()
    await writeRun(store, 'r', [[event as unknown as RunEvent]])
    const says = `record 1 does not hold: "${field}" of its "${event.kind}" is missing, or is not what Backout writes there`
    await assert.rejects(store.read('r'), { code: 'corrupt', message: `Cannot read the journal of run "r": ${says}` })
    assert.deepEqual((await auditRun(store, 'r')).problems, [{ seq: 1, message: says }])
  })

test('a frozen plan that its journal begins with is damaged all the same where a step of it is not as a plan binds it', async () => {
  using here = makeRecords()
  const store = here.open()
  await using _ = await store.claim(claimOf('r'))
  const forged = { ...bound, steps: [{ ...bound.steps[0], needs: undefined }] } as unknown as typeof bound
  await store.create({ run: 'r', bound: forged, files: new Map() }, [created('r')])
  await assert.rejects(store.frozen('r'), { code: 'corrupt', message: /run.json is damaged: its "bound" is missing, or is not what/ })
})
