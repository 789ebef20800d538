import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Effects } from '@backout/core/execute'
import { type AnyStepType, PlanError } from '@backout/core/plugin'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

const minute = 60_000
const wait = (id: string, ms: number, more: Partial<StepSketch> = {}): StepSketch => ({ id, uses: 'shelf/wait', with: { ms }, ...more })
const gates = ['first', 'second'].map((id) => ({ id, role: `role_of_${id}`, count: 1, gate: true }))

/** A gate keeper to whom these requirements are signed, and who notes for how many heads each was asked. */
function keeper(signed: ReadonlySet<string>, asked: Map<string, number>): Effects['gate'] {
  return async ({ requirement, heads }) => {
    asked.set(requirement, heads.length)
    if (!signed.has(requirement) || heads.length === 0) return { met: false, why: 'nobody signed' }
    return { met: true, by: [{ principal: 'alice', file: 'a.json', digest: 'd' }] }
  }
}

test('Law: steps that wait in parallel are all on record: each gate can be signed, whatever else the run waits for', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const plan = boundPlan(
    [
      wait('nap', 10 * minute, { needs: [] }),
      putStep('a', { needs: [], signOff: 'first' }),
      putStep('b', { needs: [], signOff: 'second' }),
      putStep('c', { needs: ['nap', 'a', 'b'] }),
    ],
    { signOffs: { require: gates, distinct: true } },
  )
  const asked = new Map<string, number>()
  const signed = new Set<string>()
  const gate = keeper(signed, asked)
  const outcome = await bench.run(plan, { gate })
  assert.deepEqual([outcome.ending, outcome.waiting?.for], ['waiting', 'time'])
  const { waits } = await bench.state()
  assert.deepEqual(waits.map(({ step }) => step).toSorted(), ['a', 'b', 'nap'])
  assert.deepEqual(waits.at(-1), outcome.waiting)
  assert.equal((await bench.store.list())[0]?.resumeAfter, outcome.waiting?.for === 'time' && outcome.waiting.resumeAfter)
  signed.add('first')
  assert.equal((await bench.resume({ gate })).waiting?.for, 'time')
  assert.ok(asked.get('second')! > 0)
  signed.add('second')
  assert.equal((await bench.resume({ gate })).waiting?.for, 'time')
  assert.deepEqual(shelf.log, ['put a', 'put b'])
  await bench.effects.clock.sleep(10 * minute, new AbortController().signal)
  assert.equal((await bench.resume({ gate })).ending, 'succeeded')
  assert.deepEqual((await bench.state()).waits, [])
})

test('of several gates the first in the plan is told, whichever answers first', async () => {
  await using bench = await engineBench([shelfPlugin(new Shelf())])
  const plan = boundPlan([putStep('a', { needs: [], signOff: 'first' }), putStep('b', { needs: [], signOff: 'second' })], {
    signOffs: { require: gates, distinct: true },
  })
  const answered = Promise.withResolvers<void>()
  const gate: Effects['gate'] = async ({ requirement }) => {
    if (requirement === 'second') setImmediate(answered.resolve)
    else await answered.promise
    return { met: false, why: 'nobody signed' }
  }
  const { waiting } = await bench.run(plan, { gate })
  assert.equal(waiting?.step, 'a')
})

test('Law: waiting does not hold a machine: a run that waits gives up the databases that it claimed, and keeps its own claim', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const plan = boundPlan([commitStep('a'), wait('nap', 10 * minute), commitStep('b')])
  const outcome = await bench.run(plan)
  assert.deepEqual([outcome.ending, shelf.log, shelf.claimedBy], ['waiting', ['put a'], undefined])
  await assert.rejects(bench.run({ ...boundPlan([putStep('z')]), name: 'other' }, {}, 'run-2'), { code: 'busy' })
  await bench.effects.clock.sleep(10 * minute, new AbortController().signal)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log, ['put a', 'put b'])
})

test('Law: waiting does not hold a machine, on the way back either: a written rollback that is to be tried later suspends the run', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const retry = { every: 5 * minute, for: 60 * minute }
  const back = boundPlan([{ id: 'b~rollback', uses: 'shelf/put', with: { connection: 'plain', slot: 'b', value: 'old' }, retry }]).steps
  await bench.run(boundPlan([putStep('a'), putStep('b', { rollback: back }), putStep('c')]))
  shelf.trouble = (what) => {
    if (what === 'put b') throw new PlanError('busy', 'somebody holds it')
  }
  const outcome = await bench.rollback()
  assert.deepEqual([outcome.ending, outcome.waiting?.step], ['waiting', 'b~rollback'])
  assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'new', b: 'new' })
  const [header] = await bench.store.list()
  assert.deepEqual([header?.state, header?.resumeAfter], ['waiting', outcome.waiting?.for === 'time' && outcome.waiting.resumeAfter])
  shelf.trouble = () => undefined
  assert.equal((await bench.resume()).ending, 'waiting')
  await bench.effects.clock.sleep(5 * minute, new AbortController().signal)
  assert.equal((await bench.resume()).ending, 'rolled-back')
  assert.deepEqual(Object.fromEntries(shelf.slots), { b: 'old' })
})

test('Law: attempts and deadlines are replayed from the journal: a process that dies between two tries gives no step more of them', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  shelf.trouble = (what) => {
    if (what === 'put a') throw new PlanError('busy', 'somebody holds it')
  }
  const plan = boundPlan([putStep('a', { retry: { every: 5 * minute, for: 12 * minute } })])
  const tries = async (): Promise<number> => (await bench.state()).steps.get('a')!.attempts
  assert.equal((await bench.run(plan)).ending, 'waiting')
  assert.equal((await bench.resume()).ending, 'waiting', 'before its time nothing is tried')
  assert.equal(await tries(), 1)
  await bench.effects.clock.sleep(5 * minute, new AbortController().signal)
  assert.equal((await bench.resume()).ending, 'waiting')
  assert.equal(await tries(), 2)
  await bench.effects.clock.sleep(5 * minute, new AbortController().signal)
  assert.equal((await bench.resume()).ending, 'failed')
})

test('Law: a deadline stops at a unit boundary, either way, and the run is due again at once', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const later = (ms: number): Date => new Date(bench.effects.clock.now().getTime() + ms)
  const sleep = (ms: number) => bench.effects.clock.sleep(ms, new AbortController().signal)
  shelf.trouble = (what) => (/^(put|revert) b/.test(what) ? sleep(minute) : undefined)
  const plan = boundPlan([putStep('a'), putStep('b'), putStep('c'), putStep('d', { needs: ['b'] })])
  const stopped = await bench.run(plan, { deadline: later(minute) })
  assert.deepEqual([stopped.ending, shelf.log], ['waiting', ['put a', 'put b']])
  assert.equal((await bench.state()).waits.length, 1)
  const [header] = await bench.store.list()
  assert.ok(header!.resumeAfter! <= later(0).toISOString())
  assert.equal((await bench.resume()).ending, 'succeeded')
  const back = await bench.rollback({ deadline: later(minute) })
  assert.deepEqual([back.ending, Object.keys(Object.fromEntries(shelf.slots))], ['waiting', ['a']])
  assert.equal((await bench.resume()).ending, 'rolled-back')
})

for (const { ms, timeout, ending } of [
  { ms: 10 * minute, timeout: 5 * minute, ending: 'failed' },
  { ms: 500, timeout: 100, ending: 'failed' },
  { ms: 10 * minute, timeout: 10 * minute, ending: 'waiting' },
  { ms: 10 * minute, timeout: undefined, ending: 'waiting' },
])
  test(`a step that waits ${ms} ms is ${ending} at once where its timeout is ${timeout ?? 'not given'}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)])
    const outcome = await bench.run(boundPlan([wait('nap', ms, timeout === undefined ? {} : { timeout })]))
    assert.deepEqual([outcome.ending, outcome.failure?.code], [ending, ending === 'failed' ? 'timeout' : undefined])
  })

test('Law: the deadline ends a short wait too: the run waits on without a process', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const now = bench.effects.clock.now().getTime()
  const plan = boundPlan([wait('nap', 30_000), putStep('a')])
  const { ending, waiting } = await bench.run(plan, { deadline: new Date(now + 10_000) })
  assert.equal(ending, 'waiting')
  assert.ok(waiting?.for === 'time' && Date.parse(waiting.resumeAfter) >= now + 30_000)
  assert.ok(bench.effects.clock.now().getTime() < now + 10_000)
  await bench.effects.clock.sleep(30_000, new AbortController().signal)
  assert.equal((await bench.resume()).ending, 'succeeded')
})

for (const [what, more, ending, times] of [
  ['is asked again once a second', {}, 'succeeded', 9],
  ['fails when its timeout is over', { timeout: 3500 }, 'failed', 5],
] as const)
  test(`a step that waits for a time which is over ${what}`, async () => {
    const plugin = shelfPlugin(new Shelf())
    const nap = plugin.steps.find(({ uses }) => uses === 'shelf/wait')!
    let asked = 0
    const impatient: AnyStepType = {
      ...nap,
      uses: 'shelf/impatient',
      async *changes(_, context) {
        asked += 1
        if (asked < 9) context.wait(new Date(context.startedAt.getTime() - minute))
      },
    }
    await using bench = await engineBench([{ ...plugin, steps: [...plugin.steps, impatient] }])
    const began = bench.effects.clock.now().getTime()
    assert.equal((await bench.run(boundPlan([{ id: 'nap', uses: 'shelf/impatient', ...more }]))).ending, ending)
    const seconds = Math.floor((bench.effects.clock.now().getTime() - began) / 1000)
    assert.deepEqual([asked, seconds], [times, times - 1])
  })
