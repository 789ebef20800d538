import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finalize } from '@backout/core/execute'
import type { AnyStepType, Plugin } from '@backout/core/plugin'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { sendStep } from '../../support/shelf-bench.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

/** The plugin of a shelf in another version. */
function changed(shelf: Shelf, change: (type: AnyStepType) => Partial<AnyStepType>): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  return [{ ...plugin, steps: plugin.steps.map((type) => ({ ...type, ...change(type) })) }]
}

const formats = (list: readonly number[]) => () => ({ formats: list })

for (const step of [putStep('a'), commitStep('a')])
  test(`Law: what another version of a plugin wrote in "${step.uses}" is left to code that knows its format`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench(changed(shelf, formats([2, 1])))
    assert.equal((await bench.run(boundPlan([step]))).ending, 'succeeded')
    const before = shelf.fingerprint()
    for (const known of [[1], [3]]) {
      const refused = await bench.rollback({ plugins: changed(shelf, formats(known)) })
      assert.equal(refused.ending, 'paused')
      assert.match(
        `${refused.reason}`,
        new RegExp(`it is in format 2 of "${step.uses}", and the plugin that is installed knows ${known.join(', ')}`),
      )
      assert.equal(shelf.fingerprint(), before)
    }
    assert.equal((await bench.resume({ plugins: changed(shelf, formats([3, 2])) })).ending, 'rolled-back')
    assert.equal(shelf.slots.size, 0)
  })

test('Law: units that an earlier version of a plugin wrote are of the first format, where it did not say', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  await bench.run(boundPlan([putStep('a')]))
  assert.equal((await bench.rollback({ plugins: changed(shelf, formats([2, 1])) })).ending, 'rolled-back')
})

test('Law: a unit that was intended by another version of a plugin is settled and undone by one that knows its format', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied', 'before')
  await assert.rejects(bench.run(boundPlan([putStep('a')]), { store }), Crash)
  assert.equal((await bench.rollback({ plugins: changed(shelf, formats([2])) })).ending, 'paused')
  assert.equal((await bench.resume({ plugins: changed(shelf, formats([2, 1])) })).ending, 'rolled-back')
  assert.equal(shelf.slots.size, 0)
})

for (const { what, changes, code } of [
  { what: 'is not there any more', changes: (_shelf: Shelf) => [], code: 'missing' },
  { what: 'does not know what was stored', changes: (shelf: Shelf) => changed(shelf, formats([2])), code: 'refused' },
] as const)
  test(`Law: a run does not turn back, nor is it finalized, because its plugin ${what}`, async () => {
    const shelf = new Shelf()
    const discard = async (): Promise<void> => {}
    await using bench = await engineBench(changed(shelf, () => ({ discard })))
    const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied', 'before')
    await assert.rejects(bench.run(boundPlan([putStep('a'), putStep('b', { needs: ['a'] })]), { store }), Crash)
    const before = await bench.kinds()
    await assert.rejects(bench.resume({ plugins: changes(shelf) }), { code })
    assert.deepEqual(await bench.kinds(), before)
    assert.equal((await bench.resume()).ending, 'succeeded')
    const done = await bench.kinds()
    await assert.rejects(finalize('run-1', { ...bench.effects, plugins: changes(shelf) }), { code })
    assert.deepEqual(await bench.kinds(), done)
  })

test('a missing plugin is named with the version that the run began with', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied', 'before')
  const versions = { engine: '1.0.0', plugins: { shelf: { version: '1.2.3', integrity: 'sha256-0' } } }
  await assert.rejects(bench.run(boundPlan([putStep('a')], { versions }), { store }), Crash)
  await assert.rejects(bench.resume({ plugins: [] }), { code: 'missing', hint: /shelf 1\.2\.3$/ })
})

test('finalize() gives nothing to a discard that does not know its format', async () => {
  const shelf = new Shelf()
  const discarded: unknown[] = []
  const discard = async (undo: unknown): Promise<void> => void discarded.push(undo)
  await using bench = await engineBench(changed(shelf, () => ({ discard })))
  await bench.run(boundPlan([putStep('a')]))
  await assert.rejects(finalize('run-1', { ...bench.effects, plugins: changed(shelf, () => ({ discard, formats: [2] })) }), {
    code: 'refused',
  })
  assert.deepEqual(discarded, [])
  await finalize('run-1', bench.effects)
  assert.equal(discarded.length, 1)
})

test('Law: undo first: where what is to be captured cannot be stored, nothing is done', async () => {
  const shelf = new Shelf()
  const capture = async function* (): AsyncIterable<unknown> {
    yield { at: new Date(0) }
  }
  await using bench = await engineBench(changed(shelf, ({ capture: known }) => (known ? { capture } : {})))
  const outcome = await bench.run(boundPlan([putStep('a')]))
  assert.deepEqual([outcome.ending, shelf.log], ['failed', []])
  assert.match(`${outcome.failure?.message}`, /Cannot store a Date/)
})

test('Law: undo first: an undo that comes only after the effect, outside of a transaction, leaves its unit to a person', async () => {
  const shelf = new Shelf()
  const late = ({ capture, probe, uses, apply }: AnyStepType): Partial<AnyStepType> =>
    uses === 'shelf/put' && capture && probe
      ? { capture: undefined as never, probe: undefined as never, apply: async (...given) => ({ ...(await apply(...given)), undo: [1] }) }
      : {}
  await using bench = await engineBench(changed(shelf, late))
  const outcome = await bench.run(boundPlan([putStep('a')]))
  assert.equal(outcome.ending, 'paused')
  assert.match(`${outcome.failure?.message}`, /gives an undo outside of a transaction/)
})

test('Law: no change is lost after a crash: one that follows another without a checkpoint is refused, and what was done is taken back', async () => {
  const shelf = new Shelf()
  const twice = ({ changes, uses }: AnyStepType): Partial<AnyStepType> =>
    uses === 'shelf/put'
      ? {
          async *changes(input, context, from) {
            for (const slot of ['a', 'b']) yield* changes({ ...(input as object), slot }, context, from)
          },
        }
      : {}
  await using bench = await engineBench(changed(shelf, twice))
  const outcome = await bench.run(boundPlan([putStep('a')]))
  assert.equal(outcome.ending, 'rolled-back')
  assert.match(`${outcome.failure?.message}`, /"shelf\/put" gives "b = new" after "a = new", which has no checkpoint/)
  assert.equal(shelf.slots.size, 0)
})

for (const { what, steps, ending, log } of [
  { what: 'is no error where no step is known to want it', steps: [sendStep('mail')], ending: 'succeeded', log: ['send mail'] },
  {
    what: 'fails the run before anything is done where a step wants it',
    steps: [sendStep('mail'), putStep('b', { with: { connection: 'other', slot: 'b', value: 'new' } })],
    ending: 'failed',
    log: [],
  },
])
  test(`a connection whose driver no plugin provides ${what}`, async () => {
    const shelf = new Shelf()
    const untold = {
      effect: 'write',
      guarantee: 'at-least-once',
      touches: 'unknown',
      undo: { kind: 'none', reason: 'it was sent' },
    } as const
    await using bench = await engineBench(changed(shelf, ({ uses }) => (uses === 'shelf/send' ? { describe: () => untold } : {})))
    const elsewhere = { 'databases.other': { driver: 'nowhere', config: {}, target: 'other' } }
    const outcome = await bench.run(boundPlan(steps, { connections: { ...boundPlan([]).connections, ...elsewhere } }))
    assert.equal(outcome.ending, ending)
    if (ending === 'failed') assert.match(outcome.failure!.message, /no plugin provides the driver "nowhere"/)
    assert.deepEqual(shelf.log, log)
  })
