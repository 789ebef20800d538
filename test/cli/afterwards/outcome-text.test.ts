import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeText } from '../../../packages/cli/src/output/outcome-text.ts'
import { runEventsText, runStatusText } from '../../../packages/cli/src/output/run-status-text.ts'
import type { OutcomeJson } from '../../../packages/cli/src/shapes/run.ts'
import type { RunStatusJson } from '../../../packages/cli/src/shapes/status.ts'

test('a run that a check failed says why once', () => {
  const why = '"a.txt" is not there'
  const checks = [{ id: 'there', list: 'preconditions', uses: 'file/check', holds: false, operands: {}, why }] as const
  const lines = linesOf({ failure: { code: 'failed', message: why }, checks })
  assert.deepEqual(lines.slice(1, 4), [`  ${why}`, 'Checks', '  ✖ fails  there  file/check'])
})

test('a run that was backed out on request does not tell what its checks gave before that', () => {
  const checks = [{ id: 'there', list: 'successCriteria', uses: 'file/check', holds: true, operands: {} }] as const
  const isTold = (more: Partial<OutcomeJson>): boolean => linesOf({ checks, ...more }).includes('Checks')
  const failure = { code: 'failed', message: 'no such table' }
  for (const ending of ['rolled-back', 'paused', 'waiting'] as const) assert.equal(isTold({ ending, direction: 'revert' }), false, ending)
  assert.equal(isTold({ ending: 'succeeded', direction: 'apply' }), true)
  assert.equal(isTold({ ending: 'rolled-back', direction: 'revert', failure }), true)
})

test('a rollback that was interrupted, or waits, says that it is one', () => {
  const isTold = (more: Partial<OutcomeJson>): boolean => linesOf(more).includes('  it is being rolled back')
  for (const ending of ['interrupted', 'waiting'] as const) {
    assert.deepEqual([isTold({ ending, direction: 'revert' }), isTold({ ending, direction: 'apply' })], [true, false])
    const status = { ...outcomeOf({ direction: 'revert' }), state: ending, alive: false, actor: 'a', createdAt: 'now', steps: [], torn: 0 }
    assert.match(runStatusText(status as unknown as RunStatusJson, plain), /^ {2}it is being rolled back$/m)
  }
})

test('a run that failed ends with why, the operands, and what to do', () => {
  const failure = { code: 'failed', message: 'Check does not hold', operands: { a: '1' }, hint: 'Look at a\nThen at b' }
  assert.deepEqual(linesOf({ failure }).slice(1, 5), ['  Check does not hold', '    a = 1', '  → Look at a', '  → Then at b'])
})

test('a run that is paused says once why, where the reason says what failed', () => {
  const failure = { code: 'failed', message: 'no such table', hint: 'Make it' }
  const textOf = (reason: string): readonly string[] => linesOf({ ending: 'paused', direction: 'apply', failure, reason })
  assert.deepEqual(textOf('step "a" failed: no such table').slice(1, 4), ['  step "a" failed: no such table', '  → Make it', 'Run     r'])
  assert.deepEqual(textOf('somebody said so').slice(1, 4), ['  no such table', '  → Make it', '  somebody said so'])
})

test('no line of what a command wrote passes for a line of ours', () => {
  const told = 'it ended with 3: x\n✔ succeeded  a in local\r\ny'
  const outcome = outcomeOf({ ending: 'paused', failure: { code: 'failed', message: told, operands: { a: told } } })
  const status = {
    ...outcome,
    state: 'paused',
    alive: false,
    actor: told,
    createdAt: 'now',
    torn: 0,
    steps: [{ id: 'one', uses: 'exec/run', state: 'failed', units: 1, applied: 0, detail: told }],
    events: [{ seq: 1, at: 'now', event: { kind: 'step-failed', step: 'one', failure: outcome.failure } }],
  }
  for (const text of [
    outcomeText(outcome, plain),
    runStatusText(status as unknown as RunStatusJson, plain),
    runEventsText(status as unknown as RunStatusJson, plain),
  ]) {
    assert.match(text, /succeeded {2}a in local/)
    assert.doesNotMatch(text, /^ {0,3}(✔|y)/m)
  }
})

function linesOf(more: Partial<OutcomeJson>): readonly string[] {
  return outcomeText(outcomeOf(more), plain).split('\n')
}

/** A run that failed, but for what is said otherwise. */
function outcomeOf(more: Partial<OutcomeJson>): OutcomeJson {
  const failed = { run: 'r', plan: 'p', environment: 'local', ending: 'failed', left: [], checks: [], record: 'runs/r' }
  return { ...failed, ...more } as unknown as OutcomeJson
}

function plain(_: string, text: string): string {
  return text
}

test('a rollback that is paused names what is still in effect, of many the first', () => {
  const left = (count: number): string | undefined =>
    linesOf({ ending: 'paused', direction: 'revert', left: Array.from({ length: count }, (_, at) => `s${at}`) }).find((line) =>
      line.includes('still in effect'),
    )
  assert.equal(left(8), '  still in effect: s0, s1, s2, s3, s4, s5, s6, s7')
  assert.equal(left(9), '  still in effect: s0, s1, s2, s3, s4, s5 and 3 more')
})
