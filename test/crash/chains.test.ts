import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { createRun, type Effects, execute, type Outcome, resolve, rollback } from '@backout/core/execute'
import { auditRun } from '@backout/core/record'
import { type Bench, engineBench } from '../support/engine.ts'
import { Shelf } from '../support/shelf.ts'
import { type ChainPlan, chainPlugins, randomFrom, randomPlan, token, tripping } from './chain-plans.ts'
import { Death, haunt, lifeOf, mortalStore } from './mortal.ts'

const run = 'run-1'
const hour = 3_600_000

/** Time passes where it is slept through; a sleeper lets all others have their turn. */
function clockFrom(start: number): Effects['clock'] & { pass(ms: number): void } {
  let now = start
  return {
    now: () => new Date((now += 1)),
    async sleep(ms) {
      await turn()
      now += ms
    },
    pass: (ms) => void (now += ms),
  }
}

/** Whoever waits at a gate has signed by the time somebody looks again. */
const gate: Effects['gate'] = async ({ heads }) =>
  heads.length === 0 ? { met: false, why: 'nobody was asked' } : { met: true, by: [{ principal: 'alice', file: 'a.json', digest: 'd' }] }

type Verb = 'run' | 'resume' | 'rollback'

interface World {
  readonly bench: Bench
  readonly shelf: Shelf
  readonly chain: ChainPlan
  readonly clock: ReturnType<typeof clockFrom>
}

/** When a process is told to stop, to stop at once, and when it dies, by its moments. */
interface Fate {
  readonly stop: number
  readonly abort: number
  readonly last: number
}

const never = Number.POSITIVE_INFINITY

function randomFate(random: () => number): Fate {
  const at = (chance: number): number => (random() < chance ? Math.floor(random() * 40) : never)
  return { stop: at(0.2), abort: at(0.2), last: Math.floor(random() ** 2 * 80) }
}

/** One process: does what it is told until its `last` moment. Undefined where it died. */
async function live({ bench, shelf, chain, clock }: World, verb: Verb, { stop, abort, last }: Fate): Promise<Outcome | undefined> {
  const signals = { stop: new AbortController(), abort: new AbortController() }
  const life = lifeOf(
    last,
    new Map([
      [stop, () => signals.stop.abort()],
      [abort, () => (signals.stop.abort(), signals.abort.abort())],
    ]),
  )
  haunt(shelf, life, tripping(chain.failures))
  const effects: Effects = {
    ...bench.effects,
    store: mortalStore(bench.store, life),
    clock,
    gate,
    stop: signals.stop.signal,
    abort: signals.abort.signal,
  }
  try {
    if (verb === 'rollback') return await rollback(run, effects, { reason: 'a test wants it' })
    const isNew = verb === 'run'
    const claim = isNew ? await createRun({ run, bound: chain.plan, files: new Map(), signOffs: [] }, effects) : undefined
    return await execute(run, effects, claim)
  } catch (cause) {
    if (life.dead || cause instanceof Death) return undefined
    throw cause
  } finally {
    haunt(shelf, lifeOf(never))
  }
}

/** Says of what nobody can tell how it is: a person has looked. False where there is nothing to decide. */
async function settle({ bench, shelf }: World): Promise<boolean> {
  const { steps } = await bench.state(run)
  const unknown = [...steps.values()].filter(({ units }) => [...units.values()].some(({ phase }) => phase === 'unknown'))
  for (const { id } of unknown) {
    const happened = shelf.slots.has(id) || shelf.log.includes(`send ${id}`)
    await resolve(run, { step: id, as: happened ? 'applied' : 'absent', reason: 'somebody looked' }, bench.effects)
  }
  return unknown.length > 0
}

/** Mends what a step trips over for ever. False where there is no such thing. */
function mend({ chain: { failures } }: World): boolean {
  const broken = [...failures].filter(([, times]) => times === never)
  for (const [what] of broken) failures.delete(what)
  return broken.length > 0
}

/** Runs, dies, goes on, dies, goes back, dies … and at last lives. Gives how many processes there were. */
async function chain(seed: number): Promise<number> {
  const random = randomFrom(seed)
  const shelf = new Shelf()
  const clock = clockFrom(Date.parse('2026-01-02T03:04:05.000Z'))
  await using bench = await engineBench(chainPlugins(shelf), { clock, secrets: () => token })
  const world: World = { bench, shelf, chain: randomPlan(random), clock }
  const told: string[] = []
  let verb: Verb = 'run'
  let back = false
  for (let lives = 1; ; lives += 1) {
    const fate = lives > 12 ? { stop: never, abort: never, last: never } : randomFate(random)
    const outcome = await live(world, verb, fate)
    const { phase, direction } = await bench.state(run)
    told.push(`${verb}, ${JSON.stringify(fate)}: ${outcome?.ending ?? 'died'}, ${phase}`)
    const context = `seed ${seed}\n${told.join('\n')}\n${shelf.log.join('\n')}\n${JSON.stringify(world.chain.plan.steps.map(({ id, uses, needs, retry, signOff }) => ({ id, uses, needs, retry, signOff })))}`
    if (outcome?.ending === 'paused') assert.ok((await settle(world)) || mend(world), `${JSON.stringify(outcome)} ${context}`)
    assert.ok(lives < 60, `it never ends: ${context}`)
    back ||= direction === 'revert'
    const slots = Object.fromEntries(shelf.slots)
    if (phase === 'rolled-back' || phase === 'failed') assert.deepEqual(slots, {}, context)
    if (phase === 'succeeded') assert.deepEqual(slots, world.chain.after, context)
    const sent = shelf.log.filter((line) => line.startsWith('send'))
    assert.equal(new Set(sent).size, sent.length, context)
    if (phase === 'failed' || phase === 'rolled-back') {
      assert.deepEqual((await auditRun(bench.store, run)).problems, [])
      assert.equal(JSON.stringify((await bench.store.read(run)).records).includes(token), false, context)
      return lives
    }
    clock.pass(outcome?.ending === 'waiting' ? hour : 0)
    const turnsBack = back ? random() < 0.5 : phase === 'succeeded' || random() < 0.15
    verb = turnsBack ? 'rollback' : 'resume'
  }
}

test('Law: whatever chain of runs, deaths, resumes and rollbacks there is, nothing happens twice, and all of it comes back', async () => {
  const first = Number(process.env['BACKOUT_TEST_SEED'] ?? Math.floor(Math.random() * 1_000_000))
  const count = process.env['BACKOUT_TEST_SEED'] === undefined ? Number(process.env['BACKOUT_TEST_CHAINS'] ?? 80) : 1
  console.log(`chains from seed ${first} (BACKOUT_TEST_SEED repeats one, BACKOUT_TEST_CHAINS says how many)`)
  let lives = 0
  for (let seed = first; seed < first + count; seed += 1) lives += await chain(seed)
  console.log(`${count} chains, ${lives} processes`)
})
