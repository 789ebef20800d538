import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { postgresDriver } from '../../../packages/plugins/src/sql/postgres/driver.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { batchOf, openPostgres, owner, statementOf, transactSql, unit } from '../../support/postgres-bench.ts'
import { rejection } from '../../support/rejection.ts'
import { type Cut, startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'
import { until } from '../../support/until.ts'

let database: TestDatabase
let proxy: TcpProxy
before(async () => {
  database = await createDatabase()
  proxy = await startTcpProxy(database.server)
  await database.query('create table counter (n int not null)')
})
after(async () => {
  await proxy[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})
beforeEach(async () => {
  await database.query('drop schema if exists backout cascade; delete from counter; insert into counter values (0)')
})

const increment = 'update counter set n = n + 1'

async function count(): Promise<unknown> {
  return (await database.query('select n from counter'))[0]!['n']
}

function throughProxy(): string {
  return database.urlAt({ port: proxy.port })
}

async function schemas(): Promise<unknown[]> {
  return (await database.query("select nspname from pg_namespace where nspname = 'backout'")).map((row) => row['nspname'])
}

test('Law: exactly once by ledger: a key that is there is refused, and what it would have done is not done', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  await transactSql(session, unit('r1', 'a'), epoch, increment)
  assert.equal((await rejection(transactSql(session, unit('r1', 'a'), epoch, increment))).code, 'conflict')
  assert.deepEqual(await postgresDriver.recorded(session, [unit('r1', 'a'), unit('r1', 'b'), unit('r1', 'a', 'staging')]), [
    true,
    false,
    false,
  ])
  assert.equal(await count(), 1)
})

test('a body that throws leaves neither its effect nor its key', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const batch = await batchOf(increment)
  const failing = postgresDriver.transact(session, unit('r1', 'a'), epoch, async (inner) => {
    await inner.execute(batch, [])
    throw new Error('the journal is full')
  })
  await assert.rejects(failing, /the journal is full/)
  assert.deepEqual([await count(), await postgresDriver.recorded(session, [unit('r1', 'a')])], [0, [false]])
})

test('a body that swallows the failure of a statement does not commit', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const batch = await batchOf('select 1 / 0')
  const swallowing = postgresDriver.transact(session, unit('r1', 'a'), epoch, (inner) => inner.execute(batch, []).catch(() => undefined))
  assert.equal((await rejection(swallowing)).code, 'failed')
  assert.deepEqual(await postgresDriver.recorded(session, [unit('r1', 'a')]), [false])
})

test('a constraint that is checked at COMMIT fails the unit, and nothing is unknown', async () => {
  await database.query('create table late (id int unique deferrable initially deferred)')
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const error = await rejection(transactSql(session, unit('r1', 'a'), epoch, 'insert into late values (1), (1)'))
  assert.deepEqual([error.code, /commit in databases\.crm: duplicate key/.test(error.message)], ['failed', true])
})

const cuts: readonly [how: Cut, outcome: 'applied' | 'absent'][] = [
  ['before', 'absent'],
  ['after', 'applied'],
]
for (const [how, outcome] of cuts) {
  test(`Law: a connection that is cut ${how} the COMMIT leaves the unit unknown, and settling it gives ${outcome}`, async () => {
    await using session = await openPostgres(throughProxy())
    const epoch = await postgresDriver.claim(session, owner('r1'))
    proxy.cutNextCommit(how)
    assert.equal((await rejection(transactSql(session, unit('r1', 'a'), epoch, increment))).code, 'unknown')
    assert.equal(await postgresDriver.settle(session, unit('r1', 'a'), epoch), outcome)
    assert.deepEqual(await postgresDriver.recorded(session, [unit('r1', 'a')]), [outcome === 'applied'])
    assert.equal(await count(), outcome === 'applied' ? 1 : 0)
    // Whatever it was, it stays so: the key is closed.
    assert.equal((await rejection(transactSql(session, unit('r1', 'a'), epoch, increment))).code, 'conflict')
    assert.equal(await postgresDriver.settle(session, unit('r1', 'a'), epoch), outcome)
  })

  test(`after a connection that was cut ${how} the COMMIT the same run claims again and settles the unit as ${outcome}`, async () => {
    const broken = await openPostgres(throughProxy())
    const epoch = await postgresDriver.claim(broken, owner('r1'))
    proxy.cutNextCommit(how)
    await rejection(transactSql(broken, unit('r1', 'a'), epoch, increment))
    await using again = await openPostgres(throughProxy())
    // As the engine does: the session is dropped, and a new one claims with the same owner.
    await broken[Symbol.asyncDispose]()
    const later = await postgresDriver.claim(again, owner('r1'))
    assert.ok(later > epoch)
    assert.equal(await postgresDriver.settle(again, unit('r1', 'a'), later), outcome)
  })
}

test('settle() waits for a transaction under the same key that is still open, and ends with its outcome', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const entered = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const batch = await batchOf(increment)
  const applying = postgresDriver.transact(session, unit('r1', 'a'), epoch, async (inner) => {
    await inner.execute(batch, [])
    entered.resolve()
    await finish.promise
  })
  await entered.promise
  let settled = false
  const settling = postgresDriver.settle(session, unit('r1', 'a'), epoch).finally(() => (settled = true))
  const waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
  await until(async () => (await database.query(waits)).length > 0)
  assert.equal(settled, false)
  finish.resolve()
  await applying
  assert.equal(await settling, 'applied')
})

test('a transaction whose machine vanished is ended when the same run claims again', async () => {
  const lost = await openPostgres({ url: throughProxy(), lockTimeout: '300ms' })
  const epoch = await postgresDriver.claim(lost, owner('r1'))
  proxy.cutNextCommit('silent')
  await rejection(transactSql(lost, unit('r1', 'a'), epoch, increment))
  await using again = await openPostgres({ url: throughProxy(), lockTimeout: '300ms' })
  const later = await postgresDriver.claim(again, owner('r1'))
  assert.equal(await postgresDriver.settle(again, unit('r1', 'a'), later), 'absent')
  assert.equal(await count(), 0)
  await lost[Symbol.asyncDispose]()
})

test('a backend that is terminated in the middle of a unit fails it, and nothing is unknown', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const batch = await batchOf(increment)
  const failing = postgresDriver.transact(session, unit('r1', 'a'), epoch, async (inner) => {
    await inner.execute(batch, [])
    const [row] = (await inner.query(await statementOf('select pg_backend_pid() as pid'), [])).rows
    await database.query('select pg_terminate_backend($1)', [Number(row!['pid'])])
    await inner.execute(batch, [])
  })
  assert.equal((await rejection(failing)).code, 'lost')
  assert.equal(await postgresDriver.settle(session, unit('r1', 'a'), epoch), 'absent')
  assert.equal(await count(), 0)
})

test('a backend that is terminated right before COMMIT leaves the unit unknown, and settling it gives absent', async () => {
  await using session = await openPostgres(throughProxy())
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const commit = proxy.holdNextCommit()
  const failing = rejection(transactSql(session, unit('r1', 'a'), epoch, increment))
  await commit.sent
  const ended = await database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
  )
  assert.equal(ended.length, 1)
  assert.equal((await failing).code, 'unknown')
  commit.letGo()
  assert.equal(await postgresDriver.settle(session, unit('r1', 'a'), epoch), 'absent')
  assert.equal(await count(), 0)
})

test('a second run is busy while the first lives, and is told who holds the database', async () => {
  await using first = await openPostgres(database.url)
  await using second = await openPostgres(database.url)
  await postgresDriver.claim(first, owner('r1'))
  const error = await rejection(postgresDriver.claim(second, owner('r2')))
  assert.equal(error.code, 'busy')
  assert.match(error.message, /run "r1" of plan "plan" holds it \(tester of r1, since 20\d\d-/)
  await postgresDriver.release(first, owner('r1'), { last: false })
  assert.equal(await postgresDriver.claim(second, owner('r2')), 2)
})

test('two runs that claim at the same moment never both get the database', async () => {
  const sessions = await Promise.all(Array.from({ length: 6 }, () => openPostgres(database.url)))
  const claims = await Promise.allSettled(sessions.map((session, index) => postgresDriver.claim(session, owner(`r${index}`))))
  assert.equal(claims.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const claim of claims) if (claim.status === 'rejected') assert.equal((claim.reason as { code: string }).code, 'busy')
  await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()))
})

test('a run that crashed is resumed at once, and another one waits for the end of its lease', async () => {
  const crashed = await openPostgres(database.url)
  await postgresDriver.claim(crashed, owner('r1'))
  await crashed[Symbol.asyncDispose]()
  await using other = await openPostgres(database.url)
  const { code, hint } = await rejection(postgresDriver.claim(other, owner('r2')))
  assert.equal(code, 'busy')
  assert.match(hint!, /go on with it \(plan resume r1\), or try again after \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/)
  await using resumed = await openPostgres(database.url)
  assert.equal(await postgresDriver.claim(resumed, owner('r1', { holder: 'another process' })), 2)
  await resumed[Symbol.asyncDispose]()
  await database.query("update backout.claims set heartbeat = now() - interval '1 minute'")
  assert.equal(await postgresDriver.claim(other, owner('r2')), 3)
})

test('a holder that gave no sign of life for its lease is ended, and what it still does is stale', async () => {
  await using silent = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(silent, owner('r1', { lease: 3_600_000 }))
  await database.query("update backout.claims set heartbeat = now() - interval '2 hours'")
  await using other = await openPostgres(database.url)
  assert.equal(await postgresDriver.claim(other, owner('r2')), epoch + 1)
  assert.equal((await rejection(transactSql(silent, unit('r1', 'a'), epoch, increment))).code, 'stale')
  assert.equal((await rejection(postgresDriver.settle(silent, unit('r1', 'a'), epoch))).code, 'stale')
  assert.equal(await count(), 0)
})

test('a holder gives signs of life while it works', async () => {
  await using session = await openPostgres(database.url)
  await postgresDriver.claim(session, owner('r1', { lease: 60 }))
  const beat = async (): Promise<string> => String((await database.query('select heartbeat::text as beat from backout.claims'))[0]!['beat'])
  const first = await beat()
  await until(async () => (await beat()) !== first)
})

test('a holder whose claim connection is terminated goes on, and takes its lock again', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1', { lease: 300 }))
  await database.query('select pg_terminate_backend(pid) from backout.claims')
  await transactSql(session, unit('r1', 'a'), epoch, increment)
  const held =
    "select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"
  await until(async () => (await database.query(held)).length > 0)
  await using other = await openPostgres(database.url)
  assert.equal((await rejection(postgresDriver.claim(other, owner('r2')))).code, 'busy')
})

test('Law: the ledger goes away with the last run that needs it, and the catalog is as it was before', async () => {
  const catalog = (): Promise<unknown> =>
    database.query(
      'select (select json_agg(nspname order by nspname) from pg_namespace) as schemas, (select json_agg(relname order by relname) from pg_class) as relations',
    )
  const original = await catalog()
  await using session = await openPostgres(database.url)
  const first = await postgresDriver.claim(session, owner('r1'))
  await transactSql(session, unit('r1', 'a'), first, increment)
  await postgresDriver.release(session, owner('r1'), { last: false })
  const second = await postgresDriver.claim(session, owner('r2'))
  await transactSql(session, unit('r2', 'a'), second, increment)
  await postgresDriver.release(session, owner('r2'), { last: true })
  assert.deepEqual(await schemas(), ['backout'])
  await postgresDriver.claim(session, owner('r1'))
  await postgresDriver.release(session, owner('r1'), { last: true })
  assert.deepEqual(await catalog(), original)
  assert.deepEqual(await postgresDriver.recorded(session, [unit('r1', 'a')]), [false])
})

for (const [what, hinder, free] of [
  ['somebody reads, as a dump does,', 'begin; select * from backout.units', 'commit'],
  ['somebody has built upon', 'create view seen as select * from backout.units', 'drop view seen'],
] as const) {
  test(`a ledger that ${what} is in no way of the end of a run, and goes away with the next`, async () => {
    await using session = await openPostgres({ url: database.url, lockTimeout: '100ms' })
    await postgresDriver.claim(session, owner('r1'))
    const other = await database.client()
    await other.query(hinder)
    await postgresDriver.release(session, owner('r1'), { last: true })
    assert.deepEqual([await schemas(), await database.query('select run from backout.claims')], [['backout'], [{ run: null }]])
    await other.query(free)
    await postgresDriver.claim(session, owner('r2'))
    await postgresDriver.release(session, owner('r2'), { last: true })
    assert.deepEqual(await schemas(), [])
  })
}

test('a schema that a person made for the ledger stays, and so does what others keep in it', async () => {
  await database.query('create schema backout; create table backout.notes (text text)')
  await using session = await openPostgres(database.url)
  await postgresDriver.claim(session, owner('r1'))
  await postgresDriver.release(session, owner('r1'), { last: true })
  assert.deepEqual(await database.query("select relname from pg_class where relnamespace = 'backout'::regnamespace and relkind = 'r'"), [
    { relname: 'notes' },
  ])
})

test('a user that may not make the ledger is told what to grant', async () => {
  await database.query(`create role "${database.name}" login password 'pw'`)
  try {
    await using session = await openPostgres(database.urlAt({ user: database.name, password: 'pw' }))
    const error = await rejection(postgresDriver.claim(session, owner('r1')))
    assert.deepEqual([error.code, error.hint?.includes('grant create on the database')], ['failed', true])
  } finally {
    await database.query(`drop role "${database.name}"`)
  }
})

test('a user meets the ledger of another: without rights it is told what to grant, with them its last run leaves the tables', async () => {
  const role = `${database.name}_2`
  await using first = await openPostgres(database.url)
  await postgresDriver.claim(first, owner('r1'))
  await postgresDriver.release(first, owner('r1'), { last: false })
  await database.query(`create role "${role}" login password 'pw'; grant select, update on counter to "${role}"`)
  try {
    await using session = await openPostgres(database.urlAt({ user: role, password: 'pw' }))
    const error = await rejection(postgresDriver.claim(session, owner('r2')))
    assert.deepEqual([error.code, error.hint?.includes('grant usage on schema "backout"')], ['failed', true])
    await database.query(`grant usage on schema backout to "${role}"; grant all on all tables in schema backout to "${role}"`)
    const epoch = await postgresDriver.claim(session, owner('r2'))
    await transactSql(session, unit('r2', 'a'), epoch, increment)
    await postgresDriver.release(session, owner('r2'), { last: true })
    assert.deepEqual([await count(), await schemas(), await database.query('select key from backout.units')], [1, ['backout'], []])
  } finally {
    await database.query(`drop owned by "${role}"; drop role "${role}"`)
  }
})

test('rows that a copy of another database brought along are history', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('r1'))
  await transactSql(session, unit('r1', 'a'), epoch, increment)
  await database.query("update backout.units set database = 'postgres:elsewhere/1'")
  assert.deepEqual(await postgresDriver.recorded(session, [unit('r1', 'a')]), [false])
  await transactSql(session, unit('r1', 'a'), epoch, increment)
  assert.equal(await count(), 2)
})

test('identity() tells a database from a copy of it, and knows it under another name', async () => {
  const identityOf = async (url: string): Promise<string> => {
    await using session = await openPostgres(url)
    return await postgresDriver.identity(session)
  }
  const own = await identityOf(database.url)
  await using copy = await createDatabase()
  assert.notEqual(await identityOf(copy.url), own)
  assert.equal(await identityOf(throughProxy()), own)
  assert.match(own, /^postgres:\d+\/\d+$/)
})

test('a stop while a COMMIT is under way does not cut it short', async () => {
  const stop = new AbortController()
  await using session = await openPostgres(throughProxy(), { signal: stop.signal })
  const epoch = await postgresDriver.claim(session, owner('r1'))
  const commit = proxy.holdNextCommit()
  const applying = transactSql(session, unit('r1', 'a'), epoch, increment)
  await commit.sent
  stop.abort()
  commit.letGo()
  await applying
  assert.deepEqual(await postgresDriver.recorded(session, [unit('r1', 'a')]), [true])
})

test('a stop ends what a unit has deferred to its end, and nothing of it is there', async () => {
  const stop = new AbortController()
  await using session = await openPostgres(database.url, { signal: stop.signal })
  const epoch = await postgresDriver.claim(session, owner('r1'))
  await database.query(`create table late_log (id int); create or replace function take_time() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return null; end $$;
    create constraint trigger take_time after insert on late_log deferrable initially deferred for each row execute function take_time()`)
  const failing = rejection(transactSql(session, unit('r1', 'a'), epoch, 'insert into late_log values (1)'))
  const lingering =
    "select 1 from pg_stat_activity where query like 'set constraints%' and state = 'active' and datname = current_database()"
  while ((await database.query(lingering)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  stop.abort()
  assert.equal((await failing).code, 'interrupted')
  assert.deepEqual(await postgresDriver.recorded(session, [unit('r1', 'a')]), [false])
  await database.query('drop table late_log')
})

test('a ledger that an event trigger forbids cannot be made, and the error says what was tried', async () => {
  await using guarded = await createDatabase()
  await guarded.query(`create function forbid() returns event_trigger language plpgsql as $$ begin raise exception 'ask the DBA'; end $$;
    create event trigger forbids on ddl_command_start execute function forbid()`)
  await using session = await openPostgres(guarded.url)
  const { message } = await rejection(postgresDriver.claim(session, owner('r1')))
  assert.match(message, /^Cannot make the ledger in databases\.crm: ask the DBA/)
})
