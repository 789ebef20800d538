import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolve } from '@backout/core/execute'
import { type AnyStepType, type Plugin, PlanError, type Value } from '@backout/core/plugin'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

/** Step types that put what slot `source` holds, in and outside of a transaction, and say what it was; and a command that says how it ended. */
function plugins(shelf: Shelf): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const copying = (uses: string, as: `${string}/${string}`): AnyStepType => {
    const type = plugin.steps.find((each) => each.uses === uses)!
    const source = () => shelf.slots.get('source') ?? null
    return {
      ...type,
      uses: as,
      changes: (input: object, context: never, from: never) => type.changes({ ...input, value: source() }, context, from),
      finish: () => ({ value: shelf.slots.get('target') ?? null }),
    } as AnyStepType
  }
  const send = plugin.steps.find(({ uses }) => uses === 'shelf/send')!
  const command: AnyStepType = {
    ...send,
    uses: 'shelf/command',
    async finish(results) {
      for await (const result of results)
        if (shelf.slots.get('source') !== 'good') throw new PlanError('failed', `it ended with ${JSON.stringify(result)}`)
      return null
    },
  }
  return [{ ...plugin, steps: [...plugin.steps, copying('shelf/put', 'shelf/copy'), copying('shelf/commit', 'shelf/copy-in'), command] }]
}

const copy = (uses: string, connection: string): StepSketch => ({
  id: 'copy',
  uses,
  with: { connection, slot: 'target' },
  assert: "outputs.value == 'good'",
  onFailure: 'pause',
})

/** A run that paused since `source` held something bad, which is good by now. */
async function paused(steps: readonly StepSketch[]) {
  const shelf = new Shelf()
  shelf.slots.set('source', 'bad')
  const bench = await engineBench(plugins(shelf))
  const outcome = await bench.run(boundPlan(steps))
  assert.equal(outcome.ending, 'paused')
  shelf.slots.set('source', 'good')
  return { shelf, bench, outcome }
}

for (const { what, uses, connection } of [
  { what: 'in a transaction', uses: 'shelf/copy-in', connection: 'ledgered' },
  { what: 'outside of one', uses: 'shelf/copy', connection: 'plain' },
]) {
  test(`Law: going on with a run does a step again whose result did not do, and takes back before what it did ${what}`, async () => {
    const { shelf, bench, outcome } = await paused([putStep('first'), copy(uses, connection), putStep('last')])
    await using _ = bench
    assert.deepEqual(outcome.left, ['first', 'copy'])
    assert.equal((await bench.resume()).ending, 'succeeded')
    assert.deepEqual(shelf.log, ['put first', 'put target', 'revert target', 'put target', 'put last'])
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.deepEqual(Object.fromEntries(shelf.slots), { source: 'good' })
  })

  test(`Law: after a crash at any record while a step ${what} is taken back and done again, resume ends as if undisturbed`, async () => {
    let points = 0
    for (let at = 0; ; at += 1) {
      const { shelf, bench } = await paused([copy(uses, connection)])
      await using _ = bench
      let seen = -1
      const store = crashingStore(bench.store, () => (seen += 1) === at, at % 2 === 0 ? 'before' : 'after')
      const survived = await bench.resume({ store }).then(
        () => true,
        (cause: unknown) => cause instanceof Crash && false,
      )
      if (survived) break
      points += 1
      const { phase } = await bench.state()
      if (phase !== 'succeeded') assert.equal((await bench.resume()).ending, 'succeeded')
      assert.equal(shelf.slots.get('target'), 'good')
      assert.deepEqual(shelf.log.slice(0, 3), ['put target', 'revert target', 'put target'])
    }
    assert.ok(points > 8, `${points} points`)
  })
}

test('Law: what was changed since is left alone: a step that cannot be taken back to be done again is in conflict, until it is mended', async () => {
  const { shelf, bench } = await paused([copy('shelf/copy', 'plain')])
  await using _ = bench
  shelf.slots.set('target', 'by hand')
  const { ending, failure } = await bench.resume()
  assert.deepEqual([ending, failure?.code], ['paused', 'conflict'])
  assert.equal(shelf.slots.get('target'), 'by hand')
  shelf.slots.set('target', 'bad')
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.equal(shelf.slots.get('target'), 'good')
})

const command: StepSketch = {
  id: 'command',
  uses: 'shelf/command',
  with: { text: 'command' },
  rollback: { none: 'it ran' },
  onFailure: 'pause',
}

test('Law: where nothing can take a step back, a person decides whether it is done again', async () => {
  const { shelf, bench, outcome } = await paused([command])
  await using _ = bench
  assert.equal(outcome.decide, 'command')
  shelf.slots.set('source', 'still bad')
  assert.equal((await bench.resume()).decide, 'command')
  assert.deepEqual(shelf.log, ['send command'])
  shelf.slots.set('source', 'good')
  const mistyped = resolve('run-1', { step: 'comand', as: 'absent', reason: 'it did nothing' }, bench.effects)
  await assert.rejects(mistyped, { code: 'missing', message: /: it has no such step$/ })
  await resolve('run-1', { step: 'command', as: 'absent', reason: 'it did nothing' }, bench.effects)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log, ['send command', 'send command'])
})

test('Law: a written rollback that failed is done again once a person has said that it did not happen', async () => {
  const back = boundPlan([{ id: 'put~rollback', uses: 'shelf/command', with: { text: 'back' } }]).steps
  const shelf = new Shelf()
  await using bench = await engineBench(plugins(shelf))
  await bench.run(boundPlan([putStep('put', { rollback: back })]))
  const { ending, decide } = await bench.rollback()
  assert.deepEqual({ ending, decide }, { ending: 'paused', decide: 'put~rollback' })
  shelf.slots.set('source', 'good')
  await resolve('run-1', { step: 'put~rollback', as: 'absent', reason: 'it did nothing' }, bench.effects)
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(shelf.log, ['put put', 'send back', 'send back'])
})

for (const { what, step } of [
  { what: 'outside of a transaction', step: putStep('b', { onFailure: 'pause' }) },
  { what: 'in a transaction', step: commitStep('b', { onFailure: 'pause' }) },
])
  test(`Law: going on with a run does a unit ${what} that did not happen, also where what it is about was mended meanwhile`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench(plugins(shelf))
    shelf.slots.set('b', 'old')
    shelf.trouble = (happening) => {
      if (happening === 'put b') throw new PlanError('busy', 'somebody else holds it')
    }
    assert.equal((await bench.run(boundPlan([putStep('a'), step]))).ending, 'paused')
    shelf.trouble = () => undefined
    shelf.slots.set('b', 'mended')
    assert.equal((await bench.resume()).ending, 'succeeded')
    assert.equal(shelf.slots.get('b'), 'new')
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.deepEqual(Object.fromEntries(shelf.slots), { b: 'mended' })
  })

/** A command that a stop cuts short: its result says so whenever it is judged. */
function cutShort(shelf: Shelf, stop: AbortController): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const send = plugin.steps.find(({ uses }) => uses === 'shelf/send')!
  const apply: AnyStepType['apply'] = async (...given) => {
    const isFirst = !shelf.log.some((line) => line.startsWith('send'))
    if (isFirst) stop.abort()
    return { ...(await send.apply(...given)), result: isFirst }
  }
  const finish: AnyStepType['finish'] = async (results) => {
    for await (const wasCut of results) if (wasCut) throw new PlanError('interrupted', 'it was cut short')
    return null
  }
  return [{ ...plugin, steps: [...plugin.steps.filter((type) => type !== send), { ...send, apply, finish }] }]
}

for (const { what, back } of [
  { what: 'a step', back: false },
  { what: 'a step of a written rollback', back: true },
])
  test(`Law: going on comes to an end: ${what} that a stop cut short, and nothing takes back, is for a person to decide`, async () => {
    const shelf = new Shelf()
    const stop = new AbortController()
    await using bench = await engineBench(cutShort(shelf, stop))
    const odd: StepSketch = { id: 'odd', uses: 'shelf/send', with: { text: 'odd' } }
    const step: StepSketch = back
      ? putStep('first', { rollback: boundPlan([odd]).steps })
      : { ...odd, rollback: { none: 'nobody minds' }, onFailure: 'pause' }
    const signals = { stop: stop.signal, abort: stop.signal }
    const first = await bench.run(boundPlan([step]), back ? {} : signals)
    if (back) assert.equal((await bench.rollback(signals)).ending, 'interrupted')
    else assert.equal(first.ending, 'interrupted')
    for (let turn = 0; turn < 2; turn += 1) {
      const { ending, decide } = await bench.resume()
      assert.deepEqual([ending, decide], ['paused', 'odd'])
    }
    await resolve('run-1', { step: 'odd', as: 'absent', reason: 'I looked' }, bench.effects)
    assert.equal((await bench.resume()).ending, back ? 'rolled-back' : 'succeeded')
  })

test('a step that a person leaves as it is counts as done where the run goes on, and nobody knows what it gave', async () => {
  const shelf = new Shelf()
  const given: Value[][] = []
  const plugin = shelfPlugin(shelf)
  const telling: AnyStepType = {
    ...plugin.steps.find(({ uses }) => uses === 'shelf/send')!,
    uses: 'shelf/tell',
    async finish(results) {
      given.push(await Array.fromAsync(results))
      return null
    },
  }
  await using bench = await engineBench([{ ...plugin, steps: [...plugin.steps, telling] }])
  shelf.trouble = (what) => {
    if (what === 'after send tell') throw new PlanError('unknown', 'no answer came')
  }
  const tell = { id: 'tell', uses: 'shelf/tell', with: { text: 'tell' }, rollback: { none: 'it was told' } }
  assert.equal((await bench.run(boundPlan([tell, putStep('a')]))).ending, 'paused')
  await resolve('run-1', { step: 'tell', as: 'left', reason: 'whatever it is' }, bench.effects)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual([shelf.log, given], [['send tell', 'put a'], [[null]]])
  assert.deepEqual((await bench.rollback()).left, ['tell'])
})

for (const { as, sent, keys } of [
  { as: 'applied', sent: 1, keys: ['run-1/tell/0'] },
  { as: 'left', sent: 1, keys: ['run-1/tell/0'] },
  { as: 'absent', sent: 2, keys: ['run-1/tell/0', 'run-1/tell/0'] },
  // A service that knows a key answers as before, and does nothing.
  { as: 'reverted', sent: 2, keys: ['run-1/tell/0', 'run-1/tell/1'] },
] as const)
  test(`a run that goes on with a step that was unknown, and is ${as}, has done it ${sent === 1 ? 'once' : 'again'}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)])
    shelf.trouble = (what) => {
      if (what === 'after send tell') throw new PlanError('unknown', 'no answer came')
    }
    const tell = { id: 'tell', uses: 'shelf/send', with: { text: 'tell' }, rollback: { none: 'it was told' } }
    assert.equal((await bench.run(boundPlan([tell, putStep('a')]))).ending, 'paused')
    shelf.trouble = () => undefined
    await resolve('run-1', { step: 'tell', as, reason: 'somebody looked' }, bench.effects)
    assert.equal((await bench.resume()).ending, 'succeeded')
    assert.deepEqual(shelf.log, [...Array<string>(sent).fill('send tell'), 'put a'])
    const { records } = await bench.store.read('run-1')
    const intended = records.flatMap(({ event }) => (event.kind === 'unit-intended' && event.step === 'tell' ? [event.key] : []))
    assert.deepEqual(intended, keys)
  })
