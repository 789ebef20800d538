import assert from 'node:assert/strict'
import { copyFileSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { type Repository, repository } from '../repository.ts'

const plan = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
connections: { app: { driver: sqlite, file: app.db, busyTimeout: 100 } }
scope: { databases: { app: [t] }, files: ["out/**"] }
steps:
  - { id: one, uses: sql/execute, with: { connection: app, sql: "insert into t values (1)" } }
  - { id: waits, uses: core/wait, with: { for: 2h } }
  - { id: two, uses: file/write, with: { path: out/two.txt, content: two } }
`

interface Ended {
  readonly ending: string
  readonly failure?: { readonly code: string; readonly message: string }
}

function world(t: TestContext, text = plan): Repository {
  const repo = repository(t, { 'a.plan.yaml': text })
  using database = new DatabaseSync(join(repo.root, 'app.db'))
  database.exec('create table t (x)')
  return repo
}

function rows(repo: Repository): number {
  using database = new DatabaseSync(join(repo.root, 'app.db'), { readOnly: true })
  return database.prepare('select * from t').all().length
}

async function run(repo: Repository): Promise<{ readonly exitCode: number | undefined } & Ended> {
  const { exitCode, value } = await repo.json<{ readonly runs: readonly Ended[] }>(['run', 'a'])
  return { exitCode, ...value.runs[0]! }
}

function journalOf(repo: Repository): string {
  const runs = join(repo.root, '.backout/runs')
  return join(runs, readdirSync(runs).find((name) => !name.startsWith('.'))!, 'journal.jsonl')
}

describe('Bad conditions', { concurrency: 4 }, () => {
  test('a database that another process has locked: exit 5, and nothing is touched', async (t) => {
    const repo = world(t)
    using other = new DatabaseSync(join(repo.root, 'app.db'))
    other.exec('begin exclusive')
    const { exitCode, ending, failure } = await run(repo)
    other.exec('rollback')
    assert.deepEqual([exitCode, ending, failure?.code], [5, 'failed', 'busy'])
    assert.match(failure!.message, /Cannot open database "app.db": another process holds its lock/)
    assert.equal(rows(repo), 0)
    assert.match((await repo.plan(['status'])).stdout, /pending +a/)
  })

  test('a database that was locked: the plans of a folder can simply be run again, later', async (t) => {
    const repo = world(t)
    using other = new DatabaseSync(join(repo.root, 'app.db'))
    other.exec('begin exclusive')
    assert.equal((await repo.plan(['run', '.'])).exitCode, 5)
    other.exec('rollback')
    assert.equal((await repo.plan(['run', '.'])).exitCode, 3)
    assert.equal(rows(repo), 1)
  })

  test('a file that is no database: exit 1, and it is as it was', async (t) => {
    const repo = world(t)
    repo.write('app.db', 'this is a text, and no database')
    const { exitCode, failure } = await run(repo)
    assert.equal(exitCode, 1)
    assert.match(failure!.message, /the file is not an SQLite database/)
    assert.equal(repo.read('app.db'), 'this is a text, and no database')
  })

  test('two connections that lead to one database: a step that writes over the other one is refused, and nothing is touched', async (t) => {
    const two = plan
      .replace('connections: {', 'connections: { again: { driver: sqlite, file: link.db },')
      .replace('app: [t]', 'app: [t], again: [t]')
      .replace(
        / {2}- \{ id: waits[\s\S]*/,
        '  - { id: two, uses: sql/execute, with: { connection: again, sql: "insert into t values (2)" } }\n',
      )
    const repo = world(t, two)
    symlinkSync('app.db', join(repo.root, 'link.db'))
    const { exitCode, failure } = await run(repo)
    assert.deepEqual([exitCode, failure?.code, rows(repo)], [1, 'refused', 0])
    assert.match(failure!.message, /databases\.again: it leads to the same place as databases\.app/)
  })

  test('Law: a database that was restored from a backup in between is not written again until a person has decided', async (t) => {
    const repo = world(t, plan.replace('id: one,', 'id: one, forEach: [a b, c],'))
    const [database, backup] = [join(repo.root, 'app.db'), join(repo.root, 'backup.db')]
    copyFileSync(database, backup)
    assert.equal((await run(repo)).exitCode, 3)
    copyFileSync(backup, database)
    let settle: readonly string[] = []
    for (const command of ['resume', 'rollback']) {
      const { exitCode, error } = await repo.json([command])
      assert.deepEqual([exitCode, error.code], [4, 'restored'])
      settle = /restored from a backup[^]*?:\n([^]*)/.exec(error.hint!)?.[1]?.split('\n') ?? []
    }
    assert.equal(settle.length, 2)
    for (const command of settle) {
      const { exitCode, stderr } = await repo.typed(command)
      assert.equal(exitCode, 0, stderr)
    }
    assert.equal((await repo.json(['rollback'])).exitCode, 0)
    assert.equal(rows(repo), 0)
  })

  for (const { damage, spoil } of [
    { damage: 'the first record', spoil: (text: Buffer) => text.fill('x', 40, 41) },
    {
      damage: 'a record in the middle',
      spoil: (text: Buffer) => text.fill('x', text.indexOf('"event"', 1200) + 2, text.indexOf('"event"', 1200) + 3),
    },
  ])
    test(`a journal in which ${damage} is damaged: every command that reads it says so, exits with 4, and changes nothing`, async (t) => {
      const repo = world(t)
      await run(repo)
      const [journal, name] = [journalOf(repo), journalOf(repo).split('/').at(-2)!]
      const text = readFileSync(journal)
      spoil(text)
      writeFileSync(journal, text)
      for (const args of [
        ['resume', name],
        ['rollback', name],
        ['report', name],
        ['status', name],
      ]) {
        const { exitCode, error } = await repo.json(args)
        assert.deepEqual([args[0], exitCode, error.code], [args[0], 4, 'corrupt'])
        assert.match(error.message, /record \d+ does not hold/)
      }
      const audit = await repo.plan(['audit', name])
      assert.equal(audit.exitCode, 4)
      assert.match(audit.stdout, /does not hold[\s\S]*record \d+ does not hold/)
      assert.deepEqual([readFileSync(journal).equals(text), rows(repo)], [true, 1])
    })

  for (const [lost, lose] of [
    ['run.json', (journal: string) => rmSync(journal.replace('journal.jsonl', 'run.json'))],
    ['its journal', (journal: string) => rmSync(journal)],
    ['all records of its journal', (journal: string) => writeFileSync(journal, '')],
  ] as const)
    test(`a run that has lost ${lost}: its plan is not applied again, and every command says so and what to do, and exits with 4`, async (t) => {
      const repo = world(t)
      await run(repo)
      const name = journalOf(repo).split('/').at(-2)!
      lose(journalOf(repo))
      for (const args of [
        ['run', 'a'],
        ['resume', name],
        ['rollback', name],
        ['report', name],
        ['status', name],
      ]) {
        const { exitCode, error } = await repo.json(args)
        assert.deepEqual([args[0], exitCode, error?.code], [args[0], 4, 'corrupt'])
        assert.ok(error.hint?.startsWith(`See what of it is whole: plan audit ${name}`), error.hint)
        if (args[0] !== 'run')
          assert.match(`${error.hint}`, /\nPut the folder of the run back from a backup; where there is none, move it out/)
      }
      assert.equal((await repo.plan(['audit', name])).exitCode, 4)
      assert.equal(rows(repo), 1)
    })

  test('a step that hangs: it is ended at its timeout, and what came before is taken back', async (t) => {
    const hangs = plan
      .replace('files: ["out/**"]', 'commands: [sleep]')
      .replace(
        / {2}- \{ id: waits[\s\S]*/,
        '  - { id: hangs, uses: exec/run, timeout: 500ms, with: { command: [sleep, "600"], effect: none } }\n',
      )
    const repo = world(t, hangs)
    const { exitCode, ending, failure } = await run(repo)
    assert.deepEqual([exitCode, ending, failure?.code, rows(repo)], [1, 'rolled-back', 'timeout', 0])
  })

  test('a plugin that throws: the step fails with what it said, and what came before is taken back', async (t) => {
    const throws = plan.replace(/ {2}- \{ id: waits[\s\S]*/, '  - { id: throws, uses: bad/throws, with: {} }\n')
    const repo = world(t, throws)
    repo.write('backout.yaml', 'apiVersion: backout/v1\nkind: Project\nplugins: [./bad.mjs]\n')
    repo.write('bad.mjs', thrower)
    assert.equal((await repo.json(['plugins', '--write'])).exitCode, 0)
    const { exitCode, ending, failure } = await run(repo)
    assert.deepEqual([exitCode, ending, rows(repo)], [1, 'rolled-back', 0], failure?.message)
    assert.match(failure!.message, /the plugin fell over/)
  })
})

const thrower = `export default { name: 'bad', version: '1.0.0', drivers: [], steps: [{
  uses: 'bad/throws', summary: 'Throws', formats: [1], output: {}, input: { type: 'object', description: 'Nothing', examples: [{}] },
  describe: () => ({ effect: 'none', guarantee: 'idempotent', touches: [], undo: { kind: 'derived' } }),
  async *changes() { throw new Error('the plugin fell over') },
  apply: async () => ({ result: null }), finish: () => null,
}] }
`
