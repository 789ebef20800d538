import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Effects } from '@backout/core/execute'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

const read: StepSketch = { id: 'read', uses: 'shelf/read', with: { connection: 'plain', slot: 'mode' } }
const gate = { require: [{ id: 'go', role: 'dba', count: 1, gate: true }], distinct: true } as const
const signed: Partial<Effects> = { gate: async () => ({ met: true, by: [{ principal: 'ann', file: 'f', digest: 'd' }] }) }

test('Law: a step whose `if` cannot be evaluated is not run by going on: it is asked again', async () => {
  const shelf = new Shelf()
  shelf.slots.set('mode', 'odd')
  await using bench = await engineBench([shelfPlugin(shelf)])
  const step = putStep('first', { if: 'int(steps.read.outputs.value) > 5', onFailure: 'pause' })
  assert.equal((await bench.run(boundPlan([putStep('before'), read, step]))).ending, 'paused')
  assert.equal((await bench.resume()).ending, 'paused')
  assert.deepEqual(shelf.log, ['put before'])
})

for (const { what, mode, runs } of [
  { what: 'held', mode: 'on', runs: true },
  { what: 'did not hold', mode: 'off', runs: false },
]) {
  test(`Law: \`if\` is evaluated once, and journalled: one that ${what} before a gate is not asked again behind it`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)])
    const step = putStep('first', { if: "secrets.MODE == 'on'", signOff: 'go' })
    const bound = boundPlan([step, putStep('last', { signOff: 'go' })], { signOffs: gate, secrets: ['MODE'] })
    assert.equal((await bench.run(bound, { secrets: () => mode })).ending, 'waiting')
    assert.equal((await bench.resume({ ...signed, secrets: () => (runs ? 'off' : 'on') })).ending, 'succeeded')
    assert.deepEqual(shelf.log, runs ? ['put first', 'put last'] : ['put last'])
    assert.ok((await bench.kinds()).includes(runs ? 'condition-met' : 'step-skipped'))
  })
}

test('Law: a step that waited for its sign-off has all of its time from when it begins', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)], { hold: 60_000 })
  const step: StepSketch = { id: 'nap', uses: 'shelf/wait', if: 'true', signOff: 'go', with: { ms: 50_000 } }
  await bench.run(boundPlan([step], { signOffs: gate }))
  await bench.effects.clock.sleep(3_600_000, new AbortController().signal)
  const resumedAt = bench.effects.clock.now().getTime()
  assert.equal((await bench.resume(signed)).ending, 'succeeded')
  assert.ok(bench.effects.clock.now().getTime() - resumedAt >= 50_000)
})

test('a step that failed for good, and is gone on with, is tried again for as long as its retry says', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const tries = { left: 3, made: 0 }
  shelf.trouble = (what) => {
    if (what === 'compute last' && (tries.made += 1) && tries.left-- !== 0) throw new Error('not yet')
  }
  const step = putStep('last', { onFailure: 'pause', retry: { every: 1000, for: 2500 } })
  assert.equal((await bench.run(boundPlan([putStep('first'), step]))).ending, 'paused')
  assert.equal(tries.made, 3)
  tries.left = 2
  assert.equal((await bench.resume()).ending, 'succeeded')
})
