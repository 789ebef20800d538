import assert from 'node:assert/strict'
import { test } from 'node:test'
import { preview, type StepPreview } from '@backout/core/execute'
import type { AnyStepType, Plugin, Traits } from '@backout/core/plugin'
import { engineBench } from '../../support/engine.ts'
import { placedBench } from '../../support/shelf-bench.ts'
import { boundPlan, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

/** A shelf whose messages say of themselves that they touch these. */
function plugin(shelf: Shelf, traits: Partial<Traits>): Plugin {
  const { steps, ...rest } = shelfPlugin(shelf)
  const send = steps.find(({ uses }) => uses === 'shelf/send')!
  const describe: AnyStepType['describe'] = async (input, context) => ({ ...(await send.describe(input, context)), ...traits })
  return { ...rest, steps: [...steps, { ...send, uses: 'shelf/told', describe }] }
}

async function previewed(shelf: Shelf, traits: Partial<Traits>): Promise<readonly StepPreview[]> {
  await using bench = await engineBench([plugin(shelf, traits)])
  const plan = boundPlan([{ id: 'mail', uses: 'shelf/told', with: { text: 'mail' }, rollback: { none: 'it was sent' } }, putStep('a')])
  return await Array.fromAsync(
    preview(plan, new Map(), { ...bench.effects, abort: new AbortController().signal, run: 'r1', allows: () => undefined }),
  )
}

for (const { what, traits } of [
  { what: 'touches nothing that it names', traits: { touches: [] } },
  { what: 'does not know what it touches', traits: { touches: 'unknown' } },
  { what: 'names what it reads alone', traits: { touches: [{ resource: 'databases.plain', part: 'a', access: 'read' }] } },
] satisfies readonly { readonly what: string; readonly traits: Partial<Traits> }[])
  test(`Law: a preview never writes: a step that writes and ${what} is shown, and not done`, async () => {
    const shelf = new Shelf()
    const [mail, put] = await previewed(shelf, traits)
    assert.deepEqual(
      shelf.log.filter((line) => line.startsWith('send')),
      [],
    )
    assert.deepEqual([mail?.kind, mail?.kind === 'changes' && mail.simulated], ['changes', false])
    assert.deepEqual([put?.kind, put?.kind === 'changes' && put.simulated], ['changes', true])
    assert.equal(shelf.slots.size, 0)
  })

test('a preview gives a step twice its timeout, since it does all twice, says then that it is unknown, and goes on with the others', async () => {
  const shelf = new Shelf()
  const base = shelfPlugin(shelf)
  const slow: AnyStepType = {
    ...base.steps.find(({ uses }) => uses === 'shelf/put')!,
    uses: 'shelf/slow',
    changes: (_, { signal }) => ({
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise((_done, fail) => signal.addEventListener('abort', () => fail(new Error('aborted')))),
      }),
    }),
  }
  await using bench = await engineBench([{ ...base, steps: [...base.steps, slow] }])
  const limits: [string, number][] = []
  const limit = (step: string, ms: number): Disposable => {
    limits.push([step, ms])
    return { [Symbol.dispose]: () => undefined }
  }
  const plan = boundPlan([{ ...putStep('a'), uses: 'shelf/slow', timeout: 20 }, putStep('b')])
  const effects = { ...bench.effects, abort: new AbortController().signal, run: 'r1', allows: () => undefined, limit, grace: 1000 }
  const [first, second] = await Array.fromAsync(preview(plan, new Map(), effects))
  assert.match(first?.kind === 'unknown' ? first.why : '', /longer than its timeout of 0\.02 s/)
  assert.equal(second?.kind, 'changes')
  assert.deepEqual(limits[0], ['a', 1040])
})

test('a preview holds a step only against those before that lie in one place with it, and of many that may change it first names some', async () => {
  const { shelf, compared, bench } = await placedBench('without overlay')
  await using _ = bench
  shelf.slots.set('c', 'there')
  const slots = ['a_1', 'a_2', 'b', ...Array.from({ length: 9 }, () => 'c'), 'a_2']
  const puts = slots.map((slot, index) => putStep(`s${index}`, { with: { connection: 'plain', slot, value: `${index}` } }))
  const plan = boundPlan([...puts, putStep('last', { with: { connection: 'plain', slot: 'c', value: 'there' } })])
  const effects = { ...bench.effects, abort: new AbortController().signal, run: 'r1', allows: () => undefined }
  const last = (await Array.fromAsync(preview(plan, new Map(), effects))).at(-1)
  assert.deepEqual([...new Set(compared)], ['c c', 'a_2 a_2'])
  const some = '"s3", "s4", "s5", "s6", "s7", "s8" and 3 more'
  assert.equal(last?.kind === 'unknown' && last.why, `nothing to do as things are, but ${some} may change them first`)
})

test('Law: preview is the run: a step of several lanes is shown with the changes of each', async () => {
  const shelf = new Shelf()
  const base = shelfPlugin(shelf)
  const put = base.steps.find(({ uses }) => uses === 'shelf/put')!
  const lanes: AnyStepType = {
    ...put,
    uses: 'shelf/lanes',
    partitions: async () => ['a', 'b'],
    changes: (input, context, { partition }) => put.changes({ ...(input as object), slot: partition }, context, {}),
  }
  await using bench = await engineBench([{ ...base, steps: [...base.steps, lanes] }])
  const plan = boundPlan([{ ...putStep('a'), uses: 'shelf/lanes' }])
  const effects = { ...bench.effects, abort: new AbortController().signal, run: 'r1', allows: () => undefined }
  const [shown] = await Array.fromAsync(preview(plan, new Map(), effects))
  const titles = shown?.kind === 'changes' ? shown.changes.map(({ title }) => title) : shown
  assert.deepEqual(titles, ['a = new', 'b = new'])
  assert.equal((await bench.run(plan)).ending, 'succeeded')
  assert.deepEqual([...shelf.slots.keys()].toSorted(), ['a', 'b'])
})
