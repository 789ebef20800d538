import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { finalize } from '@backout/core/execute'
import type { BoundPlan } from '@backout/core/model'
import { builtins } from '@backout/plugins'
import { type Bench, engineBench } from '../../support/engine.ts'
import { boundPlan } from '../../support/shelf.ts'

/** A plan that inserts into one table of one of two databases. */
function plan(name: string, database: 'one' | 'two', table: 't' | 'u'): BoundPlan {
  const step = { id: 'insert', uses: 'sql/execute', with: { connection: 'app', sql: `insert into ${table} values (1)` } }
  return {
    ...boundPlan([step], {
      scope: { databases: { app: [table] } },
      connections: { 'databases.app': { driver: 'sqlite', config: { file: `${database}.db` }, target: `${database}.db` } },
    }),
    name,
  }
}

async function world(): Promise<Bench> {
  const bench = await engineBench(builtins)
  for (const name of ['one', 'two']) {
    using database = new DatabaseSync(join(bench.root, `${name}.db`))
    database.exec('create table t (x); create table u (x)')
  }
  return bench
}

function ledgers({ root }: Bench): readonly string[] {
  return ['one', 'two'].filter((name) => {
    using database = new DatabaseSync(join(root, `${name}.db`), { readOnly: true })
    return database.prepare(`select 1 from sqlite_schema where name like 'backout%'`).get() !== undefined
  })
}

test('Law: the ledger of a database goes with the last run that needs it, whatever happens to other databases', async () => {
  await using bench = await world()
  await bench.run(plan('a', 'one', 't'), {}, 'run-a')
  await bench.run(plan('b', 'two', 't'), {}, 'run-b')
  assert.deepEqual(ledgers(bench), ['one', 'two'])
  assert.equal((await bench.rollback({}, 'run-a')).ending, 'rolled-back')
  assert.deepEqual(ledgers(bench), ['two'])
  await finalize('run-b', bench.effects)
  assert.deepEqual(ledgers(bench), [])
})

test('Law: a run that was backed out leaves nothing in the ledger for which it would stay', async () => {
  await using bench = await world()
  await bench.run(plan('a', 'one', 't'), {}, 'run-a')
  await bench.run(plan('b', 'one', 'u'), {}, 'run-b')
  assert.equal((await bench.rollback({}, 'run-b')).ending, 'rolled-back')
  assert.deepEqual(ledgers(bench), ['one'])
  await finalize('run-a', bench.effects)
  assert.deepEqual(ledgers(bench), [])
})
