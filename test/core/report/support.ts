import type { JournalRecord, RunEvent } from '@backout/core/model'
import { boundPlan, putStep } from '../../support/shelf.ts'

/** Records with these events, a second apart. */
export function recordsOf(events: readonly RunEvent[]): readonly JournalRecord[] {
  const start = Date.parse('2026-01-02T03:04:05.000Z')
  return events.map((event, seq) => ({ seq, batch: seq, at: new Date(start + seq * 1000).toISOString(), prev: '', event }))
}

/** A plan of two steps, an invariant and two criteria. */
export const bound = boundPlan([putStep('first'), putStep('second', { if: 'false' })], {
  title: 'Put things in order',
  inputs: { size: 3 },
  checks: [putStep('all_there', { assert: 'outputs.value == 1' }), { id: 'tests', uses: 'exec/run' }],
})

const failure = { code: 'failed', message: 'the disk is full' }

/** A run that was signed, retried, checked, failed and rolled back; with everything that people did on the way. */
export const story: readonly RunEvent[] = [
  {
    kind: 'run-created',
    run: 'run-1',
    plan: 'sketch',
    path: 'plans/sketch.plan.yaml',
    environment: 'local',
    planDigest: 'sha256-v1:plan',
    bindingDigest: 'sha256-v1:binding',
    actor: 'alice',
    commit: 'c0ffee',
    engine: '1.0.0',
  },
  { kind: 'sign-off-accepted', requirement: 'review', role: 'dba', principal: 'bob@example.com', file: 'x.json', digest: 'd' },
  { kind: 'run-started', epoch: 1, host: 'ci-1', pid: 7, actor: 'alice', direction: 'apply' },
  { kind: 'drift-found', path: 'plans/sketch.plan.yaml', message: 'it was edited since' },
  { kind: 'fingerprint-taken', resource: 'databases.plain', when: 'before', value: 'f00' },
  { kind: 'step-started', step: 'first', effect: 'write', guarantee: 'idempotent', undo: 'derived', attempt: 1 },
  { kind: 'attempt-failed', step: 'first', attempt: 1, failure },
  { kind: 'step-started', step: 'first', effect: 'write', guarantee: 'idempotent', undo: 'derived', attempt: 2 },
  { kind: 'unit-intended', step: 'first', unit: 1, key: 'k1', title: 'b = 2' },
  { kind: 'unit-intended', step: 'first', unit: 0, key: 'k0', title: 'a = 1' },
  { kind: 'unit-applied', step: 'first', unit: 0, result: null, after: null },
  { kind: 'unit-unknown', step: 'first', unit: 1, failure },
  { kind: 'resolved', step: 'first', unit: 1, as: 'applied', reason: 'I looked', actor: 'bob' },
  { kind: 'step-finished', step: 'first' },
  { kind: 'step-skipped', step: 'second', condition: 'false' },
  { kind: 'check-evaluated', step: 'all_there', holds: false, assert: 'outputs.value == 1', operands: { 'outputs.value': '2' } },
  { kind: 'step-failed', step: 'all_there', failure: { code: 'failed', message: 'outputs.value == 1 does not hold' } },
  { kind: 'unlocked', reason: 'it hung', actor: 'carol' },
  { kind: 'run-started', epoch: 2, host: 'laptop', pid: 8, actor: 'bob', direction: 'revert' },
  { kind: 'rollback-started', reason: 'a criterion failed', actor: 'bob' },
  { kind: 'unit-reverted', step: 'first', unit: 1 },
  { kind: 'unit-conflicted', step: 'first', unit: 0, conflict: 'a is 3' },
  { kind: 'fingerprint-taken', resource: 'databases.plain', when: 'after-rollback', value: 'ba4' },
  { kind: 'run-finished', ending: 'paused', reason: 'one unit conflicts' },
]
