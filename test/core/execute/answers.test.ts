import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyStepType, Plugin } from '@backout/core/plugin'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

/** The plugin of a shelf in which one step type is another for the slot `odd`. */
function odd(shelf: Shelf, uses: string, change: (type: AnyStepType) => Partial<AnyStepType>): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const steps = plugin.steps.map((type) => (type.uses === uses ? { ...type, ...change(type) } : type))
  return [{ ...plugin, steps }]
}

const cyclic: { self?: unknown } = {}
cyclic.self = cyclic
const forOdd =
  (gives: unknown, usual: (...given: never[]) => unknown) =>
  (...given: never[]): never =>
    (given.some((each) => (each as { slot?: string } | undefined)?.slot === 'odd') ? gives : usual(...given)) as never

const good = { put: putStep('good'), commit: commitStep('good') }
const last = { put: putStep('odd'), commit: commitStep('odd') }

for (const way of ['put', 'commit'] as const) {
  const uses = `shelf/${way}`
  const cases: readonly (readonly [what: string, (type: AnyStepType) => Partial<AnyStepType>, RegExp])[] = [
    [
      'describe gives nothing',
      ({ describe }) => ({ describe: forOdd(undefined, describe) }),
      /`describe` of step type ".*" gives: undefined/,
    ],
    [
      'describe gives no touches',
      ({ describe }) => ({ describe: forOdd({ effect: 'write' }, describe) }),
      /gives as `guarantee`: undefined, where .* is due/,
    ],
    [
      'describe gives a touch of nothing',
      ({ describe }) => ({ describe: forOdd({ effect: 'write', guarantee: 'idempotent', touches: [null] }, describe) }),
      /gives as `touches`: a list, where a list of resource, part and access/,
    ],
    [
      'apply gives nothing',
      ({ apply }) => ({ apply: forOdd(Promise.resolve(undefined), apply) }),
      /`apply` of step type ".*" gives: undefined/,
    ],
    ['apply gives a list', ({ apply }) => ({ apply: forOdd(Promise.resolve([]), apply) }), /a list, where a result is due/],
    ['apply gives what holds itself', ({ apply }) => ({ apply: forOdd({ result: cyclic }, apply) }), /Cannot store what holds itself/],
    [
      'changes yields nothing',
      ({ changes }) => ({ changes: forOdd([undefined], changes) }),
      /`changes` of step type ".*" gives: undefined/,
    ],
    ['changes gives nothing', ({ changes }) => ({ changes: forOdd(undefined, changes) }), /gives: undefined, where a sequence of changes/],
    [
      'changes gives a promise',
      ({ changes }) => ({ changes: forOdd(Promise.resolve([]), changes) }),
      /gives: an object of nothing, where a sequence of changes/,
    ],
    [
      'changes yields a change without a unit',
      ({ changes }) => ({ changes: forOdd([{ title: 'odd', touches: [] }], changes) }),
      /an object of title, touches, where a change with unit/,
    ],
    [
      'partitions gives a text',
      () => ({ partitions: forOdd(Promise.resolve('odd'), async () => ['only']) }),
      /`partitions` of .* gives: a string, where a list is due/,
    ],
    [
      'apply waits for an invalid date',
      ({ apply }) => ({
        apply: (unit, context) => ((unit as { slot?: string }).slot === 'odd' ? context.wait(new Date('soon')) : apply(unit, context)),
      }),
      /step type ".*" gives to `context\.wait`: an invalid date, where a time is due/,
    ],
    ['changes yields a text', ({ changes }) => ({ changes: forOdd(['odd'], changes) }), /a string, where a change with unit, title/],
  ]
  for (const [what, change, says] of cases)
    test(`Law: a plugin's mistake is told as such, and what came before is taken back: ${what} (${uses})`, async () => {
      const shelf = new Shelf()
      await using bench = await engineBench(odd(shelf, uses, change))
      const { ending, failure } = await bench.run(boundPlan([good[way], last[way]]))
      assert.match(`${failure?.message}`, says)
      assert.deepEqual([ending, shelf.slots.size, shelf.ledger.get('run-1/odd/0')], ['rolled-back', 0, undefined])
    })

  test(`Law: every effect can be taken back: a derived undo that there is no revert for is no undo (${uses})`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench(odd(shelf, uses, () => ({ revert: undefined as never })))
    const { ending, failure } = await bench.run(boundPlan([last[way]]))
    assert.match(`${failure?.message}`, /gives as `undo`: .* where one of kind "none", as there is no `revert`/)
    assert.deepEqual([ending, shelf.log], ['failed', []])
  })

  for (const gives of [undefined, null, 'done', {}, { conflict: undefined }, { conflict: 7 }])
    test(`Law: what is reverted is told by "reverted" alone: not by ${JSON.stringify(gives) ?? 'nothing'} (${uses})`, async () => {
      const shelf = new Shelf()
      await using bench = await engineBench(odd(shelf, uses, () => ({ revert: (async () => gives) as never })))
      await bench.run(boundPlan([last[way]]))
      const { ending, reason } = await bench.rollback()
      assert.match(`${reason}`, /`revert` of step type ".*" gives: .*, where "reverted" or a conflict is due/)
      assert.deepEqual([ending, [...shelf.slots.keys()]], ['paused', ['odd']])
      assert.equal((await bench.rollback({ plugins: [shelfPlugin(shelf)] })).ending, 'rolled-back')
      assert.equal(shelf.slots.size, 0)
    })
}

for (const gives of ['maybe', {}, { status: 'applied' }])
  test(`Law: unknown is a state: a probe that gives ${JSON.stringify(gives)} settles nothing`, async () => {
    const shelf = new Shelf()
    const plugins = odd(shelf, 'shelf/put', () => ({ probe: (async () => gives) as never }))
    await using bench = await engineBench(plugins)
    const store = crashingStore(bench.store, ({ kind }) => kind === 'unit-applied', 'before')
    const step: StepSketch = { ...last.put, onFailure: 'pause' }
    await assert.rejects(bench.run(boundPlan([step]), { store }), Crash)
    const { ending, failure } = await bench.resume()
    assert.equal(ending, 'paused')
    assert.match(`${failure?.message}`, /`probe` of step type "shelf\/put" gives: /)
    assert.equal((await bench.resume({ plugins: [shelfPlugin(shelf)] })).ending, 'succeeded')
    assert.deepEqual(shelf.log, ['put odd'])
  })
