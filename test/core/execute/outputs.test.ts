import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { boundPlan, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

const secrets = () => 'hunter2-is-long'
const send = (id: string, text: string, more: Partial<StepSketch> = {}): StepSketch => ({ id, uses: 'shelf/send', with: { text }, ...more })
const sorry = (text: string): StepSketch['rollback'] => boundPlan([send('sorry', text)]).steps

for (const { what, text, back, sent } of [
  {
    what: 'carries a secret, and so is not stored',
    text: '${{ secrets.TOKEN }}',
    back: 'sorry, ${{ outputs.sent }}',
    sent: ['send hunter2-is-long', 'send sorry, hunter2-is-long'],
  },
  {
    what: 'is too large for other expressions',
    text: 'x'.repeat(2 ** 20 + 1),
    back: 'sorry for ${{ size(outputs.sent) }}',
    sent: [`send ${'x'.repeat(2 ** 20 + 1)}`, 'send sorry for 1048577'],
  },
])
  test(`Law: whatever ran can be backed out, also by what it gave where that ${what}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)], { secrets })
    await bench.run(boundPlan([send('first', text, { rollback: sorry(back)! })], { secrets: ['TOKEN'] }))
    const { ending, reason } = await bench.rollback()
    assert.deepEqual([ending, reason, shelf.log], ['rolled-back', undefined, sent])
    assert.equal(JSON.stringify((await bench.store.read('run-1')).records).includes('hunter2'), false)
  })

test('Law: a writing step whose output carries a secret is not done again for it, and a step after a crash reads it', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)], { secrets })
  const none = { rollback: { none: 'nobody minds' } } as const
  const steps = [send('first', '${{ secrets.TOKEN }}', none), send('second', 'again ${{ steps.first.outputs.sent }}', none)]
  const store = crashingStore(bench.store, (event) => event.kind === 'step-started' && event.step === 'second', 'before')
  await assert.rejects(bench.run(boundPlan(steps, { secrets: ['TOKEN'] }), { store }), Crash)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.deepEqual(shelf.log, ['send hunter2-is-long', 'send again hunter2-is-long'])
})

for (const [what, reading] of [
  ['reads it', { with: { text: '${{ size(steps.first.outputs.sent) }}' } }],
  ['asks whether it is there', { if: 'has(steps.first.outputs)' }],
] as const)
  for (const when of ['in the same process', 'after a crash'] as const)
    test(`an output that is too large for expressions is not taken for none: a step that ${what} fails ${when}`, async () => {
      const shelf = new Shelf()
      await using bench = await engineBench([shelfPlugin(shelf)])
      const none = { rollback: { none: 'nobody minds' } } as const
      const plan = boundPlan([send('first', 'x'.repeat(2 ** 20 + 1), none), send('second', 'y', { ...none, ...reading })])
      const store = crashingStore(bench.store, (event) => when === 'after a crash' && event.kind === 'step-finished', 'after')
      const { failure } = await bench.run(plan, { store }).catch(() => bench.resume())
      assert.equal(failure?.code, 'missing')
      assert.match(failure?.message ?? '', /step "first" gave more than 1 MiB, which no expression reads$/)
      assert.equal(shelf.log.length, 1)
    })
