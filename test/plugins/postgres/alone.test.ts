import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { postgresDialect } from '../../../packages/plugins/src/sql/postgres/dialect.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { batchOf, openPostgres } from '../../support/postgres-bench.ts'
import { rejection } from '../../support/rejection.ts'
import { until } from '../../support/until.ts'

let database: TestDatabase
let canDetach: boolean
before(async () => {
  database = await createDatabase()
  canDetach = Number((await database.query('show server_version_num'))[0]!['server_version_num']) >= 140_000
})
after(() => database[Symbol.asyncDispose]())
beforeEach(async () => {
  await database.query('drop table if exists t, p cascade; create table t (id int, name text); insert into t values (1), (2), (2)')
})

const tooOld = 'PostgreSQL 13 detaches no partition concurrently'

const make = 'create index concurrently "T name" on t (name)'

async function indexes(): Promise<unknown[]> {
  return database.query("select indexrelid::regclass::text as name, indisvalid as valid from pg_index where indrelid = 't'::regclass")
}

test('a concurrent index is made outside of any transaction, and its probe finds it', async () => {
  await using session = await openPostgres(database.url, { scope: ['t'] })
  const batch = await batchOf(make)
  assert.equal(await session.probe!(batch), 'absent')
  await session.execute(batch, [])
  assert.equal(await session.probe!(batch), 'applied')
  assert.deepEqual(await indexes(), [{ name: '"T name"', valid: true }])
})

test('an index that is there already fails the second time, and stays', async () => {
  await using session = await openPostgres(database.url)
  await session.execute(await batchOf(make), [])
  assert.equal((await rejection(session.execute(await batchOf(make), []))).code, 'failed')
  assert.deepEqual(await indexes(), [{ name: '"T name"', valid: true }])
})

test('a concurrent index that fails leaves nothing behind', async () => {
  await using session = await openPostgres(database.url)
  const batch = await batchOf('create unique index concurrently once on t (id)')
  assert.equal((await rejection(session.execute(batch, []))).code, 'failed')
  assert.deepEqual([await indexes(), await session.probe!(batch)], [[], 'absent'])
})

test('an invalid index is partial, and is made anew', async () => {
  await database.query('create index concurrently once on t (id)')
  await database.query("update pg_index set indisvalid = false where indexrelid = 'once'::regclass")
  await using session = await openPostgres(database.url)
  const batch = await batchOf('create index concurrently once on t (id)')
  assert.equal(await session.probe!(batch), 'partial')
  await session.execute(batch, [])
  assert.deepEqual([await indexes(), await session.probe!(batch)], [[{ name: 'once', valid: true }], 'applied'])
})

test('an abort stops a concurrent index that waits for others, and leaves nothing behind', async () => {
  const stop = new AbortController()
  const other = await database.client()
  await other.query('begin; insert into t values (3)')
  await using session = await openPostgres({ url: database.url, lockTimeout: '1h' })
  const making = rejection(session.execute(await batchOf(make), [], stop.signal))
  const waits =
    "select 1 from pg_stat_activity where query like 'create index concurrently%' and wait_event_type = 'Lock' and datname = current_database()"
  await until(async () => (await database.query(waits)).length > 0)
  stop.abort()
  await until(async () => (await database.query(waits)).length === 0)
  // The leftover can only be dropped once nobody uses the table any more.
  await other.query('commit')
  assert.equal((await making).code, 'interrupted')
  assert.deepEqual(await indexes(), [])
})

test('what a script has set holds for a statement that commits by itself', async () => {
  const other = await database.client()
  await other.query('begin; lock table t')
  await using session = await openPostgres({ url: database.url, lockTimeout: '1h' })
  const [, vacuum] = (await postgresDialect.read("set lock_timeout = '10ms'; vacuum full t")).batches
  assert.equal((await rejection(session.execute(vacuum!, []))).code, 'busy')
  await other.query('rollback')
})

const halves: readonly [sql: string, using: string][] = [
  ['create index concurrently halfway on t (id)', 'insert into t values (3)'],
  ['drop index concurrently there', 'insert into t values (3)'],
  ['alter table w detach partition w1 concurrently', 'select from w'],
]
/** A statement that is half done when it has waited too long for what somebody else is at, until `letGo`. */
async function waitedTooLong(session: Awaited<ReturnType<typeof openPostgres>>, sql: string, inUse: string) {
  const other = await database.client()
  await other.query(`begin; ${inUse}`)
  const batch = await batchOf(sql)
  const error = await rejection(session.execute(batch, []))
  assert.deepEqual([error.code, /half done/.test(error.message)], ['failed', true])
  return { batch, letGo: () => other.query('commit') }
}

for (const [sql, inUse] of halves) {
  test(`"${sql}" that waits too long promises nothing, and is done once nobody is in its way`, async (t) => {
    if (/detach/.test(sql) && !canDetach) return t.skip(tooOld)
    await database.query(`drop table if exists w; create index there on t (id);
      create table w (id int) partition by list (id); create table w1 partition of w for values in (1)`)
    await using session = await openPostgres({ url: database.url, lockTimeout: '20ms' })
    const { batch, letGo } = await waitedTooLong(session, sql, inUse)
    assert.equal(await session.probe!(batch), 'partial')
    await letGo()
    await session.execute(batch, [])
    assert.equal(await session.probe!(batch), 'applied')
  })
}

for (const sql of ['reindex table concurrently t', 'reindex index concurrently t_id', 'reindex schema concurrently public']) {
  test(`"${sql}" that waits too long promises nothing, and the next one drops what it has left behind`, async () => {
    await database.query('create index t_id on t (id); drop table if exists w; create table w (id int); create index w_ccnew on w (id)')
    await using session = await openPostgres({ url: database.url, lockTimeout: '20ms' })
    const { batch, letGo } = await waitedTooLong(session, sql, 'insert into t values (3)')
    assert.equal(await session.probe!(batch), 'absent')
    await letGo()
    await session.execute(batch, [])
    assert.deepEqual(await indexes(), [{ name: 't_id', valid: true }])
    assert.deepEqual(await database.query("select to_regclass('w_ccnew') is not null as there"), [{ there: true }])
  })
}

test('a dropped index is applied, and an index that is there is not', async () => {
  await database.query('create index doomed on t (id)')
  await using session = await openPostgres(database.url)
  const batch = await batchOf('drop index concurrently public.doomed')
  assert.equal(await session.probe!(batch), 'absent')
  await session.execute(batch, [])
  assert.equal(await session.probe!(batch), 'applied')
})

test('a partition that is detached concurrently is probed in the catalog', async (t) => {
  if (!canDetach) return t.skip(tooOld)
  await database.query('create table p (id int) partition by list (id); create table p1 partition of p for values in (1)')
  await using session = await openPostgres(database.url)
  const batch = await batchOf('alter table p detach partition p1 concurrently')
  assert.equal(await session.probe!(batch), 'absent')
  await session.execute(batch, [])
  assert.equal(await session.probe!(batch), 'applied')
  await database.query('drop table p1')
})

test('upkeep runs alone, and may always be done again', async () => {
  await using session = await openPostgres(database.url, { scope: ['t', 'statement analyze'] })
  await database.query('create index t_upkeep on t (id)')
  for (const sql of [
    'analyze',
    'vacuum (analyze) t',
    'reindex table concurrently t',
    'reindex index t_upkeep',
    'reindex index concurrently t_upkeep',
  ]) {
    const batch = await batchOf(sql)
    await session.execute(batch, [])
    assert.equal(await session.probe!(batch), 'absent')
  }
  await database.query('drop index t_upkeep')
})

for (const [access, scope, code] of [
  ['read', ['t'], 'refused'],
  ['write', ['other'], 'out-of-scope'],
] as const) {
  test(`a concurrent index in a session for ${access} with ${scope.join()} in scope is ${code}`, async () => {
    await using session = await openPostgres(database.url, { access, scope })
    assert.equal((await rejection(session.execute(await batchOf(make), []))).code, code)
    assert.deepEqual(await indexes(), [])
  })
}

for (const sql of [
  'drop index concurrently theirs_id',
  'reindex index concurrently theirs_id',
  'reindex (concurrently) schema public',
  'vacuum',
  'vacuum theirs',
]) {
  test(`"${sql}" is out of scope where only another table is in it`, async () => {
    await database.query('create table if not exists theirs (id int); create index if not exists theirs_id on theirs (id)')
    await using session = await openPostgres(database.url, { scope: ['t'] })
    assert.equal((await rejection(session.execute(await batchOf(sql), []))).code, 'out-of-scope')
    assert.deepEqual(await database.query("select count(*)::int from pg_class where relname = 'theirs_id'"), [{ count: 1 }])
  })
}

test('an invalid index of the same name on another table stays', async () => {
  await database.query('create table if not exists theirs (id int); drop index if exists once; create index once on theirs (id)')
  await database.query("update pg_index set indisvalid = false where indexrelid = 'once'::regclass")
  await using session = await openPostgres(database.url, { scope: ['t'] })
  const batch = await batchOf('create index concurrently once on t (id)')
  assert.equal(await session.probe!(batch), 'absent')
  assert.equal((await rejection(session.execute(batch, []))).code, 'failed')
  assert.deepEqual(await database.query("select 1 as there from pg_index where indexrelid = 'once'::regclass"), [{ there: 1 }])
})

for (const [length, make] of [
  ['short', 'create index concurrently "T name" on t (name)'],
  ['longer than the server shows', `create index concurrently "T name" on t (name) where name not in ('${'x'.repeat(3000)}')`],
] as const)
  test(`probe() waits for a session that still works on the statement, which is ${length}`, async () => {
    const other = await database.client()
    await other.query('begin; insert into t values (3)')
    await using session = await openPostgres({ url: database.url, lockTimeout: '1h' })
    const batch = await batchOf(make)
    const making = session.execute(batch, [])
    const waits =
      "select 1 from pg_stat_activity where query like 'create index concurrently%' and wait_event_type = 'Lock' and datname = current_database()"
    await until(async () => (await database.query(waits)).length > 0)
    await using reader = await openPostgres(database.url, { access: 'read' })
    const probing = reader.probe!(batch)
    await other.query('commit')
    await making
    assert.equal(await probing, 'applied')
  })
