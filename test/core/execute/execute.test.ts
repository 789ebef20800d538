import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'
import { engineBench } from '../../support/engine.ts'

async function benchWithShelf(trouble?: (what: string) => void) {
  const shelf = new Shelf()
  if (trouble) shelf.trouble = trouble
  return { shelf, bench: await engineBench([shelfPlugin(shelf)]) }
}

const failing = (what: string) => (happening: string) => {
  if (happening === what) throw new Error('the shelf broke')
}

test('Law: intent first: execute() applies every step in order and journals the intent before each effect', async () => {
  const { shelf, bench } = await benchWithShelf()
  await using _ = bench
  const outcome = await bench.run(boundPlan([putStep('a'), commitStep('b')]))
  assert.equal(outcome.ending, 'succeeded')
  assert.deepEqual(shelf.log, ['put a', 'put b'])
  assert.deepEqual(
    (await bench.kinds()).filter((kind) => kind.startsWith('unit') || kind.startsWith('step')),
    ['step-started', 'unit-intended', 'unit-applied', 'step-finished', 'step-started', 'unit-intended', 'unit-applied', 'step-finished'],
  )
})

test('execute() rolls back everything, newest first, when a step fails', async () => {
  const { shelf, bench } = await benchWithShelf(failing('put c'))
  await using _ = bench
  const before = shelf.fingerprint()
  const outcome = await bench.run(boundPlan([putStep('a'), commitStep('b'), putStep('c')]))
  assert.equal(outcome.ending, 'rolled-back')
  assert.deepEqual(shelf.log, ['put a', 'put b', 'revert b', 'revert a'])
  assert.equal(shelf.fingerprint(), before)
})

test('execute() calls no step reverted that failed before it did anything', async () => {
  const { bench } = await benchWithShelf(failing('put b'))
  await using _ = bench
  await bench.run(boundPlan([putStep('a'), commitStep('b')]))
  assert.deepEqual(
    [...(await bench.state()).steps.values()].map(({ id, phase }) => [id, phase]),
    [
      ['a', 'reverted'],
      ['b', 'failed'],
    ],
  )
})

test('execute() fails without a rollback when nothing was touched', async () => {
  const { bench } = await benchWithShelf(failing('put a'))
  await using _ = bench
  const outcome = await bench.run(boundPlan([putStep('a')]))
  assert.equal(outcome.ending, 'failed')
  assert.equal((await bench.kinds()).includes('rollback-started'), false)
})

test('execute() pauses when a step that fails says so, and goes on from there when it is resumed', async () => {
  const { shelf, bench } = await benchWithShelf(failing('put b'))
  await using _ = bench
  const paused = await bench.run(boundPlan([putStep('a'), putStep('b', { onFailure: 'pause' })]))
  assert.equal(paused.ending, 'paused')
  shelf.trouble = () => undefined
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log, ['put a', 'put b'])
})

test('rollback() takes a run back that succeeded, and ends as it was before', async () => {
  const { shelf, bench } = await benchWithShelf()
  await using _ = bench
  shelf.slots.set('a', 'old')
  const before = shelf.fingerprint()
  await bench.run(boundPlan([putStep('a'), commitStep('b')]))
  const outcome = await bench.rollback()
  assert.deepEqual(
    { ending: outcome.ending, left: outcome.left, now: shelf.fingerprint() },
    { ending: 'rolled-back', left: [], now: before },
  )
})

test('Law: a conflict is left alone and blocks what it stands on; other branches go on', async () => {
  const { shelf, bench } = await benchWithShelf()
  await using _ = bench
  await bench.run(boundPlan([putStep('a'), putStep('b', { needs: [] }), putStep('c', { needs: ['a'] })]))
  shelf.slots.set('c', 'somebody else')
  const outcome = await bench.rollback()
  assert.equal(outcome.ending, 'paused')
  assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'new', c: 'somebody else' })
  assert.deepEqual(outcome.left, ['a', 'c'])
  shelf.slots.set('c', 'new')
  assert.equal((await bench.resume()).ending, 'rolled-back')
  assert.equal(shelf.slots.size, 0)
})

test('execute() backs out when a success criterion does not hold', async () => {
  const { shelf, bench } = await benchWithShelf()
  await using _ = bench
  const check = { id: 'there', uses: 'shelf/read', with: { connection: 'plain', slot: 'a' }, assert: "outputs.value == 'other'" }
  const outcome = await bench.run(boundPlan([putStep('a')], { checks: [check] }))
  assert.equal(outcome.ending, 'rolled-back')
  assert.deepEqual(outcome.failure?.operands, { 'outputs.value': '"new"' })
  assert.equal(shelf.slots.size, 0)
})
