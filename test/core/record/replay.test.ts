import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RunEvent } from '@backout/core/model'
import { emptyState, evolve, replay } from '@backout/core/record'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'
import { created } from './support.ts'

const at = '2026-01-02T03:04:05.000Z'
const stateOf = (...events: readonly RunEvent[]) => replay(events.map((event, seq) => ({ seq, batch: seq, at, prev: '', event })))

test('replay() knows of an invariant how its last sample was', () => {
  const failure = { code: 'failed', message: 'no', operands: { 'outputs.value': '3' } }
  const sampled = (holds: boolean): RunEvent => ({
    kind: 'invariant-sampled',
    step: 'healthy',
    holds,
    samples: 1,
    failures: holds ? 0 : 1,
    assert: 'outputs.value == 0',
    ...(!holds && { failure }),
  })
  for (const [events, phase, check] of [
    [[true], 'finished', { holds: true, assert: 'outputs.value == 0', operands: {}, at }],
    [[true, false], 'failed', { holds: false, assert: 'outputs.value == 0', operands: failure.operands, at }],
    [[false, true], 'finished', { holds: true, assert: 'outputs.value == 0', operands: {}, at }],
  ] as const) {
    const state = stateOf(created('r'), ...events.map(sampled)).steps.get('healthy')
    assert.deepEqual([state?.phase, state?.check], [phase, check])
  }
})

const text = fc.string({ maxLength: 3 })
const step = fc.constantFrom('a', 'b')
const unit = fc.nat(2)
const failure = fc.record({ code: text, message: text })
const json = fc.jsonValue({ maxDepth: 1 })
const ending = fc.constantFrom('succeeded', 'failed', 'rolled-back', 'paused')

/** Any event, also where it makes no sense. */
const anyEvent = fc.oneof(
  fc.record({ kind: fc.constantFrom('unit-intended'), step, unit, key: text, title: text }),
  fc.record({ kind: fc.constantFrom('undo-captured'), step, unit, chunks: fc.constant([{ inline: null, size: 4 }]) }),
  fc.record({ kind: fc.constantFrom('unit-applied'), step, unit, result: json, after: json }),
  fc.record({ kind: fc.constantFrom('unit-absent', 'unit-failed', 'unit-unknown'), step, unit, failure }),
  fc.record({ kind: fc.constantFrom('revert-intended', 'unit-reverted', 'unit-discarded'), step, unit, key: text }),
  fc.record({ kind: fc.constantFrom('unit-conflicted', 'unit-left'), step, unit, conflict: text, reason: text }),
  fc.record({
    kind: fc.constantFrom('resolved'),
    step,
    unit,
    as: fc.constantFrom('applied', 'absent', 'reverted', 'left'),
    reason: text,
    actor: text,
  }),
  fc.record({ kind: fc.constantFrom('step-started'), step, effect: fc.constantFrom('none', 'write'), attempt: unit }),
  fc.record({ kind: fc.constantFrom('step-failed', 'attempt-failed', 'invariant-breached'), step, attempt: unit, failures: unit, failure }),
  fc.record({
    kind: fc.constantFrom('step-finished', 'step-reverted', 'condition-met', 'step-skipped'),
    step,
    condition: text,
    output: json,
  }),
  fc.record({ kind: fc.constantFrom('check-evaluated', 'invariant-sampled'), step, holds: fc.boolean(), assert: text }),
  fc.record({ kind: fc.constantFrom('run-finished'), ending }),
  fc.record({
    kind: fc.constantFrom('run-started'),
    epoch: unit,
    host: text,
    pid: unit,
    actor: text,
    direction: fc.constantFrom('apply', 'revert'),
  }),
  fc.record({
    kind: fc.constantFrom('rollback-started', 'interrupted', 'paused', 'unlocked', 'baselined', 'finalize-started', 'finalized'),
    reason: text,
    actor: text,
  }),
  fc.record({ kind: fc.constantFrom('resource-opened', 'ledger-intended', 'ledger-drop-intended'), resource: text, identity: text }),
  fc.record({ kind: fc.constantFrom('fingerprint-taken'), resource: text, when: fc.constantFrom('before', 'after-rollback'), value: text }),
  fc.record({ kind: fc.constantFrom('waiting-began'), waiting: fc.constant({ for: 'time', step: 'a', resumeAfter: at }) }),
  fc.record({ kind: fc.constantFrom('drift-found', 'committed'), path: text, message: text, commit: text, branch: text }),
) as unknown as fc.Arbitrary<RunEvent>

test('Law: replay is total, and the state after any events is that of one event after the other', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      const state = emptyState()
      for (const event of events) evolve(state, event, at)
      assert.deepEqual(stateOf(...events), state)
      assert.deepEqual(
        [...state.steps.keys()].every((id) => id === 'a' || id === 'b'),
        true,
      )
    }),
  )
})

test('Law: any beginning of a real journal replays, and what was applied and not reverted is known at each record', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  await bench.run(boundPlan([putStep('first'), commitStep('second'), putStep('third')]))
  await bench.rollback()
  const { records } = await bench.store.read('run-1')
  const applied = records.map(
    (_, end) =>
      [...replay(records.slice(0, end)).steps.values()]
        .flatMap(({ units }) => [...units.values()])
        .filter(({ phase }) => phase === 'applied').length,
  )
  assert.equal(Math.max(...applied), 3)
  assert.deepEqual([applied.at(0), applied.at(-1)], [0, 0])
  assert.ok(applied.every((count, index) => index === 0 || Math.abs(count - applied[index - 1]!) <= 1))
  assert.equal(replay(records).phase, 'rolled-back')
})

const intended: RunEvent = { kind: 'unit-intended', step: 'a', unit: 0, key: 'r/a/0', title: 'A' }
const started: RunEvent = { kind: 'run-started', epoch: 1, host: 'h', pid: 1, actor: 'me', direction: 'apply' }

test('replay() keeps what was captured first when a unit is tried again', () => {
  const state = stateOf(
    intended,
    { kind: 'undo-captured', step: 'a', unit: 0, chunks: [{ inline: 1, size: 1 }] },
    { kind: 'revert-intended', step: 'a', unit: 0, key: 'r/a/0' },
    intended,
  )
  const unit0 = state.steps.get('a')?.units.get(0)
  assert.deepEqual([unit0?.phase, unit0?.undo, unit0?.reverts], ['intended', [{ inline: 1, size: 1 }], 1])
})

for (const { as, phase } of [
  { as: 'absent', phase: 'pending' },
  { as: 'reverted', phase: 'pending' },
  { as: 'applied', phase: 'finished' },
  { as: 'left', phase: 'finished' },
] as const) {
  test(`replay() has a finished step ${phase} after a person said that its unit is ${as}`, () => {
    const state = stateOf(
      intended,
      { kind: 'step-finished', step: 'a' },
      { kind: 'resolved', step: 'a', unit: 0, as, reason: 'seen', actor: 'me' },
    )
    assert.deepEqual([state.steps.get('a')?.phase, state.steps.get('a')?.units.get(0)?.phase], [phase, as])
  })
}

const failed = { code: 'failed', message: 'it broke' }

for (const { when, events, gives } of [
  { when: 'nothing is known', events: [], gives: ['created', 'apply', undefined, undefined, undefined] },
  { when: 'it was created', events: [created('r')], gives: ['created', 'apply', undefined, undefined, undefined] },
  { when: 'it runs', events: [started], gives: ['running', 'apply', undefined, undefined, undefined] },
  {
    when: 'a step failed',
    events: [started, { kind: 'step-failed', step: 'a', failure: failed }],
    gives: ['running', 'apply', undefined, failed, undefined],
  },
  {
    when: 'a breach stopped a step',
    events: [
      started,
      { kind: 'invariant-breached', step: 'i', failures: 1, failure: failed },
      { kind: 'step-failed', step: 'a', failure: { code: 'failed', message: 'Invariant "i" was breached' } },
    ],
    gives: ['running', 'apply', undefined, failed, undefined],
  },
  {
    when: 'a step failed, and then could not be reverted',
    events: [
      started,
      { kind: 'step-failed', step: 'a', failure: failed },
      { ...started, direction: 'revert' },
      { kind: 'step-failed', step: 'a~rollback[0]', failure: { code: 'failed', message: 'it broke again' } },
    ],
    gives: ['rolling-back', 'revert', undefined, failed, undefined],
  },
  {
    when: 'it goes on after a step failed',
    events: [started, { kind: 'step-failed', step: 'a', failure: failed }, started],
    gives: ['running', 'apply', undefined, undefined, undefined],
  },
  {
    when: 'it is interrupted',
    events: [started, { kind: 'interrupted', reason: 'SIGINT' }],
    gives: ['interrupted', 'apply', 'SIGINT', undefined, undefined],
  },
  {
    when: 'it goes on after an interrupt',
    events: [{ kind: 'interrupted', reason: 'SIGINT' }, started],
    gives: ['running', 'apply', undefined, undefined, undefined],
  },
  {
    when: 'it is rolled back',
    events: [started, { kind: 'rollback-started', reason: 'breach', actor: 'me' }],
    gives: ['rolling-back', 'revert', undefined, undefined, undefined],
  },
  {
    when: 'it succeeded',
    events: [started, { kind: 'step-failed', step: 'a', failure: failed }, { kind: 'run-finished', ending: 'succeeded' }],
    gives: ['succeeded', 'apply', undefined, undefined, at],
  },
  {
    when: 'it failed',
    events: [started, { kind: 'step-failed', step: 'a', failure: failed }, { kind: 'run-finished', ending: 'failed', reason: 'why' }],
    gives: ['failed', 'apply', 'why', failed, undefined],
  },
  {
    when: 'it is finalized',
    events: [
      { kind: 'run-finished', ending: 'succeeded' },
      { kind: 'finalize-started', actor: 'me' },
      { kind: 'finalized', actor: 'me' },
    ],
    gives: ['finalized', 'apply', undefined, undefined, at],
  },
  {
    when: 'it is a baseline',
    events: [{ kind: 'baselined', reason: 'it was there', actor: 'me' }],
    gives: ['baselined', 'apply', 'it was there', undefined, undefined],
  },
] as readonly { when: string; events: readonly RunEvent[]; gives: readonly unknown[] }[]) {
  test(`replay() knows how a run stands when ${when}`, () => {
    const { phase, direction, reason, failure: last, succeededAt } = stateOf(...events)
    assert.deepEqual([phase, direction, reason, last, succeededAt], gives)
  })
}
