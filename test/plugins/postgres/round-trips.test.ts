import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { postgresDriver } from '../../../packages/plugins/src/sql/postgres/driver.ts'
import type { PostgresSession } from '../../../packages/plugins/src/sql/postgres/session.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { openPostgres, owner, statementOf, transactSql, unit } from '../../support/postgres-bench.ts'
import { startTcpProxy } from '../../support/tcp-proxy.ts'

let database: TestDatabase
before(async () => {
  database = await createDatabase()
  await database.query(
    'create table counter (n int not null); insert into counter values (0); create view counted as select n from counter; create sequence numbers; create materialized view later as select 1 with no data',
  )
})
after(() => database[Symbol.asyncDispose]())

type Work = (session: PostgresSession, epoch: number, name: string) => Promise<unknown>

const unitOf =
  (sql: string): Work =>
  (session, epoch, name) =>
    transactSql(session, unit('r1', name), epoch, sql)

/** Between two machines each round trip takes its time, whatever it asks: these are few, and do not grow unnoticed. */
const counts: readonly [what: string, work: Work, roundTrips: number][] = [
  ['a unit of one statement', unitOf('update counter set n = n + 1'), 9],
  ['a unit of three statements', unitOf('update counter set n = n + 1; update counter set n = n + 1; update counter set n = n + 1'), 11],
  ['a unit that defines something', unitOf('alter table counter add x int; alter table counter drop x'), 14],
  ['a query', async (session) => session.query(await statementOf('select n from counter'), []), 5],
  ['a fingerprint of a few tables', (session) => postgresDriver.digests(session, ['*']), 10],
  ['settling a unit', (session, epoch) => postgresDriver.settle(session, unit('r1', 'settled'), epoch), 6],
]
for (const [what, work, roundTrips] of counts) {
  test(`${what} takes ${roundTrips} round trips to a server, once connections are open`, async () => {
    await using proxy = await startTcpProxy(database.server)
    await using session = await openPostgres(database.urlAt({ port: proxy.port }))
    const epoch = await postgresDriver.claim(session, owner('r1'))
    await work(session, epoch, `${what}, first`)
    const before = proxy.roundTrips
    await work(session, epoch, `${what}, again`)
    assert.equal(proxy.roundTrips - before, roundTrips)
    await postgresDriver.release(session, owner('r1'), { last: true })
  })
}
