import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { baseline, resolve } from '@backout/core/execute'
import { type AnyStepType, type Plugin, PlanError, type Touch } from '@backout/core/plugin'
import { engineBench } from '../../support/engine.ts'
import { breaks, broken, placedBench, readStep, sendStep, shelfBench } from '../../support/shelf-bench.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

test('Law: parallel steps with conflicting touches are serialised in plan order', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const both = (id: string, value: string): StepSketch => putStep(id, { needs: [], with: { connection: 'plain', slot: 'same', value } })
  shelf.trouble = async (what) => {
    if (what === 'put same') await new Promise((done) => setTimeout(done, 5))
  }
  assert.equal((await bench.run(boundPlan([both('first', '1'), both('second', '2'), putStep('other', { needs: [] })]))).ending, 'succeeded')
  assert.equal(shelf.slots.get('same'), '2')
})

test('of steps in parallel only those are held against each other whose parts lie in one place', async () => {
  const { shelf, compared, bench } = await placedBench()
  await using _ = bench
  const slots = ['a_1', 'a_2', 'b', 'a_1']
  const steps = slots.map((slot, index) => putStep(`s${index}`, { needs: [], with: { connection: 'plain', slot, value: `${index}` } }))
  assert.equal((await bench.run(boundPlan(steps))).ending, 'succeeded')
  assert.deepEqual([...new Set(compared)], ['a_1 a_1'])
  assert.equal(shelf.slots.get('a_1'), '3')
})

test('of what a run and a later one touched, only that is held against each other which lies in one place', async () => {
  const { compared, bench } = await placedBench()
  await using _ = bench
  const putting = (slots: readonly string[]) =>
    boundPlan(slots.map((slot) => putStep(slot, { with: { connection: 'plain', slot, value: slot } })))
  await bench.run(putting(['a_1', 'a_2', 'b']))
  await bench.run({ ...putting(['a_3', 'c']), name: 'later' }, {}, 'run-2')
  await bench.run({ ...putting(['b_1']), name: 'latest' }, {}, 'run-3')
  compared.length = 0
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(compared, ['b b_1'])
})

const open = '${{ steps.name.outputs.value }}'

for (const { what, steps, together } of [
  { what: 'inputs say that they are the same', steps: ['put ${{ inputs.slot }}', 'put same'], together: false },
  { what: 'inputs say that they differ', steps: ['put ${{ inputs.slot }}', 'put another'], together: true },
  { what: 'outputs are to say what the first writes', steps: [`put ${open}`, 'put another'], together: false },
  { what: 'outputs are to say what the first writes, and the second reads', steps: [`put ${open}`, 'read another'], together: false },
  { what: 'outputs are to say what the first reads, and the second writes', steps: [`read ${open}`, 'put another'], together: false },
  { what: 'outputs are to say what the first reads, and the second reads too', steps: [`read ${open}`, 'read another'], together: true },
])
  test(`Law: parallel steps are serialised where their touches may conflict: ${what}`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    shelf.slots.set('name', 'third')
    const [first, second] = steps.map((step, index) => {
      const [verb, slot] = [step.slice(0, step.indexOf(' ')), step.slice(step.indexOf(' ') + 1)]
      return { id: `step_${index}`, uses: `shelf/${verb}`, needs: ['name'], with: { connection: 'plain', slot, value: 'v' } }
    })
    const plan = boundPlan([readStep('name', 'name', 'true'), first!, second!], { inputs: { slot: 'same' } })
    assert.equal((await bench.run(plan)).ending, 'succeeded')
    const { records } = await bench.store.read('run-1')
    const seqOf = (kind: string, id: string): number =>
      records.find(({ event }) => event.kind === kind && 'step' in event && event.step === id)!.seq
    assert.equal(seqOf('step-started', 'step_1') < seqOf('step-finished', 'step_0'), together)
  })

test('Law: unknown is a state: a person decides, on record, and the run goes on from there', async () => {
  for (const [as, sent] of [
    ['applied', 1],
    ['absent', 2],
  ] as const) {
    const { shelf, bench } = await shelfBench()
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
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  shelf.trouble = breaks('put c')
  await bench.run(boundPlan([commitStep('a'), commitStep('b'), putStep('c', { onFailure: 'pause' }), commitStep('d')]))
  shelf.ledger.clear()
  shelf.slots.clear()
  const { length } = shelf.log
  const refused = { code: 'restored', message: /its journal knows that "a", "b" were applied, and databases\.ledgered does not/ }
  await assert.rejects(bench.resume(), refused)
  await assert.rejects(bench.rollback(), refused)
  assert.equal(shelf.log.length, length)
  for (const step of ['a', 'b']) await resolve('run-1', { step, as: 'reverted', reason: 'the backup was from before' }, bench.effects)
  shelf.trouble = () => undefined
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log.slice(length), ['put a', 'put b', 'put c', 'put d'])
})

for (const [what, steps] of [
  ['something of it is still to be reverted', [commitStep('a'), commitStep('b')]],
  ['all of it was reverted, and something else is not yet', [putStep('a'), commitStep('b')]],
] as const)
  for (const way of ['the newest one is put back', 'a person says that it is there again'])
    test(`Law: journal says that it was reverted, ledger does not: the database was restored where ${what}, and nothing is done until ${way}`, async () => {
      const { shelf, bench } = await shelfBench()
      await using _ = bench
      await bench.run(boundPlan(steps))
      shelf.trouble = breaks('revert a')
      assert.equal((await bench.rollback()).ending, 'paused')
      shelf.trouble = () => undefined
      const key = 'run-1/b/0~revert'
      shelf.ledger.delete(key)
      shelf.slots.set('b', 'new')
      const { length } = shelf.log
      const refused = { code: 'restored', message: /its journal knows that "b" was reverted, and databases\.ledgered does not/ }
      await assert.rejects(bench.rollback(), refused)
      await assert.rejects(bench.resume(), refused)
      assert.equal(shelf.log.length, length)
      if (way.startsWith('a person')) await resolve('run-1', { step: 'b', as: 'applied', reason: 'it was restored' }, bench.effects)
      else {
        shelf.ledger.set(key, 'applied')
        shelf.slots.delete('b')
      }
      assert.equal((await bench.rollback()).ending, 'rolled-back')
      assert.deepEqual([...shelf.slots, ...shelf.ledger], [])
    })

test('Law: journal says that a written rollback happened, ledger does not: what a person is told to say lets it happen again', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const [back] = boundPlan([
    { id: 'b~rollback[0]', uses: 'shelf/commit', with: { connection: 'ledgered', slot: 'b', value: 'old' }, undoes: 'b' },
  ]).steps
  await bench.run(boundPlan([putStep('a'), commitStep('b', { rollback: [back!] })]))
  shelf.trouble = breaks('revert a')
  assert.equal((await bench.rollback()).ending, 'paused')
  shelf.trouble = () => undefined
  assert.ok(shelf.ledger.delete('run-1/b~rollback[0]/0'))
  shelf.slots.set('b', 'new')
  const refusal: PlanError = await bench.rollback().then(
    () => assert.fail('it was not noticed'),
    (cause: PlanError) => cause,
  )
  assert.equal(refusal.code, 'restored')
  const said = [...refusal.hint!.matchAll(/^plan resolve run-1 '?(.+?)'? --as (\w+) /gm)].map(([, step, as]) => ({ step: step!, as }))
  assert.deepEqual(said, [
    { step: 'b~rollback[0]', as: 'absent' },
    { step: 'b', as: 'applied' },
  ])
  for (const { step, as } of said) await resolve('run-1', { step, as: as as 'absent', reason: 'it was restored' }, bench.effects)
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual([...shelf.slots], [['b', 'old']])
})

test('Law: another database under the same name is refused on resume', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  shelf.trouble = breaks('put b')
  await bench.run(boundPlan([commitStep('a'), putStep('b', { onFailure: 'pause' })]))
  shelf.identity = 'shelf-2'
  await assert.rejects(bench.resume(), { code: 'restored' })
})

test('a run goes on in another database that holds what a step did, once a person has left that in place', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  shelf.trouble = breaks('put b')
  await bench.run(boundPlan([commitStep('a'), commitStep('b', { onFailure: 'pause' })]))
  shelf.trouble = () => {}
  shelf.identity = 'shelf-2'
  const refusal = await bench.resume().catch((cause: PlanError) => cause)
  assert.match(String((refusal as PlanError).hint), /\(as left where this one holds what it did\):\nplan resolve run-1 a --as reverted/)
  await resolve('run-1', { step: 'a', as: 'left', reason: 'the dump holds it' }, bench.effects)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log, ['put a', 'put b'])
})

test('Law: the answer to a COMMIT that was lost is settled by the ledger, both ways', async () => {
  for (const { lost, ending, log } of [
    { lost: 'commit run-1/a/0', ending: 'failed', log: [] },
    { lost: 'committed run-1/a/0', ending: 'succeeded', log: ['put a'] },
  ]) {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    shelf.trouble = (happening) => {
      if (happening === lost) throw new PlanError('unknown', 'the connection broke during COMMIT')
    }
    const outcome = await bench.run(boundPlan([commitStep('a')]))
    assert.deepEqual({ lost, ending: outcome.ending, log: shelf.log }, { lost, ending, log })
  }
})

test('Law: waiting does not hold a machine: a long retry suspends the run, and it goes on later', async () => {
  const { shelf, bench } = await shelfBench()
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
  const { shelf, bench } = await shelfBench()
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
  const { shelf, bench } = await shelfBench()
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

test('Law: a context refuses effects outside scope, and a check that writes', async () => {
  const { shelf, bench } = await shelfBench()
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
  const { shelf, bench } = await shelfBench()
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
  const { shelf, bench } = await shelfBench()
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

test('Law: secrets never reach the journal, and an output that carries one is not stored', async () => {
  const { shelf, bench } = await shelfBench()
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
  const { shelf, bench } = await shelfBench()
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
  const { bench } = await shelfBench()
  await using _ = bench
  await assert.rejects(bench.run(boundPlan([putStep('a')], { secrets: ['A', 'B'] })), /secrets A, B not set/)
  assert.deepEqual(await bench.store.list(), [])
})

test('Law: a run is frozen: drift is reported, and nothing of it is used', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')]), { drift: [{ path: 'plans/sketch.plan.yaml', message: 'it was edited' }] })
  const { records } = await bench.store.read('run-1')
  assert.ok(records.some(({ event }) => event.kind === 'drift-found' && event.path === 'plans/sketch.plan.yaml'))
})

const written = { resource: 'files', part: 'a.txt', access: 'write' } as const

/** The shelf, of which a step type says that its changes touch files. */
function ofFiles(shelf: Shelf, touches: readonly Touch[] = [written]): Plugin {
  const plugin = shelfPlugin(shelf)
  const put = plugin.steps.find(({ uses }) => uses === 'shelf/put')!
  const filed: AnyStepType = {
    ...put,
    uses: 'shelf/file',
    describe: async (...given) => ({ ...(await put.describe(...given)), touches: [] }),
    async *changes(...given) {
      for await (const change of put.changes(...given)) yield { ...change, touches }
    },
  }
  return { ...plugin, steps: [...plugin.steps, filed] }
}

test('Law: in a protected environment a step changes no file: what it would write has to be committed, and be there', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([ofFiles(shelf)])
  const plan = boundPlan([putStep('data'), putStep('a', { uses: 'shelf/file' })], { protected: true })
  const refused = await bench.run(plan)
  assert.deepEqual([refused.ending, refused.failure?.code, shelf.log], ['rolled-back', 'refused', ['put data', 'revert data']])
  shelf.slots.set('a', 'new')
  assert.equal((await bench.run(plan, {}, 'run-2')).ending, 'succeeded')
})

for (const { touches, what, ending } of [
  { touches: [written, { ...written, resource: 'commands' }], what: 'does something else as well', ending: 'failed' },
  { touches: [{ ...written, access: 'read' }], what: 'only reads them', ending: 'succeeded' },
  { touches: [{ ...written, alone: true }], what: 'only has to be alone with them', ending: 'succeeded' },
] as const)
  test(`Law: in a protected environment a step changes no file: one that ${what} has ${ending}`, async () => {
    await using bench = await engineBench([ofFiles(new Shelf(), touches)])
    assert.equal((await bench.run(boundPlan([putStep('a', { uses: 'shelf/file' })], { protected: true }))).ending, ending)
  })

const gated = (condition?: string) => {
  const signOffs = { require: [{ id: 'final', role: 'dba', count: 1, gate: true, ...(condition && { if: condition }) }], distinct: true }
  return boundPlan([putStep('a', { signOff: 'final' })], { protected: true, signOffs })
}

test('Law: a gate in a protected environment needs a run store that machines share', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await assert.rejects(bench.run(gated()), { code: 'refused' })
  await assert.rejects(bench.run(gated("environment == 'local'")), { code: 'refused' })
})

test('a gate that a protected environment does not have is not in the way there', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  assert.equal((await bench.run(gated("environment == 'staging'"))).ending, 'succeeded')
})

test('baseline() adopts a plan that waits at a gate, also in a protected environment', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await baseline({ run: 'run-0', bound: gated(), files: new Map(), signOffs: [] }, 'it was done by hand', bench.effects)
  assert.equal((await bench.store.list()).length, 1)
})

test('baseline() adopts a plan without running it, once, and holds nothing', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const request = { run: 'run-0', bound: boundPlan([putStep('a')]), files: new Map(), signOffs: [] }
  await baseline(request, 'it was done by hand', bench.effects)
  assert.equal(shelf.slots.size, 0)
  await assert.rejects(baseline({ ...request, run: 'run-9' }, 'again', bench.effects), { code: 'refused' })
  assert.equal(
    (await bench.run({ ...boundPlan([putStep('b')]), name: 'other', metadata: { name: 'other', after: ['sketch'] } })).ending,
    'succeeded',
  )
})

test('createRun() refuses a plan whose predecessors have not been applied', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await assert.rejects(bench.run({ ...boundPlan([putStep('b')]), metadata: { name: 'sketch', after: ['sketch'] } }), { code: 'refused' })
})
