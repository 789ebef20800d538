import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '@backout/core/model'
import { reportMarkdown, reportText, runReport } from '@backout/core/report'
import { boundPlan, putStep } from '../../support/shelf.ts'
import { bound, recordsOf, story } from './support.ts'

const report = runReport(bound, recordsOf(story))
const begun: RunEvent = { kind: 'step-started', step: 'first', effect: 'write' }
const second = (seq: number): string => `2026-01-02T03:04:0${5 + seq}.000Z`

test('reportText() says what changed, when, by whom, from which commit, what was checked and what it gave', () => {
  assert.equal(
    reportText(report),
    `! paused  sketch in local
  Put things in order
  Run             run-1
  Plan            plans/sketch.plan.yaml
  By              alice
  When            2026-01-02T03:04:05.000Z to 2026-01-02T03:04:28.000Z (23 s)
  Commit          c0ffee
  Failure         outputs.value == 1 does not hold
  Reason          one unit conflicts
  Rollback        a criterion failed (bob, 2026-01-02T03:04:24.000Z)
  Inputs          {"size":3}
  Plan digest     sha256-v1:plan
  Binding digest  sha256-v1:binding
  Engine          1.0.0

What changed
  ✔ done  first  shelf/put  (8.0 s, 2 attempts, idempotent, undo derived)
      a = 1  ! conflict: a is 3
      b = 2  ↩ reverted
  – skipped  second  shelf/put  (if false)

What was checked
  ✖ fails  all_there  outputs.value == 1  (outputs.value = 2)  successCriteria

Who signed
  review  bob@example.com as dba  2026-01-02T03:04:06.000Z

Who worked on it
  2026-01-02T03:04:07.000Z  apply   alice on ci-1, pid 7
  2026-01-02T03:04:23.000Z  revert  bob on laptop, pid 8

What people decided
  2026-01-02T03:04:17.000Z  resolved first as applied  I looked (bob)
  2026-01-02T03:04:22.000Z  unlocked                   it hung (carol)

Compared
  databases.plain  ✖ differs: f00, then ba4

Drift
  plans/sketch.plan.yaml: it was edited since`,
  )
})

test('reportMarkdown() says the same in tables', () => {
  assert.equal(
    reportMarkdown(report),
    `# Put things in order

! **paused** in \`local\`: \`sketch\`

|  |  |
| --- | --- |
| Run | run-1 |
| Plan | plans/sketch.plan.yaml |
| By | alice |
| When | 2026-01-02T03:04:05.000Z to 2026-01-02T03:04:28.000Z (23 s) |
| Commit | c0ffee |
| Failure | outputs.value == 1 does not hold |
| Reason | one unit conflicts |
| Rollback | a criterion failed (bob, 2026-01-02T03:04:24.000Z) |
| Inputs | {"size":3} |
| Plan digest | sha256-v1:plan |
| Binding digest | sha256-v1:binding |
| Engine | 1.0.0 |

## What changed

| Step | Uses | State | Units | Took | Undo | Notes |
| --- | --- | --- | --- | --- | --- | --- |
| \`first\` | \`shelf/put\` | ✔ done | 2 | 8.0 s | derived |  |
| \`second\` | \`shelf/put\` | – skipped |  |  |  | if false |

\`first\`:

- a = 1 (conflict: a is 3)
- b = 2 (reverted)

## What was checked

| Check | Asked | Result | Values | When |
| --- | --- | --- | --- | --- |
| \`all_there\` | \`outputs.value == 1\` | ✖ fails | \`outputs.value\` = \`2\` | 2026-01-02T03:04:20.000Z |

## Who signed

| Sign-off | Role | By | Accepted |
| --- | --- | --- | --- |
| \`review\` | dba | bob@example.com | 2026-01-02T03:04:06.000Z |

## Who worked on it

| Since | Way | By | On |
| --- | --- | --- | --- |
| 2026-01-02T03:04:07.000Z | apply | alice | ci-1, pid 7 |
| 2026-01-02T03:04:23.000Z | revert | bob | laptop, pid 8 |

## What people decided

| When | What | Step | By | Why |
| --- | --- | --- | --- | --- |
| 2026-01-02T03:04:17.000Z | resolved as applied | \`first\` | bob | I looked |
| 2026-01-02T03:04:22.000Z | unlocked |  | carol | it hung |

## Compared

| Resource |  |
| --- | --- |
| \`databases.plain\` | ✖ differs: f00, then ba4 |

## Drift

- \`plans/sketch.plan.yaml\`: it was edited since
`,
  )
})

test('runReport() is a function of plan and journal alone, and any beginning of a journal has a report', () => {
  const records = recordsOf(story)
  for (let end = 0; end <= records.length; end++) {
    const once = runReport(bound, records.slice(0, end))
    assert.deepEqual(once, runReport(structuredClone(bound), structuredClone(records.slice(0, end))))
    assert.deepEqual(JSON.parse(JSON.stringify(once)), once, 'it is plain JSON')
    assert.equal(reportText(once), reportText(structuredClone(once)))
    assert.equal(reportMarkdown(once), reportMarkdown(structuredClone(once)))
  }
})

const started: RunEvent = { kind: 'run-started', epoch: 1, host: 'h', pid: 1, actor: 'a', direction: 'apply' }
const back: RunEvent = { ...started, direction: 'revert' }
const intended: RunEvent = { kind: 'unit-intended', step: 'first', unit: 0, key: 'k', title: 'T' }
const failure = { code: 'failed', message: 'no' }

for (const { when, events, gives } of [
  { when: 'nothing has happened', events: [], gives: { state: 'open' } },
  {
    when: 'it waits for a time',
    events: [started, { kind: 'waiting-began', waiting: { for: 'time', step: 'first', resumeAfter: 'T' } }],
    gives: { state: 'waiting', waiting: { for: 'time', step: 'first', resumeAfter: 'T' } },
  },
  {
    when: 'it goes on after waiting',
    events: [{ kind: 'waiting-began', waiting: { for: 'time', step: 'first', resumeAfter: 'T' } }, started],
    gives: { state: 'open' },
  },
  { when: 'it was interrupted', events: [started, { kind: 'interrupted', reason: 'SIGINT' }], gives: { state: 'open', reason: 'SIGINT' } },
  {
    when: 'it succeeded after a failure',
    events: [
      { kind: 'step-failed', step: 'first', failure },
      { kind: 'run-finished', ending: 'succeeded' },
    ],
    gives: { state: 'succeeded', endedAt: '2026-01-02T03:04:06.000Z' },
  },
  {
    when: 'it failed',
    events: [
      { kind: 'step-failed', step: 'first', failure },
      { kind: 'run-finished', ending: 'failed' },
    ],
    gives: { state: 'failed', endedAt: '2026-01-02T03:04:06.000Z', failure },
  },
  {
    when: 'it goes on after a failure had paused it',
    events: [started, { kind: 'step-failed', step: 'first', failure }, { kind: 'paused', reason: 'it failed' }, started],
    gives: { state: 'open' },
  },
  {
    when: 'something else failed after what failed first',
    events: [
      started,
      { kind: 'step-failed', step: 'first', failure },
      { kind: 'step-failed', step: 'second', failure: { code: 'interrupted', message: 'it was stopped' } },
      { kind: 'run-finished', ending: 'failed' },
    ],
    gives: { state: 'failed', endedAt: '2026-01-02T03:04:08.000Z', failure },
  },
  {
    when: 'a step went wrong on the way back at first',
    events: [
      started,
      { kind: 'run-finished', ending: 'succeeded' },
      back,
      { kind: 'step-failed', step: 'first', failure },
      { kind: 'paused', reason: 'it could not be reverted' },
      back,
      { kind: 'run-finished', ending: 'rolled-back' },
    ],
    gives: { state: 'rolled-back', endedAt: '2026-01-02T03:04:11.000Z' },
  },
  {
    when: 'it is a baseline',
    events: [{ kind: 'baselined', reason: 'there', actor: 'a' }],
    gives: { state: 'baselined', endedAt: '2026-01-02T03:04:05.000Z', reason: 'there' },
  },
  {
    when: 'it was committed',
    events: [{ kind: 'committed', commit: 'c', branch: 'b' }],
    gives: { state: 'open', committed: { commit: 'c', branch: 'b' } },
  },
] as readonly { when: string; events: readonly RunEvent[]; gives: object }[]) {
  test(`runReport() says how a run stands when ${when}`, () => {
    const { state, endedAt, failure: last, waiting, reason, committed } = runReport(bound, recordsOf(events))
    assert.deepEqual(JSON.parse(JSON.stringify({ state, endedAt, failure: last, waiting, reason, committed })), gives)
  })
}

for (const { event, gives } of [
  { event: { kind: 'unit-applied', step: 'first', unit: 0, result: null, after: null }, gives: { state: 'applied' } },
  { event: { kind: 'unit-absent', step: 'first', unit: 0, failure }, gives: { state: 'absent', reason: 'no' } },
  { event: { kind: 'unit-failed', step: 'first', unit: 0, failure }, gives: { state: 'failed', reason: 'no' } },
  { event: { kind: 'unit-unknown', step: 'first', unit: 0, failure }, gives: { state: 'unknown', reason: 'no' } },
  { event: { kind: 'unit-reverted', step: 'first', unit: 0 }, gives: { state: 'reverted' } },
  { event: { kind: 'unit-conflicted', step: 'first', unit: 0, conflict: 'other' }, gives: { state: 'conflict', reason: 'other' } },
  {
    event: { kind: 'unit-conflicted', step: 'first', unit: 0, conflict: 'the disk is full', failed: true },
    gives: { state: 'stuck', reason: 'the disk is full' },
  },
  { event: { kind: 'unit-left', step: 'first', unit: 0, reason: 'so' }, gives: { state: 'left', reason: 'so' } },
  { event: { kind: 'unit-discarded', step: 'first', unit: 0 }, gives: { state: 'discarded' } },
] as readonly { event: RunEvent; gives: object }[]) {
  test(`runReport() tells what became of a unit after ${event.kind}`, () => {
    const [change] = runReport(bound, recordsOf([intended, event])).steps[0]!.changes
    assert.deepEqual(change, { title: 'T', at: '2026-01-02T03:04:06.000Z', ...gives })
  })
}

test('a report for people lists twenty units of a step, and says how many more there are', () => {
  const units = Array.from({ length: 23 }, (_, unit): RunEvent => ({ ...intended, unit, title: `unit ${unit}` }))
  const many = runReport(bound, recordsOf(units))
  assert.equal(many.steps[0]!.changes.length, 23)
  assert.match(reportText(many), /unit 19 .*\n {6}… and 3 more/)
  assert.match(reportMarkdown(many), /- unit 19 .*\n- … and 3 more/)
})

test('a report for people tells of a very long text its beginning, and widens no other line for it', () => {
  const long = '𝄞'.repeat(4000)
  const check = (id: string, assert: string): RunEvent => ({
    kind: 'check-evaluated',
    step: id,
    assert,
    holds: true,
    operands: { x: assert },
  })
  const told = runReport({ ...bound, title: long }, recordsOf([...story, check('first', `x == '${long}'`), check('second', 'x == 1')]))
  const [text, markdown] = [reportText(told), reportMarkdown(told)]
  for (const report of [text, markdown]) {
    assert.ok(report.length < 10_000, String(report.length))
    assert.ok(report.isWellFormed())
    assert.match(report, /𝄞…/)
  }
  assert.match(text, /✔ holds  second +x == 1  \(x = x == 1\) {1,40}steps$/m)
  assert.equal(told.title, long)
})

test('a report for people says of a plan that was adopted that nothing changed', () => {
  const adopted = runReport(bound, recordsOf([...story.slice(0, 1), { kind: 'baselined', reason: 'by hand', actor: 'alice' }]))
  for (const report of [reportText(adopted), reportMarkdown(adopted)]) assert.doesNotMatch(report, /What changed|pending/)
})

for (const { when, end, state } of [
  { when: 'is under way', end: [], state: 'running' },
  {
    when: 'waits',
    end: [{ kind: 'waiting-began', waiting: { for: 'time', step: 'first', resumeAfter: '2026-01-03T00:00:00.000Z' } }],
    state: 'waiting',
  },
  { when: 'was interrupted', end: [{ kind: 'interrupted', reason: 'SIGINT' }], state: 'stopped' },
  { when: 'was rolled back', end: [{ kind: 'run-finished', ending: 'rolled-back' }], state: 'stopped' },
] as const)
  test(`runReport() says ${state} of a step that had begun when its run ${when}`, () => {
    const begun = recordsOf([...story.slice(0, 3), { kind: 'step-started', step: 'first', effect: 'none' }, ...end])
    assert.deepEqual(
      runReport(bound, begun).steps.map((step) => step.state),
      [state, 'pending', 'pending', 'pending'],
    )
  })

test('runReport() tells what was done of a written rollback, and how long the step took that it took back', () => {
  const back = [
    { id: 'first~rollback[0]', uses: 'shelf/send' },
    { id: 'first~rollback[1]', uses: 'shelf/send' },
  ]
  const steps = boundPlan([putStep('first', { rollback: boundPlan(back).steps })])
  const events: readonly RunEvent[] = [
    ...story.slice(0, 3),
    { kind: 'step-started', step: 'first', effect: 'write', undo: 'written' },
    { kind: 'unit-intended', step: 'first', unit: 0, key: 'k0', title: 'a = 1' },
    { kind: 'unit-applied', step: 'first', unit: 0, result: null, after: null },
    { kind: 'step-finished', step: 'first' },
    { kind: 'step-started', step: 'first~rollback[0]', effect: 'write' },
    { kind: 'unit-intended', step: 'first~rollback[0]', unit: 0, key: 'k1', title: 'say sorry' },
    { kind: 'unit-applied', step: 'first~rollback[0]', unit: 0, result: null, after: null },
    { kind: 'step-finished', step: 'first~rollback[0]' },
    { kind: 'unit-reverted', step: 'first', unit: 0 },
    { kind: 'step-reverted', step: 'first' },
  ]
  const told = runReport(steps, recordsOf(events))
  assert.match(
    reportText(told),
    / {2}↩ reverted {2}first {2}shelf\/put {2}\(3\.0 s, undo written\)\n {6}a = 1 {2}↩ reverted\n {2}✔ done {2}first~rollback\[0\] {2}shelf\/send {2}\(3\.0 s\)\n {6}say sorry\n/,
  )
  assert.match(reportMarkdown(told), /\| `first~rollback\[0\]` \| `shelf\/send` \| ✔ done \| 1 \|/)
  assert.equal(told.steps.length, 2)
})

for (const { when, events, gives } of [
  {
    when: 'it is tried again after it had failed',
    events: [begun, { kind: 'step-failed', step: 'first', failure }, begun],
    gives: { state: 'running', startedAt: second(2), attempts: 2, failure },
  },
  {
    when: 'a person says that it did not happen',
    events: [
      begun,
      { kind: 'unit-intended', step: 'first', unit: 0, key: 'k', title: 'a = 1' },
      { kind: 'step-finished', step: 'first' },
      { kind: 'resolved', step: 'first', unit: 0, as: 'absent', reason: 'I looked', actor: 'bob' },
    ],
    gives: { state: 'pending', attempts: 1, changes: [{ title: 'a = 1', state: 'absent', at: second(3), reason: 'I looked' }] },
  },
  {
    when: 'it was being reverted when its process died',
    events: [
      begun,
      { kind: 'unit-intended', step: 'first', unit: 0, key: 'k', title: 'a = 1' },
      { kind: 'unit-failed', step: 'first', unit: 0, failure },
      { kind: 'revert-intended', step: 'first', unit: 0, key: 'k~revert' },
    ],
    gives: { state: 'running', startedAt: second(0), attempts: 1, changes: [{ title: 'a = 1', state: 'reverting', at: second(3) }] },
  },
] as readonly { when: string; events: readonly RunEvent[]; gives: object }[]) {
  test(`runReport() says how a step stands when ${when}, as plan status does`, () => {
    const [step] = runReport(bound, recordsOf(events)).steps
    assert.deepEqual(step, { id: 'first', uses: 'shelf/put', list: 'steps', changes: [], ...gives })
  })
}
