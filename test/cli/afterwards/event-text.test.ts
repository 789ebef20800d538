import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '@backout/core/model'
import { eventText } from '../../../packages/cli/src/output/event-text.ts'

const failure = { code: 'failed', message: 'no such table' }
const commit = '0123456789abcdef0123456789abcdef01234567'
const unit = { step: 'one', unit: 2 }

const cases: readonly (readonly [event: object, text: string])[] = [
  [{ kind: 'run-created', plan: 'p', environment: 'local', actor: 'ann' }, 'run-created  p in local, by ann'],
  [{ kind: 'run-created', plan: 'p', environment: 'local', actor: 'ann', commit }, 'run-created  p in local, by ann, commit 0123456789ab'],
  [{ kind: 'sign-off-accepted', requirement: 'review', principal: 'bob', role: 'dba' }, 'sign-off-accepted  review: bob as dba'],
  [{ kind: 'condition-met', step: 'one', condition: 'a > 1' }, 'condition-met  one  if: a > 1'],
  [{ kind: 'unit-applied', ...unit, settledBy: 'ledger' }, 'unit-applied  one #2  settled by ledger'],
  [{ kind: 'unit-applied', ...unit }, 'unit-applied  one #2'],
  [{ kind: 'unit-absent', ...unit, failure, settledBy: 'probe' }, 'unit-absent  one #2  no such table, settled by probe'],
  [{ kind: 'unit-absent', ...unit, settledBy: 'probe' }, 'unit-absent  one #2  settled by probe'],
  [{ kind: 'unit-absent', ...unit, failure }, 'unit-absent  one #2  no such table'],
  [{ kind: 'step-failed', step: 'one', failure }, 'step-failed  one  failed: no such table'],
  [
    { kind: 'attempt-failed', step: 'one', attempt: 3, failure, retryAt: '2026-01-01' },
    'attempt-failed  one  attempt 3: failed: no such table, again at 2026-01-01',
  ],
  [{ kind: 'attempt-failed', step: 'one', attempt: 3, failure }, 'attempt-failed  one  attempt 3: failed: no such table'],
  [{ kind: 'check-evaluated', step: 'one', holds: true, assert: 'a > 1' }, 'check-evaluated  one  holds: a > 1'],
  [{ kind: 'check-evaluated', step: 'one', holds: false, assert: 'a > 1' }, 'check-evaluated  one  does not hold: a > 1'],
  [{ kind: 'invariant-sampled', step: 'one', holds: true, samples: 4, failures: 1 }, 'invariant-sampled  one  holds: 4 asked, 1 failed'],
  [
    { kind: 'invariant-sampled', step: 'one', holds: false, samples: 4, failures: 1, failure },
    'invariant-sampled  one  does not hold: 4 asked, 1 failed: failed: no such table',
  ],
  [{ kind: 'invariant-breached', step: 'one', failures: 2, failure }, 'invariant-breached  one  2 failures: failed: no such table'],
  [{ kind: 'rollback-started', reason: 'asked for', actor: 'ann' }, 'rollback-started  asked for, by ann'],
  [{ kind: 'unit-conflicted', ...unit, conflict: 'it changed' }, 'unit-conflicted  one #2  it changed'],
  [{ kind: 'resolved', step: 'one', as: 'absent', reason: 'I looked', actor: 'ann' }, 'resolved  one  as absent: I looked, by ann'],
  [{ kind: 'committed', commit, branch: 'main' }, 'committed  0123456789ab on main'],
  [{ kind: 'run-finished', ending: 'succeeded' }, 'run-finished  succeeded'],
  [{ kind: 'run-finished', ending: 'failed', failure }, 'run-finished  failed: failed: no such table'],
]

for (const [event, text] of cases) test(`plan status RUN --events says "${text}"`, () => assert.equal(eventText(event as RunEvent), text))
