import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { repository } from './repository.ts'

const text = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
connections: { app: { driver: sqlite, file: app.db, create: true } }
scope: { databases: { app: [t] } }
steps:
  - id: table
    uses: sql/execute
    with: { connection: app, sql: create table t (x) }
  - id: endless
    uses: sql/execute
    timeout: 1s
    with: { connection: app, sql: "insert into t with recursive c(x) as (select 1 union all select 1 from c) select count(*) from c" }
`

test('a statement of SQLite without end is ended with the process, ten seconds after its timeout, and the run is rolled back as after a crash', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': text })
  const { exitCode, stderr } = await repo.plan(['run', 'a', '--yes'])
  assert.equal(exitCode ?? 137, 137)
  assert.match(stderr, /Cannot stop "endless": its time is over[^]*Next: plan rollback$/)
  const { value } = await repo.json<{ readonly plans: readonly { readonly state: string }[] }>(['status'])
  assert.equal(value.plans[0]?.state, 'open')
  assert.equal((await repo.plan(['rollback', '--yes'])).exitCode, 0)
  using database = new DatabaseSync(join(repo.root, 'app.db'))
  assert.equal(database.prepare('select count(*) as objects from sqlite_schema').get()?.['objects'], 0)
})
