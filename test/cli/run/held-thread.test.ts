import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { execa } from 'execa'
import { repository } from '../repository.ts'

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

test('a preview of such a statement ends as well', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': text })
  const { exitCode, stderr } = await repo.plan(['preview', 'a'])
  assert.equal(exitCode ?? 137, 137)
  assert.match(stderr, /Cannot preview "endless": its time is over[^]*a preview changes nothing[^]*Next: plan show a$/)
})

const url = new URL('../../../packages/cli/src/system/held-thread.ts', import.meta.url).href

describe('watchThread()', { concurrency: true }, () => {
  for (const { what, steps, ended } of [
    { what: 'ends a process that is held when the time of its only step is over', steps: { a: 0 }, ended: 'SIGKILL' },
    { what: 'ends a process that is held when the time of all its steps is over', steps: { a: 0, b: 1000 }, ended: 'SIGKILL' },
    { what: 'lets a process be where another step still has time', steps: { a: 0, b: 60_000 }, ended: undefined },
    { what: 'lets a process be where another step has all time', steps: { a: 0, b: 'Infinity' }, ended: undefined },
    { what: 'lets a process be whose steps have ended', steps: {}, ended: undefined },
  ])
    test(what, async () => {
      const body = `const { watchThread } = await import(${JSON.stringify(url)})
        using thread = watchThread('held by {steps}')
        thread.limit('over', 0)[Symbol.dispose]()
        const limits = ${JSON.stringify(Object.entries(steps))}.map(([step, ms]) => thread.limit(step, Number(ms)))
        for (const until = Date.now() + ${ended ? 120_000 : 10_000}; Date.now() < until; );`
      const args = ['--conditions=backout-source', '--input-type=module', '-e', body]
      const { signal, stderr } = await execa(process.execPath, args, { reject: false })
      assert.equal(signal, ended, stderr)
      const names = Object.keys(steps).map((step) => `"${step}"`)
      assert.equal(stderr, ended ? `held by ${names.join(', ')}` : '')
    })
})

test('watchThread() lets a step be done where the system lets the user start no more threads', async () => {
  const body = `const threads = (await import('node:worker_threads')).default
    threads.Worker = class { constructor() { throw new Error('EAGAIN') } }
    ;(await import('node:module')).syncBuiltinESMExports()
    const { watchThread } = await import(${JSON.stringify(url)})
    using thread = watchThread('held by {steps}')
    thread.limit('done', 60_000)[Symbol.dispose]()`
  const args = ['--conditions=backout-source', '--input-type=module', '-e', body]
  const { exitCode, stderr } = await execa(process.execPath, args, { reject: false })
  assert.equal(exitCode, 0, stderr)
})
