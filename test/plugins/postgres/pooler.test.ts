import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startPooler } from '../../support/pooler.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { openPostgres, statementOf } from '../../support/postgres-bench.ts'
import { rejection } from '../../support/rejection.ts'

let database: TestDatabase
before(async () => {
  database = await createDatabase()
})
after(() => database[Symbol.asyncDispose]())

const ask = 'select pg_backend_pid() as pid'

test('a pooler that gives each transaction another session is refused before anything is set', async () => {
  await using pooler = await startPooler(database.server, 'transaction')
  await using session = await openPostgres(`${database.urlAt({ port: pooler.port })}?sslmode=disable`, { access: 'read' })
  const error = await rejection(session.query(await statementOf(ask), []))
  assert.equal(error.code, 'failed')
  assert.match(error.message, /pooler that gives each transaction another session/)
  const sessions = await database.query(
    "select 1 from pg_stat_activity where datname = current_database() and application_name like 'backout %'",
  )
  assert.equal(sessions.length, 0)
})

test('an abort cancels the statement on the server also through a pooler that keeps sessions', async () => {
  await using pooler = await startPooler(database.server, 'session')
  await using session = await openPostgres(`${database.urlAt({ port: pooler.port })}?sslmode=disable`, { access: 'read' })
  const pid = (await session.query(await statementOf(ask), [])).rows[0]!['pid']
  const error = await rejection(session.query(await statementOf('select pg_sleep(60)'), [], AbortSignal.timeout(50)))
  assert.equal(error.code, 'interrupted')
  // Had the statement not been cancelled, its connection would have been cut, and this were another one.
  assert.equal((await session.query(await statementOf(ask), [])).rows[0]!['pid'], pid)
})
