import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Effects, execute, finalize, rollback } from '@backout/core/execute'
import { PlanError } from '@backout/core/plugin'
import { type Bench, engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

const paused: Partial<StepSketch> = { onFailure: 'pause' }
const plan = boundPlan([commitStep('a'), putStep('b', paused)], { secrets: ['TOKEN'] })
const secrets = () => 'hunter2-is-long'

/** A bench with a run that is paused half way, whose cause is mended. */
async function pausedRun(): Promise<{ readonly shelf: Shelf; readonly bench: Bench }> {
  const shelf = new Shelf()
  const bench = await engineBench([shelfPlugin(shelf)], { secrets })
  shelf.trouble = (what) => {
    if (what === 'put b') throw new PlanError('failed', 'the shelf broke')
  }
  assert.equal((await bench.run(plan)).ending, 'paused')
  shelf.trouble = () => undefined
  return { shelf, bench }
}

const another = (bench: Bench) =>
  bench.run({ ...boundPlan([putStep('z')]), name: 'other' }, {}, 'run-2').then(
    ({ ending }) => ending,
    (cause: unknown) => (cause as PlanError).code,
  )

for (const { what, breaks, code } of [
  { what: 'a secret is missing', code: 'missing', breaks: () => ({ secrets: () => undefined }) },
  {
    what: 'its database was restored',
    code: 'restored',
    breaks: ({ shelf }: { shelf: Shelf }) => {
      shelf.ledger.clear()
      return {}
    },
  },
  {
    what: 'its journal cannot be opened',
    // It is left open.
    code: 'unknown',
    breaks: ({ bench }: { bench: Bench }) => ({
      store: { ...bench.store, append: () => Promise.reject(new PlanError('failed', 'the disk is full')) },
    }),
  },
  {
    what: 'its claim in the database is somebody else’s',
    code: 'busy',
    breaks: ({ shelf }: { shelf: Shelf }) => {
      shelf.claimedBy = 'another'
      return {}
    },
  },
])
  for (const verb of ['resume', 'rollback'] as const)
    test(`Law: two runs never interleave: a run whose ${verb} fails, since ${what}, lets no other in`, async () => {
      const { shelf, bench } = await pausedRun()
      await using _ = bench
      await assert.rejects(bench[verb](breaks({ shelf, bench })), { code })
      assert.equal(await another(bench), 'busy')
      assert.equal(shelf.slots.has('z'), false)
    })

test('Law: two runs never interleave: a run that waits lets no other in, and one that has ended does', async () => {
  await using bench = await engineBench([shelfPlugin(new Shelf())])
  assert.equal((await bench.run(boundPlan([putStep('a'), { id: 'wait', uses: 'shelf/wait', with: { ms: 3_600_000 } }]))).ending, 'waiting')
  assert.equal(await another(bench), 'busy')
  await bench.effects.clock.sleep(3_600_000, new AbortController().signal)
  assert.equal((await bench.resume()).ending, 'succeeded')
  assert.equal(await another(bench), 'succeeded')
})

test('a run that waited is due again where somebody else holds what it needs', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  const waits = { id: 'wait', uses: 'shelf/wait', with: { ms: 3_600_000 } }
  assert.equal((await bench.run(boundPlan([commitStep('a'), waits, commitStep('b')]))).ending, 'waiting')
  const header = async (): Promise<unknown> => bench.store.list().then(([{ state, resumeAfter } = assert.fail()]) => [state, resumeAfter])
  const before = await header()
  await bench.effects.clock.sleep(3_600_000, new AbortController().signal)
  shelf.claimedBy = 'another'
  await assert.rejects(bench.resume(), { code: 'busy' })
  assert.deepEqual(await header(), before)
  shelf.claimedBy = undefined
  assert.equal((await bench.resume()).ending, 'succeeded')
})

for (const direction of ['apply', 'revert'] as const)
  test(`Law: a context refuses effects under a stale epoch: also one that was suspended while it was about to ${direction} a unit`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)])
    const putA = boundPlan([putStep('a')])
    if (direction === 'revert') await bench.run(putA)
    const before = [...shelf.log]
    const intended = direction === 'apply' ? 'unit-intended' : 'revert-intended'
    // The lease goes when another process takes the run over.
    const observe: Effects['observe'] = (notice) => {
      if (notice.kind === 'event' && notice.record.event.kind === intended) removeLeases(bench)
    }
    await assert.rejects(direction === 'apply' ? bench.run(putA, { observe }) : bench.rollback({ observe }), { code: 'stale' })
    assert.deepEqual(shelf.log, before)
  })

function removeLeases({ root }: Bench): void {
  const claims = join(root, 'runs', '.claims')
  for (const name of readdirSync(claims)) if (name.endsWith('.lease')) rmSync(join(claims, name))
}

test('Law: two runs never interleave: an open run lets no other in, also where its record came without its claim, until that is freed', async () => {
  const { bench } = await pausedRun()
  await using _ = bench
  const claims = join(bench.root, 'runs', '.claims')
  rmSync(claims, { recursive: true })
  const beside = { ...boundPlan([putStep('z')]), name: 'other' }
  await assert.rejects(bench.run(beside, {}, 'run-2'), {
    code: 'busy',
    message: 'Cannot run plan "other" in local: run "run-1" holds environment "local", and stands open',
    hint: /^Go on with it: plan resume run-1$/m,
  })
  await bench.note([{ kind: 'unlocked', reason: 'it does no harm', actor: 'tester' }])
  assert.deepEqual(await bench.store.list().then(([header]) => [header?.state, header?.freed]), ['paused', true])
  assert.equal(await another(bench), 'succeeded')
  await bench.note([{ kind: 'run-started', epoch: 9, host: 'here', pid: 1, actor: 'tester', direction: 'apply' }])
  assert.deepEqual(await bench.store.list().then(([header]) => [header?.state, header?.freed]), ['open', undefined])
  await assert.rejects(bench.run({ ...beside, name: 'third' }, {}, 'run-3'), { code: 'busy' })
})

test('a new run is executed under the claim that it was created with, and gives it up', async () => {
  await using bench = await engineBench([shelfPlugin(new Shelf())], { secrets })
  const claimed: string[] = []
  const claim: Effects['store']['claim'] = (request) => {
    claimed.push(request.run)
    return bench.store.claim(request)
  }
  assert.equal((await bench.run(plan, { store: { ...bench.store, claim } })).ending, 'succeeded')
  assert.deepEqual(claimed, ['run-1'])
  assert.equal(await another(bench), 'succeeded')
})

test('a new run that cannot be executed stands open, and its claim can be taken over at once', async () => {
  await using bench = await engineBench([shelfPlugin(new Shelf())], { secrets })
  const frozen = () => Promise.reject(new PlanError('failed', 'the disk is broken'))
  await assert.rejects(bench.run(plan, { store: { ...bench.store, frozen } }), { code: 'unknown' })
  assert.equal(await another(bench), 'busy')
  assert.equal((await bench.resume()).ending, 'succeeded')
})

const ways = {
  'go on with': execute,
  'roll back': (run: string, effects: Effects) => rollback(run, effects, { reason: 'a test wants it' }),
  finalize,
}

test('Law: a paused run holds no database: once it is unlocked, another run has it at once', async () => {
  const { shelf, bench } = await pausedRun()
  await using _ = bench
  assert.equal(shelf.claimedBy, undefined)
  shelf.trouble = (what) => {
    if (what.startsWith('revert a')) throw new PlanError('failed', 'the shelf broke')
  }
  assert.equal((await bench.rollback()).ending, 'paused')
  assert.equal(shelf.claimedBy, undefined)
  shelf.trouble = () => undefined
  assert.equal((await bench.rollback()).ending, 'rolled-back')
})

for (const [what, work] of Object.entries(ways)) {
  test(`who wants to ${what} a run is told so where a secret is not set`, async () => {
    await using bench = await engineBench([shelfPlugin(new Shelf())], { secrets })
    await bench.run(plan)
    const tried = work('run-1', { ...bench.effects, secrets: () => undefined })
    await assert.rejects(tried, { code: 'missing', message: `Cannot ${what} run "run-1": secret TOKEN not set` })
  })

  test(`who wants to ${what} a run is told so where another process holds it`, async () => {
    const { bench } = await pausedRun()
    await using own = bench
    if (what === 'finalize') await own.resume()
    await using _ = await bench.store.claim({ run: 'run-1', names: ['run:run-1'], holder: 'somebody', purpose: 'look at it' })
    const message = new RegExp(`^Cannot ${what} run "run-1": `)
    await assert.rejects(work('run-1', bench.effects), { code: 'busy', message })
  })
}

for (const { what, why } of [
  { what: 'go on with', why: 'it has ended (succeeded)' },
  { what: 'roll back', why: 'its rollback window has ended' },
  { what: 'finalize', why: 'it is paused, not succeeded' },
] as const)
  test(`who wants to ${what} a run, where that cannot be, is told so also while another run holds its environment`, async () => {
    const { bench } = await pausedRun()
    await using own = bench
    if (what !== 'finalize') await own.resume()
    await own.effects.clock.sleep(2 * plan.rollbackWindow, new AbortController().signal)
    await own.store.unlock('run-1')
    await using _ = await own.store.claim({ run: 'run-2', names: ['environment:local'], holder: 'somebody', purpose: 'run it' })
    await assert.rejects(ways[what]('run-1', own.effects), { code: 'refused', message: `Cannot ${what} run "run-1": ${why}` })
  })
