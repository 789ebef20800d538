import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlanError } from '@backout/core/model'
import type { Binding } from '../../../packages/cli/src/compose/plans/bind.ts'
import { runInOrder } from '../../../packages/cli/src/run/run-in-order.ts'
import type { OutcomeJson } from '../../../packages/cli/src/shapes/run.ts'

const pending = ['a', 'b', 'c'].map((name) => ({ bound: { name } }) as Binding)
const now = new Date()
const stop = new AbortController().signal
const succeeds = { ending: 'succeeded', exitCode: 0 } as const

for (const [when, first, deadline, told] of [
  ['ends well', succeeds, new Date(now.getTime() + 1), { ran: 'a b c', exitCode: 0, notRun: [] }],
  [
    'fails',
    { ending: 'rolled-back', exitCode: 1 },
    undefined,
    { ran: 'a', exitCode: 1, notRun: ['b', 'c'], why: 'plan "a" before it is rolled-back' },
  ],
  [
    'is not committed',
    { ...succeeds, exitCode: 4, notCommitted: { code: 'failed', message: 'x' } },
    undefined,
    { ran: 'a', exitCode: 4, notRun: ['b', 'c'], why: 'plan "a" before it is not committed' },
  ],
  ['ends as the deadline is reached', succeeds, now, { ran: 'a', exitCode: 3, notRun: ['b', 'c'], why: 'the deadline was reached' }],
] as const)
  test(`runInOrder() runs ${told.ran} where the first ${when}`, async () => {
    const outcomeOf = (plan: string): OutcomeJson => ({ ...(plan === 'a' ? first : succeeds), plan }) as unknown as OutcomeJson
    const run = async ({ bound }: Binding): Promise<OutcomeJson> => outcomeOf(bound.name)
    const series = await runInOrder(pending, { run, deadline, now: () => now, stop })
    const { runs, notRun, exitCode } = series
    assert.deepEqual([runs.map(({ plan }) => plan).join(' '), exitCode], [told.ran, told.exitCode])
    assert.deepEqual(
      notRun,
      told.notRun.map((name) => ({ name, why: 'why' in told ? told.why : '' })),
    )
  })

for (const [code, hint] of [
  ['waiting', 'plan sign b'],
  ['busy', undefined],
] as const)
  test(`runInOrder() tells of what ran before a plan that cannot begin (${code})`, async () => {
    const run = async ({ bound }: Binding): Promise<OutcomeJson> => {
      if (bound.name === 'b') throw new PlanError(code, 'Cannot run b', hint === undefined ? {} : { hint })
      return { ...succeeds, plan: bound.name } as unknown as OutcomeJson
    }
    const { runs, notRun, exitCode } = await runInOrder(pending, { run, deadline: undefined, now: () => now, stop })
    assert.deepEqual([runs.length, exitCode], [1, code === 'waiting' ? 3 : 5])
    assert.deepEqual(notRun, [
      { name: 'b', why: 'Cannot run b', hint },
      { name: 'c', why: 'plan "b" before it did not run' },
    ])
  })

test('runInOrder() begins no plan once the call is interrupted', async () => {
  const interrupt = new AbortController()
  const run = async ({ bound }: Binding): Promise<OutcomeJson> => {
    interrupt.abort()
    return { ...succeeds, plan: bound.name } as unknown as OutcomeJson
  }
  const { runs, notRun, exitCode } = await runInOrder(pending, { run, deadline: undefined, now: () => now, stop: interrupt.signal })
  assert.deepEqual([runs.length, notRun.map(({ why }) => why), exitCode], [1, Array(2).fill('the call was interrupted'), 130])
})

for (const [code, at] of [
  ['corrupt', 'b'],
  ['busy', 'a'],
] as const)
  test(`runInOrder() throws what plan ${at} throws: ${code}`, async () => {
    const run = async ({ bound }: Binding): Promise<OutcomeJson> => {
      if (bound.name === at) throw new PlanError(code, 'x')
      return { ...succeeds, plan: bound.name } as unknown as OutcomeJson
    }
    await assert.rejects(runInOrder(pending, { run, deadline: undefined, now: () => now, stop }), { code })
  })

test('runInOrder() goes on behind a plan that somebody else has applied meanwhile', async () => {
  const run = async ({ bound }: Binding): Promise<OutcomeJson | undefined> =>
    bound.name === 'b' ? undefined : ({ ...succeeds, plan: bound.name } as unknown as OutcomeJson)
  const { runs, notRun, exitCode } = await runInOrder(pending, { run, deadline: undefined, now: () => now, stop })
  assert.deepEqual([runs.map(({ plan }) => plan), notRun, exitCode], [['a', 'c'], [], 0])
})
