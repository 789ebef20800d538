import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { baseline, finalize, resolve } from '@backout/core/execute'
import { PlanError } from '@backout/core/plugin'
import { type Bench, engineBench } from '../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin, type StepSketch } from '../support/shelf.ts'

async function fresh(): Promise<{ readonly shelf: Shelf; readonly bench: Bench }> {
  const shelf = new Shelf()
  return { shelf, bench: await engineBench([shelfPlugin(shelf)]) }
}

const readStep = (id: string, slot: string, assertion: string, more: Partial<StepSketch> = {}): StepSketch => ({
  id,
  uses: 'shelf/read',
  with: { connection: 'plain', slot },
  assert: assertion,
  ...more,
})
const sendStep = (id: string, more: Partial<StepSketch> = {}): StepSketch => ({
  id,
  uses: 'shelf/send',
  with: { text: id },
  rollback: { none: 'it was sent' },
  ...more,
})
const broken = putStep('broken', { with: { connection: 'plain', slot: 'broken', value: 'x' } })
const breaks = (what: string) => (happening: string) => {
  if (happening === what) throw new PlanError('failed', 'the shelf broke')
}

test('Law: parallel steps with conflicting touches are serialised in plan order', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const both = (id: string, value: string): StepSketch => putStep(id, { needs: [], with: { connection: 'plain', slot: 'same', value } })
  shelf.trouble = async (what) => {
    if (what === 'put same') await new Promise((done) => setTimeout(done, 5))
  }
  assert.equal((await bench.run(boundPlan([both('first', '1'), both('second', '2'), putStep('other', { needs: [] })]))).ending, 'succeeded')
  assert.equal(shelf.slots.get('same'), '2')
})

for (const { what, slots, together } of [
  { what: 'inputs say that they are the same', slots: ['${{ inputs.slot }}', 'same'], together: false },
  { what: 'inputs say that they differ', slots: ['${{ inputs.slot }}', 'another'], together: true },
  { what: 'outputs are to say what they are', slots: ['${{ steps.name.outputs.value }}', 'another'], together: false },
])
  test(`Law: parallel steps are serialised where their touches may conflict: ${what}`, async () => {
    const { shelf, bench } = await fresh()
    await using _ = bench
    shelf.slots.set('name', 'third')
    const flight = { now: 0, most: 0 }
    shelf.trouble = async (what) => {
      if (!what.startsWith('put')) return
      flight.most = Math.max(flight.most, (flight.now += 1))
      await new Promise((done) => setTimeout(done, 10))
      flight.now -= 1
    }
    const [first, second] = slots.map((slot, index) =>
      putStep(`put_${index}`, { needs: ['name'], with: { connection: 'plain', slot, value: 'v' } }),
    )
    const plan = boundPlan([readStep('name', 'name', 'true'), first!, second!], { inputs: { slot: 'same' } })
    assert.equal((await bench.run(plan)).ending, 'succeeded')
    assert.equal(flight.most, together ? 2 : 1)
  })

test('Law: a rollback step is bound before its step began, except for that step’s own outputs', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const back = {
    id: 'tell~rollback[0]',
    uses: 'shelf/send',
    with: { text: '${{ steps.look.outputs.value }} ${{ outputs.sent }}' },
    needs: [],
    pointOfNoReturn: false,
    onFailure: 'rollback',
    at: { line: 1, column: 1 },
  } as const
  shelf.slots.set('seen', 'early')
  shelf.trouble = breaks('put broken')
  const plan = boundPlan([
    readStep('look', 'seen', 'true'),
    { ...sendStep('tell'), rollback: [back] },
    putStep('seen', { with: { connection: 'plain', slot: 'seen', value: 'late' } }),
    broken,
  ])
  assert.equal((await bench.run(plan)).ending, 'rolled-back')
  assert.deepEqual(shelf.log, ['send tell', 'put seen', 'revert seen', 'send early tell'])
})

test('Law: a step that has no undo stays, on record, and the steps before it are reverted', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = breaks('put broken')
  const outcome = await bench.run(boundPlan([putStep('a'), sendStep('mail'), putStep('b'), broken]))
  assert.deepEqual(
    { ending: outcome.ending, left: outcome.left, slots: shelf.slots.size },
    { ending: 'rolled-back', left: ['mail'], slots: 0 },
  )
})

test('Law: nothing before a passed point of no return is reverted automatically', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = breaks('put broken')
  const outcome = await bench.run(boundPlan([putStep('a'), sendStep('mail', { pointOfNoReturn: true }), putStep('b'), broken]))
  assert.equal(outcome.ending, 'paused')
  assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'new' })
})

for (const { as, slots, left } of [
  { as: 'left', slots: { a: 'new' }, left: ['a', 'mail'] },
  { as: 'reverted', slots: {}, left: [] },
] as const)
  test(`Law: what a point of no return left is settled by a person: as ${as}, and the rollback ends`, async () => {
    const { shelf, bench } = await fresh()
    await using _ = bench
    shelf.trouble = breaks('put broken')
    await bench.run(boundPlan([putStep('a'), sendStep('mail', { pointOfNoReturn: true }), broken]))
    await resolve('run-1', { step: 'mail', as, reason: 'everybody was told' }, bench.effects)
    const outcome = await bench.rollback()
    assert.deepEqual([outcome.ending, outcome.left], ['rolled-back', left])
    assert.deepEqual(Object.fromEntries(shelf.slots), slots)
  })

test('Law: unknown is a state: a person decides, on record, and the run goes on from there', async () => {
  for (const [as, sent] of [
    ['applied', 1],
    ['absent', 2],
  ] as const) {
    const { shelf, bench } = await fresh()
    await using _ = bench
    shelf.trouble = (what) => {
      if (what === 'after send mail') throw new PlanError('unknown', 'the connection broke')
    }
    const outcome = await bench.run(boundPlan([sendStep('mail'), putStep('a')]))
    assert.deepEqual({ ending: outcome.ending, left: outcome.left }, { ending: 'paused', left: ['mail'] })
    shelf.trouble = () => undefined
    assert.equal((await bench.resume()).ending, 'paused')
    await resolve('run-1', { step: 'mail', as, reason: 'the outbox tells' }, bench.effects)
    assert.equal((await bench.resume()).ending, 'succeeded')
    assert.equal(shelf.log.filter((line) => line === 'send mail').length, sent)
  }
})

test('Law: journal says yes, ledger does not: the database was restored, and nothing runs again', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = breaks('put c')
  await bench.run(boundPlan([commitStep('a'), commitStep('b'), putStep('c', { onFailure: 'pause' }), commitStep('d')]))
  shelf.ledger.clear()
  shelf.slots.clear()
  const { length } = shelf.log
  await assert.rejects(bench.resume(), { code: 'restored' })
  await assert.rejects(bench.rollback(), { code: 'restored' })
  assert.equal(shelf.log.length, length)
  for (const step of ['a', 'b']) await resolve('run-1', { step, as: 'reverted', reason: 'the backup was from before' }, bench.effects)
  shelf.trouble = () => undefined
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log.slice(length), ['put a', 'put b', 'put c', 'put d'])
})

test('Law: another database under the same name is refused on resume', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = breaks('put b')
  await bench.run(boundPlan([commitStep('a'), putStep('b', { onFailure: 'pause' })]))
  shelf.identity = 'shelf-2'
  await assert.rejects(bench.resume(), { code: 'restored' })
})

test('Law: the answer to a COMMIT that was lost is settled by the ledger, both ways', async () => {
  for (const { lost, ending, log } of [
    { lost: 'commit run-1/a/0', ending: 'failed', log: [] },
    { lost: 'committed run-1/a/0', ending: 'succeeded', log: ['put a'] },
  ]) {
    const { shelf, bench } = await fresh()
    await using _ = bench
    shelf.trouble = (happening) => {
      if (happening === lost) throw new PlanError('unknown', 'the connection broke during COMMIT')
    }
    const outcome = await bench.run(boundPlan([commitStep('a')]))
    assert.deepEqual({ lost, ending: outcome.ending, log: shelf.log }, { lost, ending, log })
  }
})

test('Law: waiting does not hold a machine: a long retry suspends the run, and it goes on later', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const plan = boundPlan([
    readStep('deployed', 'version', "outputs.value == '12'", { retry: { every: 300_000, for: 86_400_000 } }),
    putStep('a'),
  ])
  const first = await bench.run(plan)
  assert.equal(first.ending, 'waiting')
  assert.equal(first.waiting?.for, 'time')
  assert.equal((await bench.resume()).ending, 'waiting')
  shelf.slots.set('version', '12')
  assert.equal((await bench.resume({ hold: 600_000 })).ending, 'succeeded')
})

test('execute() tries a check again within its time, and fails when that is over', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const outcome = await bench.run(
    boundPlan([putStep('a'), readStep('never', 'version', "outputs.value == '12'", { retry: { every: 1000, for: 10_000 } })]),
  )
  assert.equal(outcome.ending, 'rolled-back')
  const attempts = (await bench.kinds()).filter((kind) => kind === 'attempt-failed').length
  assert.ok(attempts >= 8 && attempts <= 10, `${attempts} attempts`)
  assert.equal(shelf.slots.size, 0)
})

test('Law: a gate waits for its sign-off, asks with the journal’s heads, and lets nothing pass before', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const require = [{ id: 'final', role: 'dba', count: 1, gate: true }]
  const plan = boundPlan([putStep('a'), putStep('b', { signOff: 'final' })], { signOffs: { require, distinct: true } })
  const outcome = await bench.run(plan)
  assert.deepEqual(outcome.waiting, { for: 'sign-off', step: 'b', requirement: 'final', role: 'dba', why: 'no one signed' })
  assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'new' })
  const { head } = await bench.store.read('run-1')
  const asked: string[] = []
  const gate = async ({ heads }: { readonly heads: readonly string[] }) => {
    asked.push(...heads)
    return { met: true, by: [{ principal: 'alice', file: 'a.json', digest: 'd' }] } as const
  }
  assert.equal((await bench.resume({ gate })).ending, 'succeeded')
  assert.ok(asked.includes(head))
  assert.equal((await bench.state()).signOffs.get('final')?.[0]?.principal, 'alice')
})

test('Law: a breach of an invariant stops what is in flight, then rolls back', async () => {
  const { shelf, bench } = await fresh()
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
  const { shelf, bench } = await fresh()
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
  const { shelf, bench } = await fresh()
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

test('Law: a step that hangs is given up after its timeout and the grace time; what does not settle is not reverted', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = (what) => (what === 'send mail' ? new Promise(() => undefined) : undefined)
  const outcome = await bench.run(boundPlan([putStep('a'), sendStep('mail', { timeout: 20 })]), { grace: 20 })
  assert.deepEqual({ ending: outcome.ending, slots: Object.fromEntries(shelf.slots) }, { ending: 'paused', slots: { a: 'new' } })
})

test('Law: a step that hangs before it does anything is given up too, and what was applied is reverted', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = (what) => (what === 'compute b' ? new Promise(() => undefined) : undefined)
  const outcome = await bench.run(boundPlan([putStep('a'), putStep('b', { timeout: 20 })]), { grace: 20 })
  assert.deepEqual(
    { ending: outcome.ending, code: outcome.failure?.code, log: shelf.log },
    { ending: 'rolled-back', code: 'timeout', log: ['put a', 'revert a'] },
  )
})

test('Law: after a failure nothing new begins, and a unit in flight may end within the grace time', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = async (what) => {
    if (what === 'put slow') await new Promise((done) => setTimeout(done, 30))
    breaks('put broken')(what)
  }
  const plan = boundPlan([putStep('slow', { needs: [] }), { ...broken, needs: [] }, putStep('next', { needs: ['slow'] })])
  assert.equal((await bench.run(plan)).ending, 'rolled-back')
  assert.deepEqual(shelf.log, ['put slow', 'revert slow'])
})

test('Law: after a failure a unit in flight is aborted when the grace time is over, and left where it does not settle', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = (what) => (what === 'send mail' ? new Promise(() => undefined) : breaks('put broken')(what))
  const outcome = await bench.run(boundPlan([sendStep('mail', { needs: [] }), { ...broken, needs: [] }]), { grace: 20 })
  assert.deepEqual({ ending: outcome.ending, left: outcome.left }, { ending: 'rolled-back', left: ['mail'] })
})

test('Law: a context refuses effects outside scope, and a check that writes', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const plan = { ...boundPlan([putStep('a'), putStep('b')]), scope: { databases: { plain: ['a'] } } }
  const outcome = await bench.run(plan)
  assert.deepEqual(
    { ending: outcome.ending, code: outcome.failure?.code, log: shelf.log },
    { ending: 'rolled-back', code: 'out-of-scope', log: ['put a', 'revert a'] },
  )
  const writing = await bench.run({ ...boundPlan([], { preconditions: boundPlan([putStep('a')]).steps }), name: 'other' }, {}, 'run-2')
  assert.equal(writing.failure?.code, 'invalid')
})

test('Law: two runs never interleave: the second is told who holds the environment', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const second: unknown[] = []
  shelf.trouble = async (what) => {
    if (what === 'put a')
      second.push(await bench.run({ ...boundPlan([putStep('z')]), name: 'other' }, {}, 'run-2').catch((cause: unknown) => cause))
  }
  assert.equal((await bench.run(boundPlan([putStep('a')]))).ending, 'succeeded')
  assert.equal((second[0] as PlanError).code, 'busy')
  assert.equal(shelf.slots.has('z'), false)
})

test('Law: a context refuses effects under a stale epoch: who was taken over writes nothing more', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = async (what) => {
    // What is left for the holder of a claim that somebody unlocked on another machine.
    if (what === 'after put a') await rm(join(bench.root, 'runs/.claims'), { recursive: true })
  }
  await assert.rejects(bench.run(boundPlan([putStep('a'), putStep('b')])), { code: 'stale' })
  assert.deepEqual(shelf.log, ['put a'])
  shelf.trouble = () => undefined
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log, ['put a', 'put b'])
})

test('Law: rollback windows that overlap stack: a run is backed out only after the later one', async () => {
  const { bench } = await fresh()
  await using _ = bench
  const again = putStep('again', { with: { connection: 'plain', slot: 'a', value: 'newer' } })
  await bench.run(boundPlan([putStep('a')]))
  await bench.run({ ...boundPlan([again]), name: 'later' }, {}, 'run-2')
  await assert.rejects(bench.rollback(), {
    code: 'refused',
    message: /the later run "run-2" stands on it, as it touched "a" of databases.plain/,
  })
  assert.equal((await bench.rollback({}, 'run-2')).ending, 'rolled-back')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
})

test('Law: rollback windows that overlap stack, also where a later run of another environment touched the same', async () => {
  const { bench } = await fresh()
  await using _ = bench
  const again = putStep('again', { with: { connection: 'plain', slot: 'a', value: 'newer' } })
  await bench.run(boundPlan([putStep('a')]))
  await bench.run({ ...boundPlan([again]), environment: 'staging' }, {}, 'run-2')
  const [plain, ledgered] = Object.entries(boundPlan([]).connections)
  const elsewhere = { [plain![0]]: { ...plain![1], target: 'another' }, [ledgered![0]]: ledgered![1] }
  await bench.run({ ...boundPlan([again]), environment: 'production', connections: elsewhere }, {}, 'run-3')
  await assert.rejects(bench.rollback(), { code: 'refused', message: /the later run "run-2" stands on it/ })
  assert.equal((await bench.rollback({}, 'run-3')).ending, 'rolled-back')
  assert.equal((await bench.rollback({}, 'run-2')).ending, 'rolled-back')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
})

for (const first of ['careful', 'bold'])
  test(`of steps that fail at once, one that pauses decides, also where "${first}" is the first to fail`, async () => {
    const { shelf, bench } = await fresh()
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

test('Law: rollback windows that overlap stack: what a finalized run stands on stays', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const again = putStep('again', { with: { connection: 'plain', slot: 'a', value: 'newer' } })
  await bench.run(boundPlan([putStep('a')]))
  await bench.run({ ...boundPlan([again]), name: 'later' }, {}, 'run-2')
  await finalize('run-2', bench.effects)
  await assert.rejects(bench.rollback(), { code: 'refused', message: /the later run "run-2" stands on it.*, and is finalized/ })
  assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'newer' })
})

test('Law: rollback windows that overlap stack, also where a rollback that was cut short goes on after another run was let in', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  await bench.run(boundPlan([putStep('a'), putStep('b')]))
  shelf.slots.set('b', 'by hand')
  assert.equal((await bench.rollback()).ending, 'paused')
  await bench.store.unlock('run-1')
  const again = putStep('again', { with: { connection: 'plain', slot: 'a', value: 'newer' } })
  assert.equal((await bench.run({ ...boundPlan([again]), name: 'later' }, {}, 'run-2')).ending, 'succeeded')
  await assert.rejects(bench.resume(), { code: 'refused', message: /the later run "run-2" stands on it/ })
  await bench.rollback({}, 'run-2')
  shelf.slots.set('b', 'new')
  assert.equal((await bench.resume()).ending, 'rolled-back')
})

test('Law: rollback ends by comparing fingerprints: a difference is told, on record, and the run is over', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')]))
  shelf.slots.set('other', 'somebody else’s')
  const { ending, reason, left } = await bench.rollback()
  assert.deepEqual(
    { ending, reason, left },
    {
      ending: 'rolled-back',
      reason: 'every step was reverted, but databases.plain is not as it was before the run: something else changed it in between',
      left: [],
    },
  )
  assert.deepEqual({ phase: (await bench.state()).phase, reason: (await bench.state()).reason }, { phase: 'rolled-back', reason })
})

test('Law: rollback ends by comparing fingerprints: a written rollback that brings back something else is told', async () => {
  const { bench } = await fresh()
  await using _ = bench
  const back = boundPlan([putStep('a_back', { with: { connection: 'plain', slot: 'a', value: 'another' } })]).steps
  await bench.run(boundPlan([putStep('a', { rollback: back })]))
  const { ending, reason } = await bench.rollback()
  assert.equal(ending, 'rolled-back')
  assert.match(reason!, /or a rollback that the plan writes does not bring all of it back$/)
})

test('rollback() does not wait for a later run that touched other things of the same resource', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')], { scope: { databases: { plain: ['a'] } } }))
  await bench.run({ ...boundPlan([putStep('b')]), name: 'later' }, {}, 'run-2')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(Object.fromEntries(shelf.slots), { b: 'new' })
})

test('Law: secrets never reach the journal, and an output that carries one is not stored', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const secrets = (name: string) => (name === 'TOKEN' ? 'hunter2-is-long' : undefined)
  shelf.trouble = (what) => {
    if (what === 'put broken') throw new Error('it said hunter2-is-long')
  }
  const plan = boundPlan(
    [
      putStep('a', { with: { connection: 'plain', slot: 'a', value: '${{ secrets.TOKEN }}' } }),
      readStep('look', 'a', 'size(outputs.value) > 3'),
      { ...broken, onFailure: 'pause' },
    ],
    { secrets: ['TOKEN'] },
  )
  await bench.run(plan, { secrets })
  assert.equal(shelf.slots.get('a'), 'hunter2-is-long')
  const { records } = await bench.store.read('run-1')
  assert.equal(JSON.stringify(records).includes('hunter2'), false)
  assert.ok(records.some(({ event }) => event.kind === 'step-finished' && event.withheld))
  assert.equal((await bench.rollback({ secrets })).ending, 'rolled-back')
  assert.equal(shelf.slots.size, 0)
})

test('Law: a precondition is asked once, before anything is touched, also where its output is read again since it carries a secret', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const secrets = () => 'hunter2-is-long'
  shelf.slots.set('a', 'hunter2-is-long')
  const [ready] = boundPlan([readStep('ready', 'a', "outputs.value.startsWith('hunter2')")]).steps
  const wait: StepSketch = { id: 'wait', uses: 'shelf/wait', with: { ms: 600_000 } }
  const copy = putStep('copy', { with: { connection: 'plain', slot: 'copy', value: '${{ steps.ready.outputs.value }}' } })
  const plan = boundPlan([putStep('a'), wait, copy], { preconditions: [ready!], secrets: ['TOKEN'] })
  assert.equal((await bench.run(plan, { secrets })).ending, 'waiting')
  await bench.effects.clock.sleep(600_000, new AbortController().signal)
  assert.equal((await bench.resume({ secrets })).ending, 'succeeded')
  assert.equal(shelf.slots.get('copy'), 'new')
})

test('execute() refuses to start when secrets are missing, and lists all of them', async () => {
  const { bench } = await fresh()
  await using _ = bench
  await assert.rejects(bench.run(boundPlan([putStep('a')], { secrets: ['A', 'B'] })), /secrets A, B not set/)
  assert.deepEqual(await bench.store.list(), [])
})

test('Law: a run is frozen: drift is reported, and nothing of it is used', async () => {
  const { bench } = await fresh()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')]), { drift: [{ path: 'plans/sketch.plan.yaml', message: 'it was edited' }] })
  const { records } = await bench.store.read('run-1')
  assert.ok(records.some(({ event }) => event.kind === 'drift-found' && event.path === 'plans/sketch.plan.yaml'))
})

test('Law: a gate in a protected environment needs a run store that machines share', async () => {
  const { bench } = await fresh()
  await using _ = bench
  const signOffs = { require: [{ id: 'final', role: 'dba', count: 1, gate: true }], distinct: true }
  await assert.rejects(bench.run(boundPlan([putStep('a', { signOff: 'final' })], { protected: true, signOffs })), { code: 'refused' })
})

test('baseline() adopts a plan without running it, once, and holds nothing', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const request = { run: 'run-0', bound: boundPlan([putStep('a')]), files: new Map(), signOffs: [] }
  await baseline(request, 'it was done by hand', bench.effects)
  assert.equal(shelf.slots.size, 0)
  await assert.rejects(baseline({ ...request, run: 'run-9' }, 'again', bench.effects), { code: 'refused' })
  assert.equal((await bench.run({ ...boundPlan([putStep('b')]), name: 'other', metadata: { after: ['sketch'] } })).ending, 'succeeded')
})

test('createRun() refuses a plan whose predecessors have not been applied', async () => {
  const { bench } = await fresh()
  await using _ = bench
  await assert.rejects(bench.run({ ...boundPlan([putStep('b')]), metadata: { after: ['sketch'] } }), { code: 'refused' })
})

test('finalize() ends the rollback window: the undo is dropped and the run can no longer be backed out', async () => {
  const { bench } = await fresh()
  await using _ = bench
  await bench.run(boundPlan([putStep('a'), commitStep('b')]))
  await finalize('run-1', bench.effects)
  assert.equal((await bench.state()).phase, 'finalized')
  await assert.rejects(bench.rollback(), { code: 'refused' })
  await assert.rejects(finalize('run-1', bench.effects), { code: 'refused' })
})
