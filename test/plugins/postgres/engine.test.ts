import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { BoundPlan, BoundStep } from '@backout/core/model'
import type { Plugin, StepType, Value, WriteContext } from '@backout/core/plugin'
import { postgresDriver } from '../../../packages/plugins/src/sql/postgres/driver.ts'
import type { PostgresSession } from '../../../packages/plugins/src/sql/postgres/session.ts'
import { Crash, crashingStore, engineBench } from '../../support/engine.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { batchOf } from '../../support/postgres-bench.ts'
import { boundPlan } from '../../support/shelf.ts'
import { type Cut, startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

type Input = { readonly name: string; readonly sql: string; readonly back: string }

/** What goes wrong right before a COMMIT. */
let trouble: (direction: WriteContext['direction'], name: string, session: PostgresSession) => Promise<void> | void = () => undefined

/** One statement in one transaction, with a written way back. */
const step: StepType<Input, Value, Input, Input> = {
  uses: 'test/sql',
  summary: 'Runs SQL',
  input: { type: 'object' },
  output: {},
  formats: [1],
  describe: () => ({
    effect: 'write',
    guarantee: 'exactly-once',
    undo: { kind: 'derived' },
    touches: [{ resource: 'databases.crm', part: 'public.log', access: 'write' }],
  }),
  async *changes(input) {
    yield { unit: input, title: input.name, touches: [], transaction: 'databases.crm' }
  },
  async *capture(unit) {
    yield unit
  },
  async apply({ name, sql }, context) {
    await executeIn(context, name, sql)
    return { result: name }
  },
  async revert([unit], _after, context) {
    await executeIn(context, unit!.name, unit!.back)
    return 'reverted'
  },
  async finish() {
    return null
  },
}

async function executeIn(context: WriteContext, name: string, sql: string): Promise<void> {
  const session = await context.session<PostgresSession>('databases.crm')
  await session.execute(await batchOf(sql), [], context.signal)
  await trouble(context.direction, name, session)
}

/** What happens to the database between two steps. */
let between: () => Promise<unknown> = async () => undefined

const pause: StepType<object, Value> = {
  uses: 'test/pause',
  summary: 'Lets something happen',
  input: { type: 'object' },
  output: {},
  formats: [1],
  describe: () => ({ effect: 'none', guarantee: 'idempotent', undo: { kind: 'derived' }, touches: [] }),
  async *changes() {
    yield { unit: null, title: 'pause', touches: [] }
  },
  async apply() {
    await between()
    return { result: null }
  },
  async finish() {
    return null
  },
}

const plugin: Plugin = { name: 'test', version: '1.0.0', steps: [step, pause], drivers: [postgresDriver] }

let database: TestDatabase
let proxy: TcpProxy
before(async () => {
  database = await createDatabase()
  proxy = await startTcpProxy(database.server)
})
after(async () => {
  await proxy[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
beforeEach(() =>
  database.query(
    "drop schema if exists backout cascade; drop table if exists log; create table log (line text); insert into log values ('0')",
  ),
)
afterEach(() => {
  trouble = () => undefined
})

const insert = (name: string) => ({
  id: name,
  uses: 'test/sql',
  with: { name, sql: `insert into log values ('${name}')`, back: `delete from log where line = '${name}'` },
})

/** A step whose way back the plan writes. */
function insertWritten(name: string): BoundStep {
  const [back] = boundPlan([insert(`${name}~back`)]).steps
  const { sql, back: undone } = insert(name).with
  const rollback = { ...back!, id: `${name}~rollback[0]`, with: { name, sql: undone, back: sql } }
  return boundPlan([{ ...insert(name), rollback: [rollback] }]).steps[0]!
}

function plan(steps: readonly BoundStep[] = boundPlan([insert('a'), insert('b'), insert('c')]).steps): BoundPlan {
  return boundPlan(steps, {
    scope: { databases: { crm: ['public.log'] } },
    connections: {
      'databases.crm': { driver: 'postgres', config: { url: database.urlAt({ port: proxy.port }), lockTimeout: '2s' }, target: 'postgres' },
    },
  })
}

async function lines(): Promise<string> {
  return (await database.query('select line from log order by line')).map(({ line }) => String(line)).join(',')
}

async function ledgerIsGone(): Promise<boolean> {
  return (await database.query("select 1 from pg_namespace where nspname = 'backout'")).length === 0
}

test('a run on PostgreSQL is applied, and rolled back to what was before, without a trace', async () => {
  await using bench = await engineBench([plugin])
  assert.equal((await bench.run(plan())).ending, 'succeeded')
  assert.equal(await lines(), '0,a,b,c')
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.deepEqual([await lines(), await ledgerIsGone()], ['0', true])
})

const cuts: readonly [how: Cut, lines: string, kind: string][] = [
  ['after', '0,a,b,c', 'succeeded'],
  ['before', '0', 'rolled-back'],
  ['silent', '0', 'rolled-back'],
]
for (const [how, expected, kind] of cuts) {
  test(`Law: unknown is a state: a connection cut ${how} a COMMIT is settled, and the run is ${kind}`, async () => {
    await using bench = await engineBench([plugin], { grace: 20_000 })
    trouble = (_, name) => {
      if (name === 'b') proxy.cutNextCommit(how)
    }
    const outcome = await bench.run(plan())
    assert.equal(proxy.cuts > 0, true)
    assert.equal(outcome.ending, kind)
    assert.equal(await lines(), expected)
    trouble = () => undefined
    if (kind === 'succeeded') await bench.rollback()
    assert.deepEqual([await lines(), await ledgerIsGone()], ['0', true])
  })

  test(`Law: a connection cut ${how} the COMMIT of a revert is settled, and nothing is taken back twice`, async () => {
    await using bench = await engineBench([plugin], { grace: 20_000 })
    await bench.run(plan())
    let armed = true
    trouble = (direction, name) => {
      if (direction !== 'revert' || name !== 'b' || !armed) return
      armed = false
      proxy.cutNextCommit(how)
    }
    const outcome = await bench.rollback()
    assert.deepEqual([outcome.ending, await lines(), await ledgerIsGone()], ['rolled-back', '0', true])
  })
}

/** Cuts the connection of the next COMMIT of a unit; that of the claim is another. */
function cutCommitOfUnit(): void {
  trouble = () => {
    trouble = () => undefined
    proxy.cutNext(/^commit/)
  }
}

for (const [where, cut] of [
  ['in the middle of a unit', () => proxy.cutNext(/delete from log/)],
  ['before the COMMIT of a unit', cutCommitOfUnit],
] as const)
  test(`a connection that is lost ${where} of a rollback that the plan writes is made again, and the rollback ends`, async () => {
    await using bench = await engineBench([plugin], { grace: 20_000 })
    await bench.run(plan([insertWritten('a')]))
    const { cuts } = proxy
    cut()
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.deepEqual([proxy.cuts - cuts, await lines(), await ledgerIsGone()], [1, '0', true])
  })

for (const [by, steps] of [
  ['that is derived', () => boundPlan([insert('a')]).steps],
  ['that the plan writes', () => [insertWritten('a')]],
] as const)
  test(`a rollback ${by}, and that loses its connection again and again is left to a person, and goes on later`, async () => {
    await using bench = await engineBench([plugin], { grace: 20_000 })
    await bench.run(plan(steps()))
    const { cuts } = proxy
    trouble = () => proxy.cutNext(/^set constraints/)
    assert.equal((await bench.rollback()).ending, 'paused')
    assert.deepEqual([proxy.cuts - cuts, await lines()], [3, '0,a'])
    trouble = () => undefined
    assert.equal((await bench.rollback()).ending, 'rolled-back')
    assert.deepEqual([await lines(), await ledgerIsGone()], ['0', true])
  })

test('a backend that is terminated in a unit fails its step, and the run is backed out', async () => {
  await using bench = await engineBench([plugin])
  trouble = async (_, name, session) => {
    if (name !== 'c') return
    const [row] = (await session.query({ sql: 'select pg_backend_pid() as pid', line: 1, kind: 'select', parameters: [] }, [])).rows
    await database.query('select pg_terminate_backend($1)', [Number(row!['pid'])])
  }
  const outcome = await bench.run(plan())
  assert.deepEqual([outcome.ending, await lines(), await ledgerIsGone()], ['rolled-back', '0', true])
})

for (const kind of ['unit-intended', 'unit-applied', 'ledger-intended', 'resource-opened'] as const) {
  for (const when of ['before', 'after'] as const) {
    test(`Law: exactly once: a run that crashes ${when} "${kind}" is resumed, and ends as if it had not`, async () => {
      await using bench = await engineBench([plugin])
      const store = crashingStore(bench.store, (event) => event.kind === kind && (!('step' in event) || event.step === 'b'), when)
      await assert.rejects(bench.run(plan(), { store }), Crash)
      assert.equal((await bench.resume()).ending, 'succeeded')
      assert.equal(await lines(), '0,a,b,c')
      assert.equal((await bench.rollback()).ending, 'rolled-back')
      assert.deepEqual([await lines(), await ledgerIsGone()], ['0', true])
    })
  }
}

for (const kind of ['ledger-drop-intended', 'fingerprint-taken', 'run-finished'] as const) {
  for (const when of ['before', 'after'] as const) {
    test(`Law: a rollback that the plan writes, and that crashes ${when} "${kind}", is gone on with, though the ledger is gone already`, async () => {
      await using bench = await engineBench([plugin])
      await bench.run(plan([insertWritten('a')]))
      const store = crashingStore(bench.store, (event) => event.kind === kind, when)
      await assert.rejects(bench.rollback({ store }), Crash)
      const again = await bench.rollback().then(
        ({ ending }) => ending,
        ({ code }: { readonly code: string }) => code,
      )
      const isOver = kind === 'run-finished' && when === 'after'
      assert.deepEqual([again, await lines(), await ledgerIsGone()], [isOver ? 'refused' : 'rolled-back', '0', true])
    })
  }
}

test('Law: a database that was restored from a backup in between is never written again', async () => {
  await using bench = await engineBench([plugin])
  const store = crashingStore(bench.store, (event) => event.kind === 'unit-applied' && event.step === 'b', 'after')
  await assert.rejects(bench.run(plan(), { store }), Crash)
  await database.query("delete from backout.units; delete from log where line <> '0'")
  await assert.rejects(bench.resume(), { code: 'restored' })
  assert.equal(await lines(), '0')
})

const forgotten = "delete from backout.units; delete from log where line <> '0'"
for (const { what, then, does, ending } of [
  { what: 'lacks what was committed last', then: 'b', does: forgotten, ending: 'restored' },
  { what: 'lacks what was committed last', then: undefined, does: forgotten, ending: 'restored' },
  { what: 'has lost nothing', then: 'b', does: 'select 1', ending: 'succeeded' },
] as const)
  test(`Law: exactly once by ledger: a run whose connections lead to a server that took over and ${what} ${then ? 'before another step' : 'at its end'} is ${ending}`, async () => {
    await using bench = await engineBench([plugin])
    between = async () => {
      proxy.breakAll()
      await database.query(does)
      proxy.restore()
    }
    const steps = [insert('a'), { id: 'pause', uses: 'test/pause' }, ...(then ? [insert(then)] : [])]
    const ended = await bench.run(plan(boundPlan(steps).steps)).then(
      (outcome) => outcome.ending,
      ({ code }: { readonly code: string }) => code,
    )
    assert.deepEqual([ended, await lines()], [ending, ending === 'restored' ? '0' : '0,a,b'])
  })

test('a run tells at once of all that a block of code has touched out of scope', async () => {
  const made = "create table one (id int); create type mood as enum (); create function two() returns int language sql as 'select 2'"
  const a = { ...insert('a'), with: { ...insert('a').with, sql: `do $$ begin ${made}; delete from log; end $$` } }
  await using bench = await engineBench([plugin])
  const { ending, failure } = await bench.run(plan(boundPlan([a]).steps))
  assert.deepEqual([ending, failure?.code], ['failed', 'out-of-scope'])
  assert.equal(failure?.hint, 'Add "public.one", "public.mood", "public.two" to scope.databases.crm, and have the plan reviewed again')
})
