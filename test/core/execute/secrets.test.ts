import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome } from '@backout/core/execute'
import { type AnyResourceDriver, type Plugin, PlanError } from '@backout/core/plugin'
import { type Bench, engineBench } from '../../support/engine.ts'
import { boundPlan, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

const secret = 'hunter2-is-long'
const plan = boundPlan([putStep('a')], { secrets: ['TOKEN'] })

/** Shelves that tell the digest of each slot. */
function plugins(shelf: Shelf): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const digests: AnyResourceDriver['digests'] = async () => Object.fromEntries([...shelf.slots].map(([slot]) => [slot, 'there']))
  return [{ ...plugin, drivers: plugin.drivers.map((driver) => ({ ...driver, digests })) }]
}

const cases: readonly (readonly [what: string, ending: Outcome['ending'], run: (bench: Bench, shelf: Shelf) => Promise<Outcome>])[] = [
  [
    'what a step said when it was stopped at once',
    'interrupted',
    async (bench, shelf) => {
      const abort = new AbortController()
      shelf.trouble = (what) => {
        if (what !== 'put a') return
        abort.abort()
        throw new PlanError('interrupted', 'the shelf was closed', { cause: new Error(`it said ${secret}`) })
      }
      return bench.run(plan, { abort: abort.signal })
    },
  ],
  [
    'why a unit could not be reverted',
    'paused',
    async (bench, shelf) => {
      await bench.run(plan)
      shelf.slots.set('a', `somebody put ${secret}`)
      return bench.rollback()
    },
  ],
  [
    'the name of what is not as it was',
    'rolled-back',
    async (bench, shelf) => {
      await bench.run(plan)
      shelf.slots.set(`of ${secret}`, 'new')
      return bench.rollback()
    },
  ],
]

for (const [what, ending, run] of cases)
  test(`Law: secrets are masked, also where the outcome of a run tells ${what}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench(plugins(shelf), { secrets: () => secret })
    const outcome = await run(bench, shelf)
    assert.deepEqual([outcome.ending, `${outcome.reason}`.includes('***')], [ending, true])
    const { records } = await bench.store.read('run-1')
    for (const told of [outcome, records]) assert.equal(JSON.stringify(told).includes(secret), false)
  })
