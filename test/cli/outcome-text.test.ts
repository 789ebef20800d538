import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeText } from '../../packages/cli/src/output/outcome-text.ts'
import { runEventsText, runStatusText } from '../../packages/cli/src/output/run-status-text.ts'
import type { OutcomeJson } from '../../packages/cli/src/shapes/run.ts'
import type { RunStatusJson } from '../../packages/cli/src/shapes/status.ts'

test('a run that a check failed says why once', () => {
  const why = '"a.txt" is not there'
  const outcome = {
    run: 'r',
    plan: 'p',
    environment: 'local',
    ending: 'failed',
    failure: { code: 'failed', message: why },
    left: [],
  } as const
  const checks = [{ id: 'there', list: 'preconditions', uses: 'file/check', holds: false, operands: {}, why }] as const
  const text = outcomeText({ ...outcome, checks, record: 'runs/r' } as unknown as OutcomeJson, (_, part) => part)
  assert.deepEqual(text.split('\n').slice(1, 4), [`  ${why}`, 'Checks', '  ✖ fails  there  file/check'])
})

test('a run that failed ends with why, the operands, and what to do', () => {
  const failure = { code: 'failed', message: 'Check does not hold', operands: { a: '1' }, hint: 'Look at a\nThen at b' }
  const outcome: Partial<OutcomeJson> = {
    run: 'r',
    plan: 'p',
    environment: 'local',
    ending: 'failed',
    failure,
    left: [],
    checks: [],
    record: 'runs/r',
  }
  assert.deepEqual(
    outcomeText(outcome as OutcomeJson, (_, text) => text)
      .split('\n')
      .slice(1, 5),
    ['  Check does not hold', '    a = 1', '  → Look at a', '  → Then at b'],
  )
})

test('a run that is paused says once why, where the reason says what failed', () => {
  const failure = { code: 'failed', message: 'no such table', hint: 'Make it' }
  const outcome = { run: 'r', plan: 'p', environment: 'local', ending: 'paused', failure, left: [], checks: [], record: 'runs/r' } as const
  const textOf = (reason: string): readonly string[] =>
    outcomeText({ ...outcome, reason, direction: 'apply' } as unknown as OutcomeJson, (_, part) => part).split('\n')
  assert.deepEqual(textOf('step "a" failed: no such table').slice(1, 4), ['  step "a" failed: no such table', '  → Make it', 'Run     r'])
  assert.deepEqual(textOf('somebody said so').slice(1, 4), ['  no such table', '  → Make it', '  somebody said so'])
})

test('no line of what a command wrote passes for a line of ours', () => {
  const told = 'it ended with 3: x\n✔ succeeded  a in local\r\ny'
  const outcome = {
    run: 'r',
    plan: 'p',
    environment: 'local',
    ending: 'paused',
    failure: { code: 'failed', message: told, operands: { a: told } },
    left: [],
    checks: [],
    record: 'r',
  }
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
  const plain = (_: string, text: string): string => text
  for (const text of [
    outcomeText(outcome as unknown as OutcomeJson, plain),
    runStatusText(status as unknown as RunStatusJson, plain),
    runEventsText(status as unknown as RunStatusJson, plain),
  ]) {
    assert.match(text, /succeeded {2}a in local/)
    assert.doesNotMatch(text, /^ {0,3}(✔|y)/m)
  }
})
