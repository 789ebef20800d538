import assert from 'node:assert/strict'
import { setTimeout as pass } from 'node:timers/promises'
import { test } from 'node:test'
import type { Effects } from '@backout/core/execute'
import type { BoundInvariant, RunEvent } from '@backout/core/model'
import { reportText, runReport } from '@backout/core/report'
import { type Bench, engineBench } from '../../support/engine.ts'
import { boundPlan, putStep, Shelf, shelfPlugin, type StepSketch } from '../../support/shelf.ts'

const clock: Effects['clock'] = {
  now: () => new Date(),
  sleep: (ms, signal) => pass(Math.min(ms, 2 ** 31 - 1), undefined, { signal }).catch(() => undefined),
}

const hour = 3_600_000

/** Holds while nothing is in slot `errors`. */
function healthy(more: Partial<BoundInvariant> = {}): BoundInvariant {
  const sketch: StepSketch = {
    id: 'healthy',
    uses: 'shelf/read',
    with: { connection: 'plain', slot: 'errors' },
    assert: 'outputs.value == null',
  }
  return { ...boundPlan([sketch]).steps[0]!, every: hour, failureLimit: 1, ...more }
}

async function fresh(): Promise<{ readonly shelf: Shelf; readonly bench: Bench }> {
  const shelf = new Shelf()
  return { shelf, bench: await engineBench([shelfPlugin(shelf)], { clock }) }
}

const steps = [putStep('a'), putStep('b')]
const breaks = (shelf: Shelf) => (what: string) => void (what === 'after put b' && shelf.slots.set('errors', 'many'))

async function samplesOf({ store }: Bench): Promise<readonly (readonly unknown[])[]> {
  const { records } = await store.read('run-1')
  const sampled = records
    .map(({ event }) => event)
    .filter((event): event is RunEvent & { kind: 'invariant-sampled' } => event.kind === 'invariant-sampled')
  return sampled.map(({ holds, samples, failures }) => [holds, samples, failures])
}

test('Law: a breach that the last step brings about rolls back, however seldom the invariant is sampled', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.trouble = breaks(shelf)
  const { ending, failure } = await bench.run(boundPlan(steps, { invariants: [healthy()] }))
  assert.match(`${failure?.message}`, /Invariant "healthy" was breached/)
  assert.deepEqual([ending, [...shelf.slots.keys()]], ['rolled-back', ['errors']])
  assert.deepEqual(await samplesOf(bench), [
    [true, 1, 0],
    [false, 1, 1],
  ])
})

for (const { what, recovers, ending, samples } of [
  {
    what: 'goes on to fail is breached',
    recovers: Number.POSITIVE_INFINITY,
    ending: 'rolled-back',
    samples: [
      [false, 1, 1],
      [false, 2, 2],
    ],
  },
  {
    what: 'recovers does no harm',
    recovers: 3,
    ending: 'succeeded',
    samples: [
      [false, 1, 1],
      [true, 2, 1],
    ],
  },
])
  test(`a run does not succeed beside an invariant that fails: one that ${what}`, async () => {
    const { shelf, bench } = await fresh()
    await using _ = bench
    shelf.trouble = breaks(shelf)
    let asked = 0
    const counting: typeof clock = {
      ...clock,
      async sleep(ms, signal) {
        if (ms === 7 && (asked += 1) === recovers) shelf.slots.delete('errors')
        await clock.sleep(ms === 7 && asked === 1 ? hour : ms, signal)
      },
    }
    const plan = boundPlan(steps, { invariants: [healthy({ every: 7, failureLimit: 3 })] })
    assert.equal((await bench.run(plan, { clock: counting })).ending, ending)
    assert.deepEqual((await samplesOf(bench)).slice(1), samples)
  })

test('what invariants gave is on record, and in the report', async () => {
  const { bench } = await fresh()
  await using _ = bench
  const plan = boundPlan(steps, { invariants: [healthy(), healthy({ id: 'elsewhere', if: "environment == 'production'" })] })
  assert.equal((await bench.run(plan)).ending, 'succeeded')
  const { records } = await bench.store.read('run-1')
  const report = runReport(plan, records)
  assert.match(reportText(report), /✔ holds {2}healthy {2}outputs\.value == null {2}\(2 samples\) {2}invariants/)
  assert.deepEqual(
    report.steps.filter(({ list }) => list === 'invariants').map(({ id, state, samples }) => [id, state, samples?.total]),
    [
      ['healthy', 'done', 2],
      ['elsewhere', 'skipped', undefined],
    ],
  )
})

test('Law: an invariant that cannot be evaluated does not hold, and nothing is touched', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const { ending, failure } = await bench.run(boundPlan(steps, { invariants: [healthy({ assert: 'int(outputs.value) > 1' })] }))
  assert.match(`${failure?.message}`, /Invariant "healthy" was breached: Cannot evaluate/)
  assert.deepEqual([ending, shelf.log], ['failed', []])
})

test('Law: a first signal ends the wait between two tries of an invariant; that is no breach', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  shelf.slots.set('errors', 'many')
  const stop = new AbortController()
  const stopping: typeof clock = {
    ...clock,
    async sleep(ms, signal) {
      stop.abort()
      await clock.sleep(ms, signal)
    },
  }
  const plan = boundPlan(steps, { invariants: [healthy({ retry: { every: hour, for: 3 * hour } })] })
  assert.equal((await bench.run(plan, { clock: stopping, stop: stop.signal })).ending, 'interrupted')
  shelf.slots.delete('errors')
  assert.equal((await bench.resume()).ending, 'succeeded')
})

for (const { what, when, more, ending } of [
  { what: 'a first signal', when: 'stop', more: {}, ending: 'interrupted' },
  { what: 'a first signal', when: 'stop', more: { retry: { every: hour, for: 3 * hour } }, ending: 'interrupted' },
  { what: 'a second signal', when: 'abort', more: {}, ending: 'interrupted' },
  { what: 'the deadline', when: 'deadline', more: {}, ending: 'waiting' },
] as const)
  test(`a run does not succeed beside an invariant that fails${'retry' in more ? ', and is asked again,' : ''} where ${what} ends the wait for it`, async () => {
    const { shelf, bench } = await fresh()
    await using _ = bench
    shelf.trouble = breaks(shelf)
    const [stop, abort] = [new AbortController(), new AbortController()]
    const stopping: typeof clock = {
      ...clock,
      async sleep(ms, signal) {
        if (when !== 'deadline' && shelf.slots.has('errors')) setTimeout(() => (when === 'stop' ? stop : abort).abort(), 10)
        await clock.sleep(ms, signal)
      },
    }
    const plan = boundPlan(steps, { invariants: [healthy({ failureLimit: 3, ...more })] })
    const deadline = when === 'deadline' ? { deadline: new Date(Date.now() + hour / 2) } : {}
    assert.equal((await bench.run(plan, { clock: stopping, stop: stop.signal, abort: abort.signal, ...deadline })).ending, ending)
    shelf.slots.delete('errors')
    assert.equal((await bench.resume()).ending, 'succeeded')
  })

test('an invariant that waits is refused before anything is touched', async () => {
  const { shelf, bench } = await fresh()
  await using _ = bench
  const waiting = healthy({ uses: 'shelf/wait', with: { ms: hour }, assert: 'true' })
  const { ending, failure } = await bench.run(boundPlan(steps, { invariants: [waiting] }))
  assert.match(`${failure?.message}`, /Cannot ask invariant "healthy": "shelf\/wait" waits, and an invariant is about what is so now$/)
  assert.deepEqual([ending, shelf.log], ['failed', []])
})
