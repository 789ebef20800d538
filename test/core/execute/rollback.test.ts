import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolve } from '@backout/core/execute'
import { type AnyStepType, PlanError } from '@backout/core/plugin'
import { crashingStore, engineBench } from '../../support/engine.ts'
import { breaks, broken, readStep, sendStep, shelfBench } from '../../support/shelf-bench.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

test('Law: a rollback step is bound before its step began, except for that step’s own outputs', async () => {
  const { shelf, bench } = await shelfBench()
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

test('of a rollback step that reads its own step’s outputs, what does not is bound before its step began', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const asWritten = { connection: 'plain', slot: '${{ steps.look.outputs.value }}', value: '${{ steps.tell.outputs.sent }}' }
  const back = { ...backOf('tell', ''), uses: 'shelf/put', with: asWritten }
  shelf.slots.set('where', 'answers')
  shelf.trouble = breaks('put broken')
  const plan = boundPlan([readStep('look', 'where', 'true'), { ...sendStep('tell'), rollback: [back] }, broken])
  assert.equal((await bench.run(plan)).ending, 'rolled-back')
  assert.equal(shelf.slots.get('answers'), 'tell')
})

const backOf = (id: string, text: string) =>
  ({
    id: `${id}~rollback[0]`,
    uses: 'shelf/send',
    with: { text },
    needs: [],
    pointOfNoReturn: false,
    onFailure: 'rollback',
    at: { line: 1, column: 1 },
  }) as const

for (const { when, event, at } of [
  { when: 'the process died before it noted what the step gave', event: 'step-finished', at: 'before' },
  { when: 'the process died once it had noted what the step gave', event: 'step-finished', at: 'after' },
] as const)
  test(`a rollback reads the outputs of its own step where ${when}`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    const plan = boundPlan([{ ...sendStep('tell'), rollback: [backOf('tell', 'not ${{ outputs.sent }}')] }])
    const store = crashingStore(bench.store, ({ kind }) => kind === event, at)
    await bench.run(plan, { store }).catch(() => undefined)
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.deepEqual(shelf.log, ['send tell', 'send not tell'])
  })

/** A bench whose step type `shelf/send-again` may send twice. */
async function sendingAgain(trouble: Shelf['trouble']): Promise<{ shelf: Shelf; bench: Awaited<ReturnType<typeof engineBench>> }> {
  const shelf = new Shelf()
  const plugin = shelfPlugin(shelf)
  const send = plugin.steps.find(({ uses }) => uses === 'shelf/send')!
  const sendAgain: AnyStepType = {
    ...send,
    uses: 'shelf/send-again',
    describe: async (input, context) => ({ ...(await send.describe(input, context)), guarantee: 'idempotent' }),
  }
  shelf.trouble = trouble
  return { shelf, bench: await engineBench([{ ...plugin, steps: [...plugin.steps, sendAgain] }]) }
}

const tellAgain = { id: 'tell', uses: 'shelf/send-again', with: { text: 'tell' }, rollback: [backOf('tell', 'not ${{ outputs.sent }}')] }

test('Law: an idempotent step of which nobody knows what it gave is repeated for a rollback that reads its outputs', async () => {
  let answers = 0
  const { shelf, bench } = await sendingAgain((what) => {
    if (what === 'after send tell' && ++answers === 1) throw new PlanError('unknown', 'no answer came')
  })
  await using _ = bench
  await bench.run(boundPlan([tellAgain]))
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(shelf.log, ['send tell', 'send tell', 'send not tell'])
})

test('a rollback that reads what nobody knows of its step says so', async () => {
  const { bench } = await sendingAgain((what) => {
    if (what === 'after send tell') throw new PlanError('unknown', 'no answer came')
  })
  await using _ = bench
  await bench.run(boundPlan([tellAgain]))
  const { reason } = await bench.rollback()
  assert.equal(reason, 'step "tell" could not be reverted: Cannot tell what step "tell" gave, which its rollback reads: no answer came')
})

test('Law: a step that has no undo stays, on record, and the steps before it are reverted', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  shelf.trouble = breaks('put broken')
  const outcome = await bench.run(boundPlan([putStep('a'), sendStep('mail'), putStep('b'), broken]))
  assert.deepEqual(
    { ending: outcome.ending, left: outcome.left, slots: shelf.slots.size },
    { ending: 'rolled-back', left: ['mail'], slots: 0 },
  )
})

test('Law: rollback goes newest first, also among steps that nothing orders', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan(['a', 'b', 'c'].map((id) => putStep(id, { needs: [] }))))
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(shelf.log.slice(3), ['revert c', 'revert b', 'revert a'])
})

test('Law: nothing before a passed point of no return is reverted automatically', async () => {
  const { shelf, bench } = await shelfBench()
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
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    shelf.trouble = breaks('put broken')
    await bench.run(boundPlan([putStep('a'), sendStep('mail', { pointOfNoReturn: true }), broken]))
    await resolve('run-1', { step: 'mail', as, reason: 'everybody was told' }, bench.effects)
    const outcome = await bench.rollback()
    assert.deepEqual([outcome.ending, outcome.left], ['rolled-back', left])
    assert.deepEqual(Object.fromEntries(shelf.slots), slots)
  })

test('what a point of no return left is not settled by saying that it happened, which is known', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  shelf.trouble = breaks('put broken')
  await bench.run(boundPlan([sendStep('mail', { pointOfNoReturn: true }), broken]))
  const say = (as: 'applied' | 'left') => resolve('run-1', { step: 'mail', as, reason: 'so it is' }, bench.effects)
  await assert.rejects(say('applied'), { code: 'refused' })
  await say('left')
  await say('applied')
  assert.equal((await bench.rollback()).ending, 'paused')
  await say('left')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
})

for (const as of ['left', 'reverted'] as const)
  test(`of a step of a rollback nobody can say that it is ${as}, but of the step that it takes back`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    shelf.trouble = (what) => {
      if (what === 'after send back') throw new PlanError('unknown', 'no answer came')
    }
    await bench.run(boundPlan([{ ...sendStep('tell'), rollback: [backOf('tell', 'back')] }]))
    const sayOfRollback = (): Promise<unknown> => resolve('run-1', { step: 'tell~rollback[0]', as, reason: 'x' }, bench.effects)
    await assert.rejects(sayOfRollback(), { code: 'missing', message: /: the run has not come to it$/ })
    assert.equal((await bench.rollback()).ending, 'paused')
    await assert.rejects(sayOfRollback(), {
      code: 'refused',
      hint: new RegExp(`plan resolve run-1 tell --as ${as} --reason "…"$`),
    })
    await resolve('run-1', { step: 'tell', as, reason: 'x' }, bench.effects)
    const { ending, left } = await bench.rollback()
    assert.deepEqual([ending, left], ['rolled-back', as === 'left' ? ['tell'] : []])
  })

test('Law: rollback ends by comparing fingerprints: a difference is told, on record, and the run is over', async () => {
  const { shelf, bench } = await shelfBench()
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
  const { bench } = await shelfBench()
  await using _ = bench
  const back = boundPlan([putStep('a_back', { with: { connection: 'plain', slot: 'a', value: 'another' } })]).steps
  await bench.run(boundPlan([putStep('a', { rollback: back })]))
  const { ending, reason } = await bench.rollback()
  assert.equal(ending, 'rolled-back')
  assert.match(reason!, /or a rollback that the plan writes does not bring all of it back$/)
})

test('A rollback that somebody asked for ends without a failure, also where a step of it went wrong at first', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const back = boundPlan([putStep('a_back', { with: { connection: 'plain', slot: 'a', value: 'old' } })]).steps
  shelf.slots.set('a', 'old')
  await bench.run(boundPlan([putStep('a', { rollback: back })]))
  shelf.trouble = breaks('put a')
  const { ending } = await bench.rollback()
  assert.deepEqual([ending, (await bench.state()).failure], ['paused', undefined])
  shelf.trouble = () => undefined
  const outcome = await bench.rollback()
  assert.deepEqual([outcome.ending, outcome.failure, outcome.left], ['rolled-back', undefined, []])
})

test('a rollback asks a ledger of no try that was never begun: its answer would close the key', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  const asked: string[] = []
  shelf.trouble = (what) => {
    if (what.startsWith('settle')) asked.push(what)
    return breaks('put broken')(what)
  }
  assert.equal((await bench.run(boundPlan([commitStep('a'), broken]))).ending, 'rolled-back')
  assert.deepEqual([shelf.log, asked], [['put a', 'revert a'], []])
})

for (const [by, rollback] of [
  ['that is derived', undefined],
  ['that the plan writes', boundPlan([commitStep('a_back')]).steps],
] as const)
  for (const [held, ending] of [
    [2, 'rolled-back'],
    [3, 'paused'],
  ] as const)
    test(`a rollback ${by} is ${ending} when somebody else holds a lock at its first ${held} tries`, async () => {
      const { shelf, bench } = await shelfBench()
      await using _ = bench
      await bench.run(boundPlan([commitStep('a', rollback && { rollback })]))
      let left = held
      shelf.trouble = (what) => {
        if (what.startsWith('commit ') && left-- > 0) throw new PlanError('busy', 'somebody else holds a lock')
      }
      assert.equal((await bench.rollback()).ending, ending)
    })

for (const { what, trouble, found } of [
  { what: 'a conflict where somebody changed it', trouble: new PlanError('conflict', 'a is 3'), found: ['a is 3', undefined] },
  { what: 'a failure where the disk is full', trouble: new PlanError('failed', 'no space left'), found: ['no space left', true] },
])
  test(`what keeps a unit from being reverted is ${what}, on record`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    await bench.run(boundPlan([putStep('a')]))
    shelf.trouble = (happening) => {
      if (happening === 'revert a') throw trouble
    }
    assert.equal((await bench.rollback()).ending, 'paused')
    const { records } = await bench.store.read('run-1')
    assert.deepEqual(
      records.flatMap(({ event }) => (event.kind === 'unit-conflicted' ? [[event.conflict, event.failed]] : [])),
      [found],
    )
  })
