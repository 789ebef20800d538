import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyResourceDriver, Plugin } from '@backout/core/plugin'
import { auditRun } from '@backout/core/record'
import { runReport } from '@backout/core/report'
import { fateOf } from '../../../packages/core/src/report/report-words.ts'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

/** Shelves that tell the digest of each slot. */
function tellingParts(shelf: Shelf): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const digests: AnyResourceDriver['digests'] = async () =>
    Object.fromEntries([...shelf.slots].map(([slot, value]) => [slot, JSON.stringify(value)]))
  return [{ ...plugin, drivers: plugin.drivers.map((driver) => ({ ...driver, digests })) }]
}

const many = Array.from({ length: 200 }, (_, index) => `slot ${index}`)

for (const { what, there, change, names } of [
  { what: 'a part that is new', there: ['x'], change: (shelf) => shelf.slots.set('y', 1), names: '"y"' },
  { what: 'a part that has gone', there: ['x', 'y'], change: (shelf) => shelf.slots.delete('x'), names: '"x"' },
  {
    what: 'the first of many parts, and how many more',
    there: many,
    change: (shelf) => many.slice(0, 9).map((slot) => shelf.slots.set(slot, 'other')),
    names: '"slot 0", "slot 1", "slot 2", "slot 3", "slot 4", 4 more',
  },
] satisfies readonly { what: string; there: readonly string[]; change: (shelf: Shelf) => unknown; names: string }[])
  test(`Law: rollback ends by comparing fingerprints: it names ${what}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench(tellingParts(shelf))
    for (const slot of there) shelf.slots.set(slot, 'old')
    await bench.run(boundPlan([putStep('a')]))
    change(shelf)
    const { ending, reason } = await bench.rollback()
    assert.deepEqual(
      [ending, reason],
      [
        'rolled-back',
        `every step was reverted, but databases.plain (${names}) is not as it was before the run: something else changed it in between`,
      ],
    )
    assert.deepEqual((await auditRun(bench.store, 'run-1')).problems, [])
  })

test('a rollback after which all is as it was has nothing to name', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench(tellingParts(shelf))
  await bench.run(boundPlan([putStep('a')]))
  const { ending, reason } = await bench.rollback()
  assert.deepEqual([ending, reason], ['rolled-back', undefined])
})

test('what another run touched meanwhile is no difference of this one, whichever of the two is rolled back first', async () => {
  for (const { order, told } of [
    { order: ['run-1', 'run-2'], told: /^✔ as before, except for what only other runs have touched/ },
    { order: ['run-2', 'run-1'], told: /^✔ as before \(/ },
  ]) {
    const shelf = new Shelf()
    await using bench = await engineBench(tellingParts(shelf))
    await bench.run(boundPlan([putStep('a')]))
    await bench.run({ ...boundPlan([putStep('b')]), name: 'other' }, {}, 'run-2')
    for (const run of order) assert.deepEqual([run, (await bench.rollback({}, run)).reason], [run, undefined])
    assert.equal(shelf.slots.size, 0)
    const { fingerprints } = runReport(boundPlan([]), (await bench.store.read(order[0]!)).records)
    assert.match(fingerprints.map(fateOf).join(), told)
  }
})

test('what another run wrote beyond what its step had said, as through a trigger, is no difference of this one', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench(tellingParts(shelf).map((plugin) => alsoWriting(plugin, shelf, 'log')))
  await bench.run(boundPlan([putStep('a', { with: { connection: 'ledgered', slot: 'a', value: 'new' } })]))
  await bench.run({ ...boundPlan([commitStep('b')]), name: 'other' }, {}, 'run-2')
  const { records } = await bench.store.read('run-2')
  assert.deepEqual(
    records.flatMap(({ event }) => (event.kind === 'unit-intended' ? [event.touches] : [])),
    [[{ resource: 'databases.ledgered', part: 'log', access: 'write' }]],
  )
  assert.deepEqual((await auditRun(bench.store, 'run-2')).problems, [])
  assert.deepEqual([shelf.slots.has('log'), (await bench.rollback()).reason], [true, undefined])
})

/** What is committed also writes a slot that the step does not tell of. */
function alsoWriting(plugin: Plugin, shelf: Shelf, also: string): Plugin {
  const steps = plugin.steps.map((type) => {
    const apply: typeof type.apply = async (unit, context) => {
      shelf.slots.set(also, 'new')
      const parts = [(unit as { readonly slot: string }).slot, also]
      const touches = parts.map((part) => ({ resource: 'databases.ledgered', part, access: 'write' as const }))
      return { ...(await type.apply(unit, context)), touches }
    }
    return type.uses === 'shelf/commit' ? { ...type, apply } : type
  })
  return { ...plugin, steps }
}

test('Law: rollback ends by comparing fingerprints: what this run touched itself is told, although another one did so too', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench(tellingParts(shelf))
  const [back] = boundPlan([putStep('a~rollback[0]', { with: { connection: 'plain', slot: 'a', value: 'left' } })]).steps
  await bench.run(boundPlan([putStep('a', { rollback: [back!] })]))
  await bench.run(
    { ...boundPlan([putStep('a', { with: { connection: 'plain', slot: 'a', value: 'newer' } })]), name: 'other' },
    {},
    'run-2',
  )
  assert.equal((await bench.rollback({}, 'run-2')).reason, undefined)
  assert.match((await bench.rollback()).reason ?? '', /databases.plain \("a"\) is not as it was before the run/)
})
