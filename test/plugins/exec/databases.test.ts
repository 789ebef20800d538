import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { builtins } from '@backout/plugins'
import { type Bench, crashingStore, engineBench } from '../../support/engine.ts'
import { commitAll } from '../../support/git-tree.ts'
import { boundPlan, type StepSketch } from '../../support/shelf.ts'

const insert: StepSketch = { id: 'insert', uses: 'sql/execute', with: { connection: 'crm', sql: 'insert into t values (1)' } }
const command = (script: string, writes: readonly string[]): StepSketch => ({
  id: 'command',
  uses: 'exec/run',
  with: { command: [process.execPath, '-e', script], writes: [...writes] },
})

async function world(): Promise<Bench> {
  const bench = await engineBench(builtins)
  using database = new DatabaseSync(join(bench.root, 'crm.db'))
  database.exec('create table t (x)')
  writeFileSync(join(bench.root, '.gitignore'), 'runs\n')
  writeFileSync(join(bench.root, 'a.txt'), 'before')
  await commitAll(bench.root)
  return bench
}

const planOf = (steps: readonly StepSketch[]) =>
  boundPlan(steps, {
    scope: { databases: { crm: ['*'] }, files: ['**'], commands: [process.execPath] },
    connections: { 'databases.crm': { driver: 'sqlite', config: { file: 'crm.db' }, target: 'crm.db' } },
  })

test('Law: after a crash in a command, what the run itself wrote into its database is not taken for the command’s work', async () => {
  await using bench = await world()
  const store = crashingStore(bench.store, (event) => event.kind === 'unit-applied' && event.step === 'command', 'before')
  const steps = [insert, command(`require('node:fs').writeFileSync('a.txt', 'after')`, ['a.txt'])]
  await assert.rejects(bench.run(planOf(steps), { store }))
  assert.equal((await bench.rollback()).ending, 'rolled-back')
  assert.equal(readFileSync(join(bench.root, 'a.txt'), 'utf8'), 'before')
  using database = new DatabaseSync(join(bench.root, 'crm.db'), { readOnly: true })
  assert.deepEqual(database.prepare('select * from t').all(), [])
})

test('exec/run saves a database that its writes name, and no other', async () => {
  for (const { writes, saved } of [
    { writes: ['a.txt'], saved: false },
    { writes: ['*.db'], saved: true },
  ]) {
    await using bench = await world()
    await bench.run(planOf([command('0', writes)]))
    const { records } = await bench.store.read('run-1')
    const undo = records.flatMap(({ event }) => (event.kind === 'undo-captured' ? event.chunks : []))
    const size = undo.reduce((sum, chunk) => sum + chunk.size, 0)
    assert.equal(size >= statSync(join(bench.root, 'crm.db')).size / 2, saved)
  }
})
