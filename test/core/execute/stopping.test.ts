import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Effects } from '@backout/core/execute'
import { type AnyStepType, type Plugin, PlanError } from '@backout/core/plugin'
import { engineBench } from '../../support/engine.ts'
import { breaks, broken, readStep, sendStep, shelfBench } from '../../support/shelf-bench.ts'
import { boundPlan, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

test('Law: a breach of an invariant stops what is in flight, then rolls back', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const invariant = { ...boundPlan([readStep('healthy', 'errors', 'outputs.value == null')]).steps[0]!, every: 5, failureLimit: 2 }
  shelf.trouble = async (what) => {
    if (what !== 'put b') return
    shelf.slots.set('errors', 'many')
    await new Promise((done) => setTimeout(done, 20))
  }
  const plan = boundPlan([putStep('a'), putStep('b'), putStep('c')], { invariants: [invariant] })
  const outcome = await bench.run(plan, { clock: { now: () => new Date(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)) } })
  shelf.slots.delete('errors')
  assert.match(outcome.failure?.message ?? '', /Invariant "healthy" was breached/)
  assert.equal(shelf.slots.has('a') || shelf.slots.has('b') || shelf.slots.has('c'), false)
})

test('a breach of an invariant leaves the decision to a person where the plan says so, and the run goes on once it holds', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const [healthy] = boundPlan([readStep('healthy', 'errors', 'outputs.value == null', { onFailure: 'pause' })]).steps
  shelf.trouble = async (what) => {
    if (what !== 'put b') return
    shelf.slots.set('errors', 'many')
    await new Promise((done) => setTimeout(done, 20))
  }
  const clock = { now: () => new Date(), sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) }
  const plan = boundPlan([putStep('a'), putStep('b'), putStep('c')], { invariants: [{ ...healthy!, every: 5, failureLimit: 1 }] })
  const outcome = await bench.run(plan, { clock })
  assert.deepEqual([outcome.ending, outcome.step, outcome.left], ['paused', 'healthy', ['a', 'b']])
  shelf.trouble = () => undefined
  assert.equal((await bench.resume({ clock })).ending, 'paused')
  shelf.slots.delete('errors')
  assert.equal((await bench.resume({ clock })).ending, 'succeeded')
})

test('Law: a first signal finishes the unit in hand and journals; the run goes on later', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const stop = new AbortController()
  shelf.trouble = (what) => {
    if (what === 'put b') stop.abort()
  }
  const outcome = await bench.run(boundPlan([putStep('a'), putStep('b'), putStep('c')]), { stop: stop.signal })
  assert.equal(outcome.ending, 'interrupted')
  assert.deepEqual(shelf.log, ['put a', 'put b'])
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log, ['put a', 'put b', 'put c'])
})

test('Law: a step that hangs is given up after its timeout and the grace time; what does not settle is not reverted', async (t) => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  // Its time is over once it hangs, however slow the machine is.
  t.mock.timers.enable({ apis: ['setTimeout'] })
  shelf.trouble = async (what) => {
    if (what !== 'send mail') return
    void setImmediate().then(async () => {
      t.mock.timers.tick(20)
      await setImmediate()
      t.mock.timers.tick(20)
    })
    await new Promise(() => undefined)
  }
  const outcome = await bench.run(boundPlan([putStep('a'), sendStep('mail', { timeout: 20 })]), { grace: 20 })
  assert.deepEqual({ ending: outcome.ending, slots: Object.fromEntries(shelf.slots) }, { ending: 'paused', slots: { a: 'new' } })
})

test('Law: a step that hangs before it does anything is given up too, and what was applied is reverted', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  shelf.trouble = (what) => (what === 'compute b' ? new Promise(() => undefined) : undefined)
  const outcome = await bench.run(boundPlan([putStep('a'), putStep('b', { timeout: 20 })]), { grace: 20 })
  assert.deepEqual(
    { ending: outcome.ending, code: outcome.failure?.code, log: shelf.log },
    { ending: 'rolled-back', code: 'timeout', log: ['put a', 'revert a'] },
  )
})

test('Law: after a failure nothing new begins, and a unit in flight may end within the grace time, before anything is taken back', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const failed = Promise.withResolvers<void>()
  shelf.trouble = async (what) => {
    breaks('put broken')(what)
    if (what !== 'put slow') return
    await failed.promise
    for (let turn = 0; turn < 50; turn += 1) await setImmediate()
  }
  const observe: Effects['observe'] = (notice) => {
    if (notice.kind === 'event' && notice.record.event.kind === 'step-failed') failed.resolve()
  }
  const plan = boundPlan([putStep('slow', { needs: [] }), { ...broken, needs: [] }, putStep('next', { needs: ['slow'] })])
  assert.equal((await bench.run(plan, { observe })).ending, 'rolled-back')
  assert.deepEqual(shelf.log, ['put slow', 'revert slow'])
  assert.deepEqual([...(await bench.state()).steps.keys()], ['slow', 'broken'])
  const kinds = await bench.kinds()
  assert.ok(kinds.indexOf('unit-applied') < kinds.indexOf('rollback-started'), kinds.join(', '))
})

test('Law: after a failure nothing new begins: a step of many units in flight ends behind the one in hand', async () => {
  const shelf = new Shelf()
  const failed = Promise.withResolvers<void>()
  shelf.trouble = async (what) => {
    if (what === 'put 1') await failed.promise
    breaks('put broken')(what)
  }
  const observe: Effects['observe'] = (notice) => {
    if (notice.kind === 'event' && notice.record.event.kind === 'step-failed') failed.resolve()
  }
  await using bench = await engineBench([counting(shelf)])
  const plan = boundPlan([
    { id: 'many', uses: 'shelf/many', with: { connection: 'plain' }, needs: [] },
    { ...broken, needs: [] },
  ])
  assert.equal((await bench.run(plan, { observe })).ending, 'rolled-back')
  assert.deepEqual(shelf.log, ['put 1', 'revert 1'])
})

/** Also has `shelf/many`, which fills three slots, one after the other. */
function counting(shelf: Shelf): Plugin {
  const plugin = shelfPlugin(shelf)
  const put = plugin.steps.find(({ uses }) => uses === 'shelf/put')!
  const many: AnyStepType = {
    ...put,
    uses: 'shelf/many',
    describe: async (...given) => ({ ...(await put.describe(...given)), touches: [] }),
    async *changes(_, __, { checkpoint = 0 }) {
      for (let at = Number(checkpoint) + 1; at <= 3; at += 1) {
        const unit = { connection: 'plain', slot: String(at), before: null, value: 'new' }
        yield { unit, title: unit.slot, touches: [], ...(at < 3 && { checkpoint: at }) }
      }
    },
  }
  return { ...plugin, steps: [...plugin.steps, many] }
}

test('Law: a second signal stops now: what is in flight is told so, and what does not heed it is left behind after the grace time', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const abort = new AbortController()
  shelf.trouble = (what) => {
    if (what !== 'compute b') return undefined
    abort.abort()
    return new Promise(() => undefined)
  }
  const outcome = await bench.run(boundPlan([putStep('a'), putStep('b')]), { abort: abort.signal, grace: 20 })
  assert.deepEqual({ ending: outcome.ending, log: shelf.log }, { ending: 'interrupted', log: ['put a'] })
  shelf.trouble = () => undefined
  assert.equal((await bench.resume()).ending, 'succeeded')
})

test('Law: after a failure a unit in flight is aborted when the grace time is over, and left where it does not settle', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  shelf.trouble = (what) => (what === 'send mail' ? new Promise(() => undefined) : breaks('put broken')(what))
  const outcome = await bench.run(boundPlan([sendStep('mail', { needs: [] }), { ...broken, needs: [] }]), { grace: 20 })
  assert.deepEqual({ ending: outcome.ending, left: outcome.left }, { ending: 'rolled-back', left: ['mail'] })
})

for (const first of ['careful', 'bold'])
  test(`of steps that fail at once, one that pauses decides, also where "${first}" is the first to fail`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    const both = Promise.withResolvers<void>()
    shelf.trouble = async (what) => {
      if (what === `put ${first}`) both.resolve()
      if (!/^put (careful|bold)$/.test(what)) return
      await both.promise
      throw new PlanError('refused', `it does not want to: ${what}`)
    }
    const parallel = { needs: ['a'] }
    const steps = [putStep('a'), putStep('careful', { ...parallel, onFailure: 'pause' }), putStep('bold', parallel)]
    const { ending, step } = await bench.run(boundPlan(steps))
    assert.deepEqual([ending, step], ['paused', 'careful'])
  })
