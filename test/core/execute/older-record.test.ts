import assert from 'node:assert/strict'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Bench, Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

const plan = boundPlan([
  putStep('a'),
  commitStep('b'),
  commitStep('c', { rollback: boundPlan([commitStep('c_back', { with: { connection: 'ledgered', slot: 'c', value: 'old' } })]).steps }),
])

/** Does the rest, then puts the record of the run back as it is now. */
async function withOlderRecord({ root }: Bench, rest: () => Promise<unknown>): Promise<void> {
  const [now, kept] = [join(root, 'runs', 'run-1'), join(root, 'kept')]
  await cp(now, kept, { recursive: true })
  await rest()
  await rm(now, { recursive: true })
  await cp(kept, now, { recursive: true })
}

for (const before of ['step-started', 'unit-intended'] as const)
  for (const step of ['b', 'c'])
    for (const verb of ['resume', 'rollback'] as const)
      test(`Law: ledger says yes, journal does not: a record from before ${before} of ${step} lets plan ${verb} do nothing`, async () => {
        const shelf = new Shelf()
        await using bench = await engineBench([shelfPlugin(shelf)])
        const store = crashingStore(bench.store, (event) => event.kind === before && event.step === step, 'before')
        await assert.rejects(bench.run(plan, { store }), Crash)
        await withOlderRecord(bench, () => bench.resume())
        const [state, log] = [shelf.fingerprint(), [...shelf.log]]
        await assert.rejects(bench[verb](), {
          code: 'restored',
          message: new RegExp(`databases.ledgered knows that "run-1/${step}/0" was committed, and its journal does not`),
        })
        assert.deepEqual([shelf.fingerprint(), shelf.log, shelf.ledger.get(`run-1/${step}/0`)], [state, log, 'applied'])
      })

for (const { step, key } of [
  { step: 'b', key: 'run-1/b/0~revert' },
  { step: 'c', key: 'run-1/c_back/0' },
])
  test(`Law: ledger says yes, journal does not: a record from before ${step} was reverted lets nothing go on`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)])
    await bench.run(plan)
    const stop = new AbortController()
    shelf.trouble = (what) => void (what === `committed ${key}` && stop.abort())
    await withOlderRecord(bench, () => bench.rollback({ stop: stop.signal }))
    await assert.rejects(bench.rollback(), { code: 'restored', message: new RegExp(`knows that "${key}" was committed`) })
  })

/** Leaves of the record what was written up to the first of these events. */
async function cutBehind({ root, store }: Bench, kind: string, step?: string): Promise<void> {
  const { records } = await store.read('run-1')
  const last = records.findIndex(({ event }) => event.kind === kind && (step === undefined || ('step' in event && event.step === step)))
  const journal = join(root, 'runs', 'run-1', 'journal.jsonl')
  const lines = (await readFile(journal, 'utf8')).split('\n')
  await writeFile(journal, `${lines.slice(0, last + 1).join('\n')}\n`)
}

for (const { cut, knows } of [
  { cut: { kind: 'run-created' }, knows: 'run-1/b/0' },
  { cut: { kind: 'run-started' }, knows: 'run-1/b/0' },
  { cut: { kind: 'step-finished', step: 'a' }, knows: 'run-1/b/0' },
  { cut: { kind: 'unit-intended', step: 'b' }, knows: 'run-1/b/0' },
  { cut: { kind: 'unit-intended', step: 'c' }, knows: 'run-1/c/0' },
])
  for (const verb of ['resume', 'rollback'] as const)
    test(`Law: ledger says yes, journal does not: a record that ends with ${Object.values(cut).join(' of ')} lets plan ${verb} do nothing`, async () => {
      const shelf = new Shelf()
      await using bench = await engineBench([shelfPlugin(shelf)])
      await bench.run(plan)
      const state = shelf.fingerprint()
      await cutBehind(bench, cut.kind, cut.step)
      await assert.rejects(bench[verb](), { code: 'restored', message: new RegExp(`knows that "${knows}" was committed`) })
      assert.equal(shelf.fingerprint(), state)
    })

test('Law: undo before effect: a unit whose undo the record has lost is left alone, and said to be', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  await bench.run(boundPlan([putStep('a')]))
  await cutBehind(bench, 'unit-intended')
  const { ending, left, reason } = await bench.rollback()
  assert.deepEqual({ ending, left, slot: shelf.slots.get('a') }, { ending: 'paused', left: ['a'], slot: 'new' })
  assert.match(reason!, /^step "a" could not be reverted: Cannot take back "a = new": the journal was cut off before the undo/)
})
