import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '../../../packages/core/src/model/index.ts'
import type { Call } from '../../../packages/cli/src/terminal/call.ts'
import { canBeAsked } from '../../../packages/cli/src/terminal/ci-job.ts'
import { isWatched } from '../../../packages/cli/src/progress/is-watched.ts'
import { openLines } from '../../../packages/cli/src/progress/lines.ts'
import { describeDuration, describeRate, RateMeter } from '../../../packages/cli/src/progress/rate.ts'
import { shortened } from '../../../packages/cli/src/progress/shortened.ts'
import { openStatusLine } from '../../../packages/cli/src/progress/status-line.ts'
import { visibleRows } from '../../../packages/cli/src/progress/visible-rows.ts'

const at = '2026-11-03T09:15:02.123Z'

const named = { title: 'split in local' }

for (const [event, line] of [
  [{ kind: 'step-started', step: 'expand', effect: 'write' }, '› running   expand'],
  [{ kind: 'step-finished', step: 'expand' }, '✔ done      expand'],
  [{ kind: 'step-skipped', step: 'switch', condition: "environment == 'x'" }, "– skipped   switch: if: environment == 'x'"],
  [{ kind: 'step-failed', step: 'fill', failure: { code: 'failed', message: 'no such column' } }, '✖ failed    fill: no such column'],
  [
    { kind: 'check-evaluated', step: 'all', holds: false, assert: 'outputs.value == 0', operands: { 'outputs.value': '3' } },
    '✖ failed    all: does not hold: outputs.value == 0 (outputs.value = 3)',
  ],
  [{ kind: 'unit-conflicted', step: 'rewrite', unit: 0, conflict: 'somebody changed a.ts' }, '! conflict  rewrite: somebody changed a.ts'],
  [
    { kind: 'unit-conflicted', step: 'rewrite', unit: 0, conflict: 'the disk is full', failed: true },
    '! stuck     rewrite: the disk is full',
  ],
  [{ kind: 'step-reverted', step: 'expand' }, '↩ reverted  expand'],
  [
    { kind: 'waiting-began', waiting: { for: 'sign-off', step: 'contract', requirement: 'final', role: 'dba' } },
    '… waiting   contract: for sign-off "final" in role dba',
  ],
  [{ kind: 'run-finished', ending: 'succeeded' }, 'split in local: succeeded'],
  [{ kind: 'rollback-started', reason: 'it failed', actor: 'ann' }, 'split in local: rolling back: it failed'],
] as readonly (readonly [RunEvent, string])[])
  test(`Progress without a terminal says "${line}", with the time, and a word beside each glyph`, () =>
    assert.deepEqual(linesOf([event]), [`${at} ${line}`]))

test('Progress without a terminal says with the time, too, what whoever watches should know at once', () => {
  const written: string[] = []
  const progress = openLines(named, { write: (text: string) => written.push(text) } as never, () => 0)
  progress.say('SIGINT: finishing the unit in hand; once more stops now')
  assert.deepEqual(written, ['1970-01-01T00:00:00.000Z SIGINT: finishing the unit in hand; once more stops now\n'])
})

test('Progress without a terminal says once that a check does not hold', () => {
  const failure = { code: 'failed', message: 'Check "all" does not hold' }
  const events: readonly RunEvent[] = [
    { kind: 'check-evaluated', step: 'all', holds: false, assert: 'outputs.value == 0', operands: {} },
    { kind: 'step-failed', step: 'all', failure },
  ]
  assert.deepEqual(linesOf(events), [`${at} ✖ failed    all: does not hold: outputs.value == 0`])
})

test('Progress without a terminal says nothing about single units', () =>
  assert.deepEqual(linesOf([{ kind: 'unit-applied', step: 's', unit: 0, result: null, after: null }]), []))

test('Progress without a terminal counts units now and then, with rate and estimate', () => {
  const written: string[] = []
  let now = 0
  const progress = openLines(named, { write: (text: string) => written.push(text) } as never, () => now)
  for (let done = 0; done <= 800; done += 100, now += 1000) progress.observe({ kind: 'progress', step: 'backfill', done, total: 2000 })
  assert.deepEqual(written, ['1970-01-01T00:00:05.000Z › running   backfill: 500 of 2000 units, 100/s, 15 s left\n'])
})

test('Progress without a terminal counts what is taken back as well, from the beginning', () => {
  const written: string[] = []
  let now = 0
  const progress = openLines(named, { write: (text: string) => written.push(text) } as never, () => now)
  progress.observe({ kind: 'event', record: { at, event: { kind: 'step-started', step: 's', effect: 'write' } } })
  for (let done = 1; done <= 8; done += 1, now += 1000)
    progress.observe({ kind: 'progress', step: 's', done, total: undefined, ahead: 8 - done })
  for (let done = 1; done <= 8; done += 1, now += 1000) {
    progress.observe({ kind: 'event', record: { at, event: { kind: 'revert-intended', step: 's', unit: 8 - done, key: '' } } })
    progress.observe({ kind: 'progress', step: 's', done, total: 8 })
  }
  assert.deepEqual(
    written.slice(1).map((line) => line.trimEnd()),
    [
      '1970-01-01T00:00:05.000Z › running   s: 6 units, 1.0/s, 2.0 s left',
      '1970-01-01T00:00:13.000Z ‹ reverting s: 6 of 8 units, 1.0/s, 2.0 s left',
    ],
  )
})

for (const [name, room, shown] of [
  ['backfill', 8, 'backfill'],
  ['backfill', 7, 'backfi…'],
  ['backfill', -3, 'b…'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
] as const)
  test(`shortened() makes of ${name} in ${room} columns: ${shown}`, () => assert.equal(shortened(name, room), shown))

test('Progress without a terminal tells once a minute of a step that is still at work', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const written: string[] = []
  const progress = openLines(named, { write: (text: string) => written.push(text.trimEnd()) } as never)
  const tell = (event: RunEvent): void => progress.observe({ kind: 'event', record: { at, event } })
  tell({ kind: 'step-started', step: 'import', effect: 'write' })
  tell({ kind: 'step-started', step: 'other', effect: 'write' })
  tell({ kind: 'step-finished', step: 'other' })
  written.length = 0
  for (let second = 0; second < 130; second++) t.mock.timers.tick(1000)
  assert.deepEqual(written, [
    '1970-01-01T00:01:00.000Z › running   import: for 1 min',
    '1970-01-01T00:02:00.000Z › running   import: for 2 min',
  ])
  tell({ kind: 'step-finished', step: 'import' })
  written.length = 0
  t.mock.timers.tick(600_000)
  assert.deepEqual(written, [])
})

const terminal = (written: string[]) => ({ isTTY: true, columns: 40, write: (text: string) => written.push(text) }) as never
const watched = { json: false, env: {} } as Call

test('A status line says nothing of what is over within a second', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const written: string[] = []
  {
    using line = openStatusLine(watched, terminal(written))
    line.say('1 of 9')
    t.mock.timers.tick(999)
  }
  t.mock.timers.tick(9999)
  assert.deepEqual(written, [])
})

test('A status line says what is done by then, in the width there is, and goes away', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const written: string[] = []
  {
    using line = openStatusLine(watched, terminal(written))
    line.say('1 of 9')
    t.mock.timers.tick(1000)
    line.say('2 of 9'.padEnd(60, '.'))
  }
  assert.deepEqual(written, ['\r\u001b[2K1 of 9', `\r\u001b[2K${'2 of 9'.padEnd(38, '.')}…`, '\r\u001b[2K'])
})

for (const [env, watched] of [
  [{}, true],
  [{ CI: 'true' }, false],
  [{ CI: 'false' }, true],
  [{ TERM: 'dumb' }, false],
] as const)
  test(`isWatched() a terminal with ${JSON.stringify(env)} is ${watched}`, () => assert.equal(isWatched({ isTTY: true }, env), watched))

const [seen, piped] = [{ isTTY: true }, {}]
for (const [where, asked, streams, env] of [
  ['at a terminal', true, { stdin: seen, stderr: seen }, {}],
  ['at a dumb terminal', true, { stdin: seen, stderr: seen }, { TERM: 'dumb' }],
  ['at the terminal that a CI system gives its jobs', false, { stdin: seen, stderr: seen }, { CI: 'true' }],
  ['where the answer would come from a pipe', false, { stdin: piped, stderr: seen }, {}],
  ['where the question would go to a file', false, { stdin: seen, stderr: piped }, {}],
] as const)
  test(`canBeAsked() is ${asked} ${where}`, () => assert.equal(canBeAsked(streams, env), asked))

for (const [where, call, out] of [
  ['with --json', { ...watched, json: true }, { isTTY: true, columns: 40 }],
  ['in CI', { ...watched, env: { CI: 'true' } }, { isTTY: true, columns: 40 }],
  ['in a pipe', watched, {}],
] as const)
  test(`A status line says nothing ${where}`, (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
    const written: string[] = []
    using line = openStatusLine(call, { ...out, write: (text: string) => written.push(text) } as never)
    t.mock.timers.tick(2000)
    line.say('1 of 9')
    assert.deepEqual(written, [])
  })

for (const [ms, text] of [
  [400, '0.4 s'],
  [12_400, '12 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
  [273_600_000, '3 d 4 h'],
] as const)
  test(`describeDuration() says "${text}" for ${ms} ms`, () => assert.equal(describeDuration(ms), text))

test('RateMeter forgets what is older than its window', () => {
  const meter = new RateMeter(1000)
  meter.note(0, 0)
  for (let second = 10; second <= 12; second++) meter.note(second * 1000, second * 100)
  assert.equal(describeRate(meter.rate(1300)!), '100/s, 1.0 s left')
})

test('RateMeter gives no rate before there are two samples apart in time', () => {
  const meter = new RateMeter()
  meter.note(5, 10)
  assert.equal(meter.rate(100), undefined)
})

test('visibleRows() shows all rows that fit', () => assert.equal(visibleRows(rows('pending', 'done'), 2).length, 2))

test('visibleRows() keeps failed rows, and those around where the run stands', () => {
  const all = rows(
    ...Array<'done'>(50).fill('done'),
    'failed',
    ...Array<'done'>(20).fill('done'),
    'running',
    ...Array<'pending'>(50).fill('pending'),
  )
  const shown = visibleRows(all, 5)
  assert.deepEqual(
    shown.map((row) => all.indexOf(row)),
    [50, 69, 70, 71, 72],
  )
})

function rows<Word extends 'pending' | 'done' | 'failed' | 'running'>(...words: readonly Word[]): readonly { readonly word: Word }[] {
  return words.map((word) => ({ word }))
}

function linesOf(events: readonly RunEvent[]): readonly string[] {
  const written: string[] = []
  const progress = openLines(named, { write: (text: string) => written.push(text) } as never)
  for (const event of events) progress.observe({ kind: 'event', record: { at, event } })
  return written.map((line) => line.trimEnd())
}
