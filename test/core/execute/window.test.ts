import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { baseline, finalize } from '@backout/core/execute'
import { isInWindow } from '@backout/core/execute/standing'
import { type AnyStepType, type Plugin, PlanError } from '@backout/core/plugin'
import { auditRun } from '@backout/core/record'
import { type Bench, Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { shelfBench } from '../../support/shelf-bench.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

const plan = boundPlan([putStep('a'), commitStep('b'), putStep('c')])

/** Also has `shelf/bare`, which captures no undo. */
function plugins(shelf: Shelf): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const { capture: _, ...bare } = plugin.steps.find(({ uses }) => uses === 'shelf/commit')!
  return [{ ...plugin, steps: [...plugin.steps, { ...bare, uses: 'shelf/bare' }] }]
}

const large = 'x'.repeat(5000)
const partlyBare = boundPlan([
  putStep('a', { with: { connection: 'plain', slot: 'a', value: large } }),
  commitStep('b'),
  commitStep('c', { uses: 'shelf/bare', rollback: { none: 'nobody minds' } }),
])

const packsOf = ({ root }: Bench): readonly string[] => readdirSync(join(root, 'runs', 'run-1', 'undo'))

for (const when of ['before', 'after'] as const)
  test(`Law: a run whose undo is being dropped has no way back, wherever (${when} a record) that was cut short, and its end can be gone on with`, async () => {
    let points = 0
    for (let at = 0; ; at += 1) {
      const shelf = new Shelf()
      await using bench = await engineBench(plugins(shelf))
      await bench.run(partlyBare)
      assert.equal(packsOf(bench).length, 1)
      let seen = -1
      const nth = () => (seen += 1) === at
      const survived = await finalize('run-1', { ...bench.effects, store: crashingStore(bench.store, nth, when) }).then(
        () => true,
        (cause: unknown) => cause instanceof Crash && false,
      )
      if (survived) break
      points += 1
      const { finalizing, phase } = await bench.state()
      if (finalizing) {
        const hint = phase === 'finalized' ? /^Write a plan/ : /^Part of its undo is gone already; drop the rest: plan finalize run-1\n/
        await assert.rejects(bench.rollback(), { code: 'refused', message: /its rollback window has ended/, hint })
      }
      assert.deepEqual(Object.fromEntries(shelf.slots), { a: large, b: 'new', c: 'new' })
      assert.deepEqual((await auditRun(bench.store, 'run-1')).problems, [])
      if ((await bench.state()).phase !== 'finalized') await finalize('run-1', bench.effects)
      assert.deepEqual([(await bench.state()).phase, shelf.identity, packsOf(bench)], ['finalized', '', []])
    }
    assert.ok(points > 4, `${points} points`)
  })

for (const [what, meddle, code] of [
  ['another run holds its database', (shelf: Shelf) => void (shelf.claimedBy = 'run-2'), 'busy'],
  ['its database is another one', (shelf: Shelf) => void (shelf.identity = 'shelf-2'), 'restored'],
] as const)
  test(`finalize() begins nothing where ${what}: the run can still be rolled back`, async () => {
    const { shelf, bench } = await shelfBench()
    await using _ = bench
    await bench.run(plan)
    const { identity } = shelf
    meddle(shelf)
    await assert.rejects(finalize('run-1', bench.effects), { code })
    Object.assign(shelf, { identity, claimedBy: undefined })
    assert.deepEqual([(await bench.rollback()).ending, shelf.slots.size], ['rolled-back', 0])
  })

const dropping = (shelf: Shelf, discard: (undo: unknown) => Promise<void>): readonly Plugin[] => {
  const plugin = shelfPlugin(shelf)
  return [{ ...plugin, steps: plugin.steps.map((type) => ({ ...type, discard })) }]
}

for (const { what, discard, code, says } of [
  {
    what: 'throws',
    discard: () => Promise.reject(new Error('boom')),
    code: 'unknown',
    says: /what step "a" has set aside is not dropped yet: boom/,
  },
  { what: 'hangs', discard: () => new Promise<void>(() => undefined), code: 'unknown', says: /longer than its timeout of 0.5 s/ },
])
  test(`finalize() names the step whose discard ${what}, and can be gone on with`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)], { grace: 10 })
    await bench.run(boundPlan([putStep('a', { timeout: 500 })]))
    const plugins = dropping(shelf, discard)
    await assert.rejects(finalize('run-1', { ...bench.effects, plugins }), {
      code,
      message: says,
      hint: 'Then go on with it: plan finalize run-1',
    })
    assert.equal((await finalize('run-1', bench.effects)).ending, 'succeeded')
    assert.equal((await bench.state()).phase, 'finalized')
  })

test('Law: a first signal stops finalize() between two units, and it goes on behind what was dropped', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  await bench.run(plan)
  const stop = new AbortController()
  const dropped: unknown[] = []
  const plugins = dropping(shelf, async (undo) => {
    dropped.push(undo)
    stop.abort()
  })
  await assert.rejects(finalize('run-1', { ...bench.effects, plugins, stop: stop.signal }), {
    code: 'interrupted',
    message: /asked to stop/,
  })
  assert.equal(dropped.length, 1)
  await finalize('run-1', { ...bench.effects, plugins })
  assert.equal(dropped.length, 3)
})

test('Law: rollback is resumable: one that began in its window goes on after it', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf)])
  await bench.run(plan)
  const stop = new AbortController()
  shelf.trouble = (what) => void (what === 'revert b' && stop.abort())
  assert.equal((await bench.rollback({ stop: stop.signal })).ending, 'interrupted')
  await bench.effects.clock.sleep(2 * plan.rollbackWindow, stop.signal)
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.equal(shelf.slots.size, 0)
})

for (const { what, after, ended } of [
  { what: 'is refused from the end of the window on', after: 0, ended: true },
  { what: 'is let in until the end of the window', after: -1, ended: false },
])
  test(`rollback() of a run that stands ${what}`, async () => {
    const shelf = new Shelf()
    let time = Date.parse('2026-06-01T12:00:00Z')
    await using bench = await engineBench([shelfPlugin(shelf)], { clock: { now: () => new Date(time), sleep: () => Promise.resolve() } })
    await bench.run(plan)
    time += plan.rollbackWindow + after
    if (ended) await assert.rejects(bench.rollback(), { code: 'refused', message: /its rollback window has ended/ })
    else assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.equal(shelf.slots.size, ended ? 3 : 0)
  })

for (const { what, step } of [
  { what: 'outside of a transaction', step: putStep('b') },
  { what: 'in a transaction', step: commitStep('b') },
])
  test(`Law: rollback is resumable: a second signal while a unit ${what} is reverted is no conflict`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf)])
    await bench.run(boundPlan([putStep('a'), step, putStep('c')]))
    const abort = new AbortController()
    shelf.trouble = (happening) => {
      if (happening !== 'revert b') return
      abort.abort()
      throw new PlanError('interrupted', 'it was stopped')
    }
    assert.equal((await bench.rollback({ stop: abort.signal, abort: abort.signal })).ending, 'interrupted')
    shelf.trouble = () => undefined
    assert.equal((await bench.resume()).ending, 'rolled-back')
    assert.deepEqual(shelf.log.slice(3), ['revert c', 'revert b', 'revert a'])
  })

/** What a later run does to the same slot. */
const again = putStep('again', { with: { connection: 'plain', slot: 'a', value: 'newer' } })

test('Law: rollback windows that overlap stack: a run is backed out only after the later one', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')]))
  await bench.run({ ...boundPlan([again]), name: 'later' }, {}, 'run-2')
  await assert.rejects(bench.rollback(), {
    code: 'refused',
    message: /the later run "run-2" stands on it, as it touched "a" of databases.plain/,
  })
  assert.equal((await bench.rollback({}, 'run-2')).ending, 'rolled-back')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
})

test('Law: rollback windows that overlap stack, also where a later run of another environment touched the same', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')]))
  await bench.run({ ...boundPlan([again]), environment: 'staging' }, {}, 'run-2')
  const [plain, ledgered] = Object.entries(boundPlan([]).connections)
  const elsewhere = { [plain![0]]: { ...plain![1], target: 'another' }, [ledgered![0]]: ledgered![1] }
  await bench.run({ ...boundPlan([again]), environment: 'production', connections: elsewhere }, {}, 'run-3')
  await assert.rejects(bench.rollback(), { code: 'refused', message: /the later run "run-2" stands on it/ })
  assert.equal((await bench.rollback({}, 'run-3')).ending, 'rolled-back')
  assert.equal((await bench.rollback({}, 'run-2')).ending, 'rolled-back')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
})

/** `shelf/put` as a step whose text does not tell what it touches, but perhaps a part of it. */
function hidden(shelf: Shelf, known: readonly string[] = []): Plugin {
  const [type] = shelfPlugin(shelf).steps
  const touch = (part: string) => ({ resource: 'databases.plain', part, access: 'write' }) as const
  const describe: AnyStepType['describe'] = async (input) => ({
    ...(await type!.describe(input)),
    touches: 'unknown',
    known: known.map(touch),
  })
  return { name: 'hidden', version: '1.0.0', steps: [{ ...type!, uses: 'shelf/hidden', describe }], drivers: [] }
}

for (const [scope, when, refused] of [
  ['*', 'could have touched the same by its scope', true],
  ['b', 'could not, by its scope', false],
] as const) {
  test(`Law: rollback windows that overlap stack: a run is ${refused ? 'not backed out' : 'backed out'} before a later one that cannot tell what it touches, and ${when}`, async () => {
    const shelf = new Shelf()
    await using bench = await engineBench([shelfPlugin(shelf), hidden(shelf)])
    await bench.run(boundPlan([putStep('a')]))
    const later = boundPlan([putStep('b', { uses: 'shelf/hidden' })], { name: 'later', scope: { databases: { plain: [scope] } } })
    assert.equal((await bench.run(later, {}, 'run-2')).ending, 'succeeded')
    if (!refused) {
      assert.equal((await bench.rollback()).ending, 'rolled-back')
      return
    }
    const message = /the later run "run-2" stands on it, as it may have touched "a" of databases.plain too/
    await assert.rejects(bench.rollback(), { code: 'refused', message })
  })
}

test('Law: a context refuses effects outside scope: what a step names for certain is refused before its first unit', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench([shelfPlugin(shelf), hidden(shelf, ['z'])])
  const outcome = await bench.run(boundPlan([putStep('b', { uses: 'shelf/hidden' })], { scope: { databases: { plain: ['b'] } } }))
  assert.deepEqual([outcome.ending, outcome.failure?.code, shelf.log], ['failed', 'out-of-scope', []])
})

test('Law: rollback windows that overlap stack: what a finalized run stands on stays', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')]))
  await bench.run({ ...boundPlan([again]), name: 'later' }, {}, 'run-2')
  await finalize('run-2', bench.effects)
  await assert.rejects(bench.rollback(), { code: 'refused', message: /the later run "run-2" stands on it.*, and is finalized/ })
  assert.deepEqual(Object.fromEntries(shelf.slots), { a: 'newer' })
})

test('Law: rollback windows that overlap stack: the way back has ended with the window of the later run, and the refusal says so', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await bench.run({ ...boundPlan([putStep('a')]), rollbackWindow: 10 * 3_600_000 })
  await bench.run({ ...boundPlan([again]), name: 'later', rollbackWindow: 0 }, {}, 'run-2')
  await assert.rejects(bench.rollback(), {
    code: 'refused',
    message: /"run-2" stands on it, as it touched "a" of databases.plain too, and its rollback window has ended$/,
    hint: 'Write a plan that takes the change back, and have it reviewed',
  })
})

test('Law: rollback windows that overlap stack, also where a rollback that was cut short goes on after another run was let in', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan([putStep('a'), putStep('b')]))
  shelf.slots.set('b', 'by hand')
  assert.equal((await bench.rollback()).ending, 'paused')
  await bench.store.unlock('run-1')
  await bench.note([{ kind: 'unlocked', reason: 'it does no harm', actor: 'tester' }])
  assert.equal((await bench.run({ ...boundPlan([again]), name: 'later' }, {}, 'run-2')).ending, 'succeeded')
  await assert.rejects(bench.resume(), { code: 'refused', message: /the later run "run-2" stands on it/ })
  await bench.rollback({}, 'run-2')
  shelf.slots.set('b', 'new')
  assert.equal((await bench.resume()).ending, 'rolled-back')
})

test('rollback() waits for a later run whose plan comes after that of the run, whatever it touched, in the same environment', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  const first = boundPlan([putStep('a')])
  const later = { ...boundPlan([putStep('b')]), name: 'later', metadata: { name: 'later', after: [first.name] } }
  await bench.run(first)
  await bench.run(later, {}, 'run-2')
  await assert.rejects(bench.rollback(), { code: 'refused', message: /"run-2" stands on it, as its plan comes after "sketch"$/ })
  await bench.rollback({}, 'run-2')
  const staged = { run: 'run-3', bound: { ...first, environment: 'staging' }, files: new Map(), signOffs: [] }
  await baseline(staged, 'it was there', bench.effects)
  await bench.run({ ...later, environment: 'staging' }, {}, 'run-4')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
})

test('rollback() is refused where a later run has adopted a plan that comes after that of the run: it stays adopted', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  const first = boundPlan([putStep('a')])
  await bench.run(first)
  const later = { ...boundPlan([putStep('b')]), name: 'later', metadata: { name: 'later', after: [first.name] } }
  await baseline({ run: 'run-2', bound: later, files: new Map(), signOffs: [] }, 'it was there', bench.effects)
  const message = /"run-2" stands on it, as its plan comes after "sketch", and is baselined$/
  await assert.rejects(bench.rollback(), { code: 'refused', message })
})

test('rollback() does not wait for a later run that touched other things of the same resource', async () => {
  const { shelf, bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan([putStep('a')], { scope: { databases: { plain: ['a'] } } }))
  await bench.run({ ...boundPlan([putStep('b')]), name: 'later' }, {}, 'run-2')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual(Object.fromEntries(shelf.slots), { b: 'new' })
})

test('finalize() ends the rollback window: the undo is dropped and the run can no longer be backed out', async () => {
  const { bench } = await shelfBench()
  await using _ = bench
  await bench.run(boundPlan([putStep('a'), commitStep('b')]))
  await finalize('run-1', bench.effects)
  assert.equal((await bench.state()).phase, 'finalized')
  await assert.rejects(bench.rollback(), { code: 'refused' })
  await assert.rejects(finalize('run-1', bench.effects), { code: 'refused' })
})

const succeededAt = '2026-01-02T03:00:00.000Z'
const begun = { at: succeededAt, actor: 'tester' }

for (const [what, state, now, isIn] of [
  [
    'has not succeeded',
    { phase: 'interrupted', direction: 'apply', succeededAt: undefined, finalizing: undefined },
    '2030-01-01T00:00:00.000Z',
    true,
  ],
  ['has just succeeded', { phase: 'succeeded', direction: 'apply', succeededAt, finalizing: undefined }, '2026-01-02T03:00:00.999Z', true],
  [
    'succeeded as long ago as its window lasts',
    { phase: 'succeeded', direction: 'apply', succeededAt, finalizing: undefined },
    '2026-01-02T03:00:01.000Z',
    false,
  ],
  [
    'is being rolled back since',
    { phase: 'rolling-back', direction: 'revert', succeededAt, finalizing: undefined },
    '2030-01-01T00:00:00.000Z',
    true,
  ],
  ['is being finalized', { phase: 'succeeded', direction: 'apply', succeededAt, finalizing: begun }, succeededAt, false],
  ['was adopted', { phase: 'baselined', direction: 'apply', succeededAt: undefined, finalizing: undefined }, succeededAt, false],
] as const)
  test(`a run that ${what} is ${isIn ? 'in' : 'out of'} its rollback window`, () =>
    assert.equal(isInWindow({ rollbackWindow: 1000 }, state, new Date(now)), isIn))
