import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '@backout/core/model'
import type { AnyStepType, Plugin } from '@backout/core/plugin'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'

const plan = boundPlan([putStep('a'), commitStep('b'), putStep('c', { needs: ['a'] }), commitStep('d')])

/** Runs on a new shelf, crashing at the n-th event; gives the shelf and how to go on, or undefined where no such event came. */
async function crashed(at: number, when: 'before' | 'after', direction: 'apply' | 'revert') {
  const shelf = new Shelf()
  shelf.slots.set('a', 'old')
  const bench = await engineBench([shelfPlugin(shelf)])
  let seen = -1
  let armed = direction === 'apply'
  const nth = (event: RunEvent): boolean => {
    if (event.kind === 'rollback-started') armed = true
    if (armed) seen += 1
    return armed && seen === at
  }
  const store = crashingStore(bench.store, nth, when)
  if (direction === 'revert') await bench.run(plan)
  const doomed = direction === 'apply' ? bench.run(plan, { store }) : bench.rollback({ store })
  const survived = await doomed.then(
    () => true,
    (cause: unknown) => {
      if (cause instanceof Crash) return false
      throw cause
    },
  )
  return { shelf, bench, survived, seen }
}

const finished = { a: 'new', b: 'new', c: 'new', d: 'new' }

for (const when of ['before', 'after'] as const) {
  for (const then of ['resume', 'rollback'] as const) {
    test(`Law: after a crash ${when} any record of a run, ${then} ends as if undisturbed, and nothing is applied twice`, async () => {
      let points = 0
      for (let at = 0; ; at += 1) {
        const { shelf, bench, survived } = await crashed(at, when, 'apply')
        await using _ = bench
        if (survived) break
        points += 1
        if ((await bench.store.list()).length === 0 || (await bench.kinds()).length === 0) continue
        const before = (await bench.state()).phase
        const outcome = then === 'resume' && before === 'succeeded' ? { ending: before } : await bench[then]()
        const shown = { at, ending: outcome.ending, slots: Object.fromEntries(shelf.slots) }
        if (then === 'resume') assert.deepEqual(shown, { at, ending: 'succeeded', slots: finished })
        else assert.deepEqual({ ...shown, ending: '' }, { at, ending: '', slots: { a: 'old' } })
        const applied = shelf.log.filter((line) => line.startsWith('put'))
        assert.equal(new Set(applied).size, applied.length, `applied twice at ${at}: ${applied.join(', ')}`)
      }
      assert.ok(points > 15, `${points} points`)
    })
  }

  test(`Law: after a crash ${when} any record of a rollback, going on ends as if undisturbed, and nothing is reverted twice`, async () => {
    let points = 0
    for (let at = 0; ; at += 1) {
      const { shelf, bench, survived } = await crashed(at, when, 'revert')
      await using _ = bench
      if (survived) break
      points += 1
      const before = (await bench.state()).phase
      const outcome = before === 'rolled-back' ? { ending: before } : await bench.rollback()
      assert.deepEqual(
        { at, ending: outcome.ending, slots: Object.fromEntries(shelf.slots) },
        { at, ending: 'rolled-back', slots: { a: 'old' } },
      )
      const reverted = shelf.log.filter((line) => line.startsWith('revert'))
      assert.equal(new Set(reverted).size, reverted.length, `reverted twice at ${at}`)
    }
    assert.ok(points > 8, `${points} points`)
  })
}

for (const { what, value } of [
  { what: 'a secret', value: '${{ secrets.TOKEN }}' },
  { what: 'a secret in much else', value: `${'x'.repeat(5000)}\${{ secrets.TOKEN }}` },
  { what: 'what stands for one in the record', value: '⟦TOKEN⟧ and ⟦' },
])
  test(`Law: after a crash a unit is done as it was intended, also where it carries ${what}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)], { secrets: () => 'hunter2-is-long' })
    const plan = boundPlan([putStep('a', { with: { connection: 'plain', slot: 'a', value } })], { secrets: ['TOKEN'] })
    shelf.trouble = (happening) => {
      if (happening === 'put a') throw new Crash()
    }
    const store = crashingStore(
      bench.store,
      ({ kind }) => kind !== 'run-started' && kind !== 'step-started' && kind !== 'unit-intended' && kind !== 'undo-captured',
      'before',
    )
    await assert.rejects(bench.run(plan, { store }), Crash)
    shelf.trouble = () => undefined
    assert.equal((await bench.resume()).ending, 'succeeded')
    assert.equal(shelf.slots.get('a'), value.replace('${{ secrets.TOKEN }}', 'hunter2-is-long'))
    assert.equal(JSON.stringify((await bench.store.read('run-1')).records).includes('hunter2'), false)
  })

test('Law: lanes and checkpoints that look like a secret, or like what stands for one, are what they were after a crash', async () => {
  const secrets = () => 'postgres'
  for (let at = 0; ; at += 1) {
    const shelf = new Shelf()
    const plugin = shelfPlugin(shelf)
    const put = plugin.steps.find(({ uses }) => uses === 'shelf/put')!
    const from: unknown[] = []
    const keys = ['a', 'postgres', '⟦TOKEN⟧', 'z']
    const lanes: AnyStepType = {
      ...put,
      uses: 'shelf/lanes',
      partitions: async () => ['postgres', '⟦TOKEN⟧'],
      async *changes(_, __, { partition, checkpoint }) {
        if (checkpoint !== undefined) from.push(checkpoint)
        for (const key of keys.slice(keys.indexOf(String(checkpoint)) + 1)) {
          const unit = { connection: 'plain', slot: `${String(partition)} ${key}`, before: null, value: 'new' }
          yield { unit, title: unit.slot, touches: [], checkpoint: key }
        }
      },
    }
    await using bench = await engineBench([{ ...plugin, steps: [...plugin.steps, lanes] }], { secrets })
    let seen = -1
    const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied' && (seen += 1) === at, 'before')
    const plan = boundPlan([{ id: 'lanes', uses: 'shelf/lanes', with: { connection: 'plain', slot: 'any' } }], { secrets: ['TOKEN'] })
    const survived = await bench.run(plan, { store }).then(
      () => true,
      (cause: unknown) => cause instanceof Crash && false,
    )
    if (!survived) assert.equal((await bench.resume()).ending, 'succeeded')
    assert.deepEqual(
      from.filter((key) => !keys.includes(String(key))),
      [],
    )
    assert.deepEqual(
      [...shelf.slots.keys()].toSorted(),
      ['postgres', '⟦TOKEN⟧'].flatMap((lane) => keys.map((key) => `${lane} ${key}`)).toSorted(),
    )
    assert.equal(new Set(shelf.log).size, 8, `applied twice at ${at}: ${shelf.log.join(', ')}`)
    assert.equal((await bench.state()).steps.get('lanes')!.units.size, 8)
    if (survived) break
  }
})

/** A step as a request is one: it may be repeated, nobody can tell whether it happened, and what takes it back is written. */
function requestPlugin(shelf: Shelf): Plugin {
  const plugin = shelfPlugin(shelf)
  const { probe: _probe, capture: _capture, revert: _revert, ...put } = plugin.steps.find(({ uses }) => uses === 'shelf/put')!
  const describe: AnyStepType['describe'] = async (...given) => ({
    ...(await put.describe(...given)),
    undo: { kind: 'none', reason: 'what it was is not kept' },
  })
  return { ...plugin, steps: [...plugin.steps, { ...put, uses: 'shelf/request', describe } as AnyStepType] }
}

const back = boundPlan([{ id: 'a~rollback', uses: 'shelf/request', with: { connection: 'plain', slot: 'a', value: null } }]).steps

for (const { what, step } of [
  { what: 'can be asked for', step: putStep('a') },
  { what: 'nobody can ask for', step: putStep('a', { uses: 'shelf/request', rollback: back }) },
])
  for (const then of ['resume', 'rollback'] as const)
    test(`Law: an effect that ${what}, and that two processes left in doubt one after the other, is not forgotten by ${then}`, async () => {
      const shelf = new Shelf()
      await using bench = await engineBench([requestPlugin(shelf)])
      const doomed = boundPlan([step, { ...putStep('b'), if: 'true' }])
      const before = (kind: RunEvent['kind']) => crashingStore(bench.store, (event) => event.kind === kind, 'before')
      await assert.rejects(bench.run(doomed, { store: before('unit-applied') }), Crash)
      await assert.rejects(bench.resume({ store: before('unit-intended') }), Crash)
      assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'new' })
      await bench[then]()
      assert.deepEqual(Object.fromEntries(shelf.slots), then === 'resume' ? { a: 'new', b: 'new' } : {})
    })

test('Law: unknown is a state: an idempotent unit of which it is known that it happened, and not what it gave, is repeated', async () => {
  const shelf = new Shelf()
  const plugin = shelfPlugin(shelf)
  const send = plugin.steps.find(({ uses }) => uses === 'shelf/send')!
  const seen: AnyStepType = {
    ...send,
    uses: 'shelf/seen',
    describe: async (...given) => ({ ...(await send.describe(...given)), guarantee: 'idempotent' }),
    probe: async () => 'applied',
  }
  await using bench = await engineBench([{ ...plugin, steps: [...plugin.steps, seen] }])
  const said = putStep('said', { with: { connection: 'plain', slot: 'said', value: '${{ steps.mail.outputs.sent }}' } })
  const plan = boundPlan([{ id: 'mail', uses: 'shelf/seen', with: { text: 'mail' }, rollback: { none: 'it was sent' } }, said])
  const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied', 'before')
  await assert.rejects(bench.run(plan, { store }), Crash)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual([shelf.log, shelf.slots.get('said')], [['send mail', 'send mail', 'put said'], 'mail'])
})

test('Law: an effect in doubt is not taken for absent, since a try to repeat it was refused', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([requestPlugin(shelf)])
  const doomed = boundPlan([putStep('a', { uses: 'shelf/request', rollback: back })])
  const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied', 'before')
  await assert.rejects(bench.run(doomed, { store }), Crash)
  shelf.slots.set('a', 'somebody else’s')
  const outcome = await bench.resume()
  assert.deepEqual({ ending: outcome.ending, left: outcome.left }, { ending: 'paused', left: ['a'] })
})

for (const { what, step, ending } of [
  {
    what: 'that is simply repeated leaves the run to be gone on with',
    step: putStep('a', { uses: 'shelf/request', rollback: back }),
    ending: 'interrupted',
  },
  {
    what: 'that is not done twice leaves it to a person',
    step: { id: 'a', uses: 'shelf/send', with: { text: 'a' }, rollback: { none: 'it was sent' } },
    ending: 'paused',
  },
] as const)
  test(`a second signal during a unit ${what}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([requestPlugin(shelf)])
    const abort = new AbortController()
    shelf.trouble = (happening) => {
      if (!happening.startsWith('after')) return undefined
      abort.abort()
      return new Promise(() => undefined)
    }
    const plan = boundPlan([step])
    assert.equal((await bench.run(plan, { abort: abort.signal })).ending, ending)
    shelf.trouble = () => undefined
    const { ending: then } = await bench.resume()
    assert.deepEqual([then, shelf.log.length], [ending === 'paused' ? 'paused' : 'succeeded', 1])
  })

test('Law: a run that failed before it wrote anything ends so also where a crash came between the end of its ledger and its own', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  shelf.trouble = (what) => {
    if (what === 'compute b') throw new Error('it cannot be computed')
  }
  const store = crashingStore(bench.store, ({ kind }) => kind === 'run-finished', 'before')
  await assert.rejects(bench.run(boundPlan([commitStep('b')]), { store }), Crash)
  assert.equal(shelf.identity, '')
  assert.equal((await bench.resume()).ending, 'failed')
  assert.equal(shelf.identity, '')
})
