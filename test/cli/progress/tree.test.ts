import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import type { RunEvent } from '../../../packages/core/src/model/index.ts'
import type { Progress, ProgressPlan } from '../../../packages/cli/src/progress/progress.ts'
import { openTree } from '../../../packages/cli/src/progress/tree.ts'
import type { StepWord } from '../../../packages/cli/src/progress/words.ts'

const at = '2026-11-03T09:15:02.123Z'
const failure = { code: 'failed', message: 'no such column' } as const
const waiting = { for: 'sign-off', step: 's', requirement: 'final', role: 'dba' } as const

describe('A tree', () => {
  for (const [events, line] of [
    [[{ kind: 'step-skipped', step: 's', condition: 'x' }], '– s  skipped  if: x'],
    [[{ kind: 'step-finished', step: 's' }], '✔ s  done'],
    [[{ kind: 'step-failed', step: 's', failure }], '✖ s  failed  no such column'],
    [[{ kind: 'waiting-began', waiting }], '… s  waiting  for sign-off "final" in role dba'],
    [[{ kind: 'unit-unknown', step: 's', unit: 0, failure }], '? s  unknown  no such column'],
    [[{ kind: 'step-reverted', step: 's' }], '↩ s  reverted'],
    [[{ kind: 'unit-conflicted', step: 's', unit: 0, conflict: 'a.ts was changed' }], '! s  conflict  a.ts was changed'],
    [[{ kind: 'unit-left', step: 's', unit: 0, reason: 'it is used' }], '! s  left  it is used'],
    [[{ kind: 'invariant-sampled', step: 's', holds: true, samples: 1, failures: 0 }], '✔ s  holds'],
    [[{ kind: 'invariant-breached', step: 's', failures: 1, failure }], '✖ s  breached  no such column'],
  ] as readonly (readonly [readonly RunEvent[], string])[])
    test(`says "${line}", as a list of steps does`, async () => assert.equal((await drawn({}, told(events)))[1], `  ${line}`))

  for (const [word, event] of [
    ['running', { kind: 'step-started', step: 's', effect: 'write' }],
    ['retrying', { kind: 'attempt-failed', step: 's', attempt: 1, failure, retryAt: at }],
    ['reverting', { kind: 'revert-intended', step: 's', unit: 0, key: '' }],
  ] as readonly (readonly [StepWord, RunEvent])[])
    test(`has something turn beside a step that is ${word}`, async () =>
      assert.match((await drawn({}, told([event])))[1]!, new RegExp(`^ {2}[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] s {2}${word}`)))

  test('says when a step is tried again before it says why', async () => {
    const [, row] = await drawn({}, told([{ kind: 'attempt-failed', step: 's', attempt: 1, failure, retryAt: at }]))
    assert.match(row!, /retrying {2}again at 2026-11-03T09:15:02.123Z: no such column$/)
  })

  for (const [events, head] of [
    [[], '❯ split in local  running'],
    [[{ kind: 'run-started', direction: 'apply' }], '❯ split in local  started'],
    [[{ kind: 'run-started', direction: 'revert' }], '❯ split in local  rolling-back'],
    [[{ kind: 'rollback-started', reason: 'it failed' }], '❯ split in local  rolling back: it failed'],
    [[{ kind: 'interrupted', reason: 'SIGINT' }], '‖ split in local  interrupted: SIGINT'],
    [[{ kind: 'paused', reason: 'see to it' }], '! split in local  paused: see to it'],
    [[{ kind: 'run-finished', ending: 'succeeded' }], '✔ split in local  succeeded'],
    [[{ kind: 'run-finished', ending: 'rolled-back', failure }], '↩ split in local  rolled-back: no such column'],
    [
      [
        { kind: 'run-started', direction: 'apply' },
        { kind: 'waiting-began', waiting },
      ],
      '… split in local  waiting',
    ],
  ] as unknown as readonly (readonly [readonly RunEvent[], string])[])
    test(`ends with the head "${head}"`, async () => assert.equal((await drawn({}, told([started, ...events])))[0], head))

  test('cuts off no state where the terminal is narrow', async () => {
    const step = 'a_name_that_is_longer_than_there_is_room'
    const [, row] = await drawn({ steps: [step], columns: 40 }, (tree) => {
      tree.observe({ kind: 'progress', step, done: 1, total: 1 })
      tell(tree, { kind: 'step-finished', step })
    })
    assert.match(row!, /✔ a_name_that_is_longer_than… {2}done…/)
  })

  test('cuts off no state where the terminal has become narrow', async () => {
    const step = 'a_name_that_is_longer_than_there_is_room'
    const [, row] = await drawn({ steps: [step], columns: 80 }, (tree, out) => {
      tell(tree, { kind: 'step-finished', step })
      out.columns = 30
      out.emit('resize')
    })
    assert.equal(row, '  ✔ a_name_that_is_l…  done')
  })

  test('takes away all the lines into which a terminal that became narrow has broken it', async () => {
    for (const name of ['TERM', 'XTERM_VERSION', 'STY']) delete process.env[name]
    const step = 'a_name_that_is_longer_than_there_is_room'
    const ups: number[] = []
    const count = (chunk: string): void =>
      void ups.push(...[...chunk.matchAll(/\r((?:\u001b\[2K|\u001b\[1A)+)/g)].map(([, up]) => up!.split('1A').length - 1))
    await drawn({ steps: [step], columns: 80 }, async (tree, out) => {
      tell(tree, { kind: 'step-finished', step })
      await setTimeout(300)
      out.on('data', count)
      out.columns = 20
      out.emit('resize')
    })
    // The head takes two lines of 20 columns, and the row of the step three.
    assert.deepEqual(ups, [5])
  })

  test('shortens the name, and not what whoever watches should know at once', async () => {
    const say = (tree: Progress): void => tree.say('SIGINT: finishing the unit in hand; once more stops now')
    const [head] = await drawn({ title: 'a-plan-with-a-long-name in production', columns: 80 }, say)
    assert.equal(head, '❯ a-plan-with-a-long…  SIGINT: finishing the unit in hand; once more stops now')
  })

  test('counts the steps by their states where there is not room for all', async () => {
    const steps = Array.from({ length: 30 }, (_, index) => `s${index}`)
    const lines = await drawn({ steps, rows: 10 }, (tree) => {
      tell(tree, { kind: 'step-finished', step: 's0' })
      tell(tree, { kind: 'step-started', step: 's1', effect: 'write' })
    })
    assert.equal(lines.length, 7)
    assert.equal(lines[0], '❯ split in local  running  1 done, 1 running, 28 pending')
  })

  test('of a terminal of three lines has one step', async () =>
    assert.equal((await drawn({ steps: ['a', 'b'], rows: 3 }, told([{ kind: 'step-finished', step: 'a' }]))).length, 2))

  test('is drawn anew below what a shell wrote while the process was stopped', async () => {
    let heads = 0
    const count = (chunk: string): void => void (heads += chunk.split('split in local').length - 1)
    await drawn({}, async (tree, out) => {
      out.on('data', count)
      tell(tree, started)
      await setTimeout(300)
      assert.equal(heads, 1)
      process.emit('SIGCONT')
      await setTimeout(300)
    })
    // Once more at the end.
    assert.equal(heads, 3)
  })

  test('is not drawn where there was nothing to tell', async () => assert.deepEqual(await drawn({}, () => {}), []))
})

const started: RunEvent = { kind: 'step-started', step: 's', effect: 'write' }

type Terminal = PassThrough & { columns: number; rows: number }

/** The lines that stand there at the end, without colours. */
async function drawn(
  { columns = 120, rows = 24, ...plan }: Partial<ProgressPlan> & { readonly columns?: number; readonly rows?: number },
  work: (tree: Progress, out: Terminal) => unknown,
): Promise<readonly string[]> {
  let written = ''
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns, rows })
  out.on('data', (chunk: string) => (written += chunk))
  const tree = await openTree({ title: 'split in local', steps: ['s'], known: new Map(), ...plan }, out as never)
  await work(tree, out)
  await tree.end()
  const last = written.slice(written.lastIndexOf('\u001b[?2026l') + 1)
  return stripVTControlCharacters(last).replaceAll('\r', '').split('\n').filter(Boolean)
}

function told(events: readonly RunEvent[]): (tree: Progress) => void {
  return (tree) => {
    for (const event of events) tell(tree, event)
  }
}

function tell(tree: Progress, event: RunEvent): void {
  tree.observe({ kind: 'event', record: { at, event } })
}
