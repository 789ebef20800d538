import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Effects, standingOf } from '@backout/core/execute'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

const day = 86_400_000

/** A clock that a test sets, by ms. */
function settable(): { now: Effects['clock']; shift: (ms: number) => void } {
  let now = Date.parse('2026-01-02T03:04:05.000Z')
  const clock: Effects['clock'] = {
    now: () => new Date((now += 1)),
    async sleep(ms) {
      now += ms
    },
  }
  return { now: clock, shift: (ms) => void (now += ms) }
}

test('Law: running again: the newest run of a plan counts, although the clock has gone back since the one before', async () => {
  const { now: clock, shift } = settable()
  await using bench = await engineBench([shelfPlugin(new Shelf())], { clock })
  const plan = boundPlan([putStep('a')])
  await bench.run(plan)
  await bench.rollback()
  shift(-day)
  await bench.run(plan, {}, 'run-0')
  const runs = await bench.store.list()
  assert.deepEqual(
    runs.map(({ run }) => run),
    ['run-1', 'run-0'],
  )
  assert.equal(standingOf(runs, plan.name, plan.environment, plan.planDigest).kind, 'applied')
  await assert.rejects(bench.run(plan, {}, 'run-2'), { code: 'refused' })
})

test('Law: rollback windows that overlap stack, although the clock has gone back between the runs', async () => {
  const { now: clock, shift } = settable()
  await using bench = await engineBench([shelfPlugin(new Shelf())], { clock })
  await bench.run(boundPlan([putStep('a')]))
  shift(-day)
  const again = putStep('again', { with: { connection: 'plain', slot: 'a', value: 'newer' } })
  await bench.run({ ...boundPlan([again]), name: 'later' }, {}, 'run-0')
  await assert.rejects(bench.rollback(), { code: 'refused', message: /the later run "run-0" stands on it/ })
})

for (const { what, ms } of [
  { what: 'back by a day', ms: -day },
  { what: 'ahead by a day', ms: day },
])
  test(`Law: a clock that goes ${what} in the middle of a run, and of its rollback, changes nothing of either`, async () => {
    const { now: clock, shift } = settable()
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)], { clock })
    shelf.trouble = (what) => void (/^(put|revert) b/.test(what) && shift(ms))
    const plan = boundPlan([putStep('a'), putStep('b'), putStep('c')], { rollbackWindow: 3 * day })
    assert.equal((await bench.run(plan)).ending, 'succeeded')
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.deepEqual(shelf.log, ['put a', 'put b', 'put c', 'revert c', 'revert b', 'revert a'])
  })

test('Law: a clock that goes back a year gives a step no more tries, and lets none of them wait longer', async () => {
  const { now: clock, shift } = settable()
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)], { clock, hold: 1000 })
  const tries = { made: 0 }
  shelf.trouble = (what) => {
    if (what !== 'compute a') return
    tries.made += 1
    throw new Error('not yet')
  }
  const plan = boundPlan([putStep('a', { retry: { every: 300_000, for: 900_000 } })])
  const endings = [(await bench.run(plan)).ending]
  for (let turn = 0; turn < 5 && endings.at(-1) === 'waiting'; turn += 1) {
    shift(-365 * day)
    endings.push((await bench.resume()).ending)
  }
  assert.deepEqual([endings, tries.made], [['waiting', 'waiting', 'waiting', 'failed'], 4])
})
