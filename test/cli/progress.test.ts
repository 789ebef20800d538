import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '../../packages/core/src/model/index.ts'
import { openLines } from '../../packages/cli/src/progress/lines.ts'
import { describeDuration, describeRate, RateMeter } from '../../packages/cli/src/progress/rate.ts'
import { visibleRows } from '../../packages/cli/src/progress/visible-rows.ts'

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
  [{ kind: 'step-reverted', step: 'expand' }, '↩ reverted  expand'],
  [
    { kind: 'waiting-began', waiting: { for: 'sign-off', step: 'contract', requirement: 'final', role: 'dba' } },
    '… waiting   contract: for sign-off "final" by a dba',
  ],
  [{ kind: 'run-finished', ending: 'succeeded' }, 'split in local: succeeded'],
  [{ kind: 'rollback-started', reason: 'it failed', actor: 'ann' }, 'split in local: rolling back: it failed'],
] as readonly (readonly [RunEvent, string])[])
  test(`Progress without a terminal says "${line}", with the time, and a word beside each glyph`, () =>
    assert.deepEqual(linesOf([event]), [`${at} ${line}`]))

test('Progress without a terminal says nothing about single units', () =>
  assert.deepEqual(linesOf([{ kind: 'unit-applied', step: 's', unit: 0, result: null, after: null }]), []))

test('Progress without a terminal counts units now and then, with rate and estimate', () => {
  const written: string[] = []
  let now = 0
  const progress = openLines(named, { write: (text: string) => written.push(text) } as never, () => now)
  for (let done = 0; done <= 800; done += 100, now += 1000) progress.observe({ kind: 'progress', step: 'backfill', done, total: 2000 })
  assert.deepEqual(written, ['1970-01-01T00:00:05.000Z › running   backfill: 500 of 2000 units, 100/s, 15 s left\n'])
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
