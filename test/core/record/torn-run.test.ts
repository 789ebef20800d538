import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { boundPlan, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

test('Law: a run that goes on behind a torn tail says what it drops, on record', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const store = crashingStore(bench.store, ({ kind }) => kind === 'step-finished', 'before')
  await assert.rejects(bench.run(boundPlan([putStep('first')]), { store }), Crash)
  const path = join(bench.root, 'runs/run-1/journal.jsonl')
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.subarray(0, -7))
  const { torn } = await bench.store.read('run-1')
  assert.equal((await bench.resume()).ending, 'succeeded')
  const { records } = await bench.store.read('run-1')
  const said = records.flatMap(({ event }) => (event.kind === 'drift-found' ? [event] : []))
  assert.deepEqual(said, [
    { kind: 'drift-found', path: 'journal.jsonl', message: `a crash left ${torn} torn bytes at its end, which are dropped` },
  ])
})
