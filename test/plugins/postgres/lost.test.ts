import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresDriver } from '../../../packages/plugins/src/sql/postgres/driver.ts'
import type { PostgresSession } from '../../../packages/plugins/src/sql/postgres/session.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { batchOf, openPostgres, owner, statementOf, transactSql, unit } from '../../support/postgres-bench.ts'
import { rejection } from '../../support/rejection.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'
import { until } from '../../support/until.ts'

let database: TestDatabase
before(async () => {
  database = await createDatabase()
  await database.query('create table counter (n int not null); insert into counter values (0)')
})
after(() => database[Symbol.asyncDispose]())

test('a backend that is terminated fails the statement, and the next one has a new connection', async () => {
  await using session = await openPostgres(database.url)
  const sleeping = rejection(session.execute(await batchOf("select pg_sleep(60), 'doomed'"), []))
  const doomed =
    "select pg_terminate_backend(pid) as done from pg_stat_activity where query like '%doomed%' and state = 'active' and pid <> pg_backend_pid()"
  await until(async () => (await database.query(doomed)).length > 0)
  const error = await sleeping
  assert.equal(error.code, 'lost')
  assert.match(error.message, /the connection was lost \(57P01\)/)
  assert.deepEqual((await session.query(await statementOf('select 1 as one'), [])).rows, [{ one: 1n }])
})

test('a foreign server that is away fails the statement, and is not taken for the connection itself', async () => {
  await using session = await openPostgres(database.url)
  await session.execute(await batchOf('create extension postgres_fdw'), [])
  const server = "server away foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1')"
  const remote = `create ${server}; create user mapping for current_user server away; create foreign table far (id int) server away`
  const error = await rejection(session.execute(await batchOf(`${remote}; select * from far`), []))
  assert.match(error.message, /could not connect to server "away"/)
})

test('a server that answered before and is restarted is waited for', async () => {
  const first = await startTcpProxy(database.server)
  await using session = await openPostgres(database.urlAt({ port: first.port }), { access: 'read' })
  const one = await statementOf('select 1 as one')
  await session.query(one, [])
  await first[Symbol.asyncDispose]()
  const answer = session.query(one, [])
  await using second = await startTcpProxy(database.server, first.port)
  assert.deepEqual([(await answer).rows, second.port], [[{ one: 1n }], first.port])
})

test('a server whose connections end as soon as they are taken is waited for, as one that is restarted behind a proxy', async () => {
  await using proxy = await startTcpProxy(database.server)
  await using session = await openPostgres(database.urlAt({ port: proxy.port }), { access: 'read' })
  const one = await statementOf('select 1 as one')
  await session.query(one, [])
  proxy.breakAll()
  const answer = session.query(one, [])
  await until(() => proxy.refused > 0)
  proxy.restore()
  assert.deepEqual((await answer).rows, [{ one: 1n }])
})

test('a session ends within seconds also where the line is dead, in the middle of a sign of life', async () => {
  await using proxy = await startTcpProxy(database.server)
  const session = await openPostgres(database.urlAt({ port: proxy.port }))
  await postgresDriver.claim(session, owner('r1', { lease: 1500 }))
  await session.query(await statementOf('select 1 as one'), [])
  proxy.stall()
  await sleep(800)
  const begun = performance.now()
  await session[Symbol.asyncDispose]()
  assert.ok(performance.now() - begun < 20_000)
})

test('a claim is given up over a new connection where the line is dead', async () => {
  await using proxy = await startTcpProxy(database.server)
  await using session = await openPostgres(database.urlAt({ port: proxy.port }))
  await postgresDriver.claim(session, owner('r1', { lease: 1500 }))
  proxy.stall()
  await postgresDriver.release(session, owner('r1'), { last: true })
  assert.deepEqual(await database.query("select to_regclass('backout.claims') as ledger"), [{ ledger: null }])
})

test('a claim whose COMMIT is not answered, as by a primary that waits for its synchronous standby, fails in time and says what to look at', async () => {
  await using proxy = await startTcpProxy(database.server)
  await using session = await openPostgres({ url: database.urlAt({ port: proxy.port }), lockTimeout: '300ms' })
  await database.query('drop schema if exists backout cascade')
  const held = proxy.holdNextCommit()
  const error = await rejection(postgresDriver.claim(session, owner('r1', { lease: 1500 })))
  held.letGo()
  assert.deepEqual([error.code, error.message], ['timeout', 'Cannot claim databases.crm: its server did not commit that within 2 s'])
  assert.match(error.hint!, /pg_stat_activity/)
})

test('Law: a second signal stops now: also a claim whose COMMIT is not answered', async () => {
  await using proxy = await startTcpProxy(database.server)
  const stop = new AbortController()
  await using session = await openPostgres(database.urlAt({ port: proxy.port }), { signal: stop.signal })
  await database.query('drop schema if exists backout cascade')
  const held = proxy.holdNextCommit()
  const claimed = rejection(postgresDriver.claim(session, owner('r1')))
  await held.sent
  stop.abort()
  assert.equal((await claimed).code, 'interrupted')
  held.letGo()
})

const asked: readonly [when: string, statement: RegExp, ask: (session: PostgresSession, epoch: number) => Promise<unknown>][] = [
  ['which database it is', /pg_control_system/, (session) => postgresDriver.identity(session)],
  ['which units were applied', /json_to_recordset/, (session) => postgresDriver.recorded(session, [unit('r1', 'a')])],
  ['for a fingerprint', /^begin .* read only/, (session) => postgresDriver.fingerprint(session, ['*'])],
  ['for a fingerprint, in the midst of it', /relkind in/, (session) => postgresDriver.fingerprint(session, ['*'])],
  ['what became of a unit', /'absent'/, (session, epoch) => postgresDriver.settle(session, unit('r1', 'b'), epoch)],
  ['what became of a unit, before COMMIT', /^commit/, (session, epoch) => postgresDriver.settle(session, unit('r1', 'c'), epoch)],
]
for (const [what, statement, ask] of asked) {
  test(`a connection that is lost while the database is asked ${what} is made again`, async () => {
    await using proxy = await startTcpProxy(database.server)
    await using session = await openPostgres(database.urlAt({ port: proxy.port }))
    const epoch = await postgresDriver.claim(session, owner('r1'))
    proxy.cutNext(statement)
    await ask(session, epoch)
    assert.equal(proxy.cuts, 1)
    await postgresDriver.release(session, owner('r1'), { last: true })
  })
}

for (const [what, statement, outcome] of [
  ['before a unit begins', /^begin .* read write/, 'applied'],
  ['while it is entered in the ledger', /insert into backout\.units/, 'applied'],
  ['in the midst of it', /update counter/, 'lost'],
] as const) {
  test(`a unit whose connection is lost ${what} is ${outcome}, once`, async () => {
    await database.query('update counter set n = 0')
    await using proxy = await startTcpProxy(database.server)
    await using session = await openPostgres(database.urlAt({ port: proxy.port }))
    const epoch = await postgresDriver.claim(session, owner('r1'))
    await postgresDriver.identity(session)
    proxy.cutNext(statement)
    const apply = transactSql(session, unit('r1', 'a'), epoch, 'update counter set n = n + 1')
    if (outcome === 'applied') await apply
    else assert.equal((await rejection(apply)).code, 'lost')
    assert.deepEqual(
      [proxy.cuts, (await database.query('select n from counter'))[0]!['n'], await postgresDriver.recorded(session, [unit('r1', 'a')])],
      [1, outcome === 'applied' ? 1 : 0, [outcome === 'applied']],
    )
    await postgresDriver.release(session, owner('r1'), { last: true })
  })
}

test('a unit goes on where the connection that looks beside its transaction, and was kept since the unit before, is lost', async () => {
  await using proxy = await startTcpProxy(database.server)
  await using session = await openPostgres(database.urlAt({ port: proxy.port }))
  const epoch = await postgresDriver.claim(session, owner('r1'))
  await transactSql(session, unit('r1', 'a'), epoch, 'alter table counter add column a int')
  proxy.cutNext(/relkind = 'S'.*any\(\$1/s)
  await transactSql(session, unit('r1', 'b'), epoch, 'alter table counter drop column a')
  assert.deepEqual([proxy.cuts, await postgresDriver.recorded(session, [unit('r1', 'b')])], [1, [true]])
  await postgresDriver.release(session, owner('r1'), { last: true })
})

test('the connection that looks beside a transaction is kept for the next unit', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const pids = "select pid from pg_stat_activity where datname = current_database() and application_name like 'backout %' order by pid"
  await transactSql(session, unit('r1', 'a'), epoch, 'alter table counter add column a int')
  const first = await database.query(pids)
  await transactSql(session, unit('r1', 'b'), epoch, 'alter table counter drop column a')
  // Of the claim, of the units, and this one.
  assert.deepEqual([first.length, await database.query(pids)], [3, first])
  await postgresDriver.release(session, owner('r1'), { last: true })
})

for (const [sql, statement, how, outcome] of [
  ['create index concurrently found on counter (n)', /create index/, 'after', 'applied'],
  ['drop index concurrently there', /drop index/, 'after', 'applied'],
  ['drop index concurrently there', /drop index/, 'before', 'failed'],
  ['drop index concurrently there', /to_regclass/, 'before', 'failed'],
] as const) {
  test(`"${sql}" whose connection is lost ${how} ${String(statement)} is ${outcome}, and says so`, async () => {
    await database.query('drop index if exists found; create index if not exists there on counter (n)')
    await using proxy = await startTcpProxy(database.server)
    await using session = await openPostgres(database.urlAt({ port: proxy.port }))
    const batch = await batchOf(sql)
    proxy.cutNext(statement, how)
    if (outcome === 'applied') await session.execute(batch, [])
    else assert.match((await rejection(session.execute(batch, []))).message, /"drop index" at line 1 .*the connection was lost/)
    assert.deepEqual([proxy.cuts, await session.probe!(batch)], [1, outcome === 'applied' ? 'applied' : 'absent'])
  })
}

test('a statement whose client is gone is ended by a server that can look', async (t) => {
  const version = Number((await database.query('show server_version_num'))[0]!['server_version_num'])
  if (version < 140_000) return t.skip('PostgreSQL 13 cannot look')
  await using proxy = await startTcpProxy(database.server)
  await using session = await openPostgres(database.urlAt({ port: proxy.port }))
  const sleeping = rejection(session.execute(await batchOf("select pg_sleep(600), 'orphan'"), []))
  const running = "select 1 from pg_stat_activity where query like '%orphan%' and state = 'active' and pid <> pg_backend_pid()"
  await until(async () => (await database.query(running)).length > 0)
  proxy.breakAll()
  assert.equal((await sleeping).code, 'lost')
  const end = performance.now() + 20_000
  while ((await database.query(running)).length > 0 && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 100))
  assert.deepEqual(await database.query(running), [])
})
