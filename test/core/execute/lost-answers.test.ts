import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlanError } from '@backout/core/plugin'
import type { Bench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, type Shelf } from '../../support/shelf.ts'
import { breaks, broken, shelfBench } from '../../support/shelf-bench.ts'

/** Loses the answer to a COMMIT, either before (`commit`) or after (`committed`) it is done, and does not answer whoever asks the ledger about it. */
function loses(shelf: Shelf, when: 'commit' | 'committed', key: string, ...failing: readonly string[]): void {
  shelf.trouble = (happening) => {
    if (happening === `${when} ${key}`) throw new PlanError('unknown', 'the connection broke during COMMIT')
    if (happening === `settle ${key}`) throw new Error('the server is away')
    for (const what of failing) breaks(what)(happening)
  }
}

const phaseOf = async (bench: Bench): Promise<string | undefined> => (await bench.state()).steps.get('a')?.units.get(0)?.phase

for (const when of ['commit', 'committed'] as const) {
  test(`Law: unknown is a state: a rollback asks the ledger about a revert whose answer was lost (${when})`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    loses(shelf, when, 'run-1/a/0~revert', 'put broken')
    assert.equal((await bench.run(boundPlan([commitStep('a'), broken]))).ending, 'paused')
    assert.equal(await phaseOf(bench), 'unknown')
    shelf.trouble = () => undefined
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.deepEqual(shelf.log, ['put a', 'revert a'])
  })

  test(`Law: unknown is a state: a rollback asks the ledger about a unit whose answer was lost (${when})`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    loses(shelf, when, 'run-1/a/0')
    assert.equal((await bench.run(boundPlan([putStep('before'), commitStep('a')]))).ending, 'paused')
    assert.equal(await phaseOf(bench), 'unknown')
    shelf.trouble = () => undefined
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    const undone = when === 'commit' ? [] : ['put a', 'revert a']
    assert.deepEqual(shelf.log, ['put before', ...undone, 'revert before'])
  })

  test(`Law: unknown is a state: whoever does a step again asks the ledger about its revert, and not about the unit (${when})`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    loses(shelf, when, 'run-1/a/0~revert')
    const plan = boundPlan([commitStep('a', { assert: 'false', onFailure: 'pause', retry: { every: 10, for: 1000 } })])
    assert.equal((await bench.run(plan)).ending, 'paused')
    assert.equal(await phaseOf(bench), 'unknown')
    shelf.trouble = () => undefined
    await bench.resume()
    const settled = (await bench.store.read('run-1')).records.find(({ event }) => 'settledBy' in event)
    assert.equal(settled?.event.kind, when === 'commit' ? 'unit-applied' : 'unit-reverted')
    assert.deepEqual(shelf.log.slice(0, 3), ['put a', 'revert a', 'put a'])
  })
}

test('a ledger that does not answer yet leaves a rollback for later', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  loses(shelf, 'committed', 'run-1/a/0~revert', 'put broken')
  await bench.run(boundPlan([commitStep('a'), broken]))
  const outcome = await bench.rollback()
  assert.deepEqual([outcome.ending, outcome.left, await phaseOf(bench)], ['paused', ['a'], 'unknown'])
  assert.match(outcome.reason ?? '', /the server is away/)
})

test('what a unit gave is recorded in the same words whether its COMMIT was answered, or its ledger was asked', async () => {
  const after = async (lost: boolean) => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    if (lost)
      shelf.trouble = (what) => {
        if (what === 'committed run-1/a/0') throw new PlanError('unknown', 'the connection broke during COMMIT')
      }
    const plan = boundPlan([commitStep('a', { with: { connection: 'ledgered', slot: 'a', value: '⟦x⟧ ${{ secrets.TOKEN }}' } })])
    assert.equal((await bench.run({ ...plan, secrets: ['TOKEN'] }, { secrets: () => 'sesame-open-42' })).ending, 'succeeded')
    return (await bench.state()).steps.get('a')?.units.get(0)?.after
  }
  assert.equal(await after(true), await after(false))
})
