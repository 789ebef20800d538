import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { preview } from '@backout/core/execute'
import { type BoundPlan, encodeValue } from '@backout/core/model'
import { builtins } from '@backout/plugins'
import fc from 'fast-check'
import { type Bench, engineBench } from '../support/engine.ts'
import { fileTree } from '../support/file-tree.ts'
import { boundPlan, type StepSketch } from '../support/shelf.ts'
import { dumpSqlite } from '../support/sqlite-dump.ts'
import { writeFiles } from '../support/write-files.ts'

const path = fc.constantFrom('src/a.txt', 'src/b.txt', 'src/deep/c.txt', 'd.txt')
const text = fc.stringMatching(/^[ab\n]{0,8}$/)
const table = fc.constantFrom('t0', 't1', 't2')
const column = fc.constantFrom('x', 'y', 'z')
const value = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map(String),
  fc.constantFrom("'one'", 'null', "x'00ff'", '1.5', '9223372036854775807'),
)

const sql = (statement: string): Omit<StepSketch, 'id'> => ({ uses: 'sql/execute', with: { connection: 'db', sql: statement } })
const kept = (statement: string): Omit<StepSketch, 'id'> => ({ ...sql(statement), undo: 'snapshot' })
const file = (uses: string, input: StepSketch['with']): Omit<StepSketch, 'id'> => ({ uses, with: input ?? {} })

const fileStep = fc.oneof(
  fc.tuple(path, text).map(([to, content]) => file('file/write', { path: to, content })),
  fc.tuple(path, path).map(([from, to]) => file('file/copy', { from, to })),
  fc.tuple(path, path).map(([from, to]) => file('file/move', { from, to })),
  path.map((gone) => file('file/delete', { paths: [gone] })),
  fc.tuple(fc.constantFrom('a', 'b', 'ab'), text).map(([find, replace]) => file('file/replace', { paths: ['src/**'], find, replace })),
)
const sqlStep = fc.oneof(
  fc.tuple(table, value, value).map(([name, x, y]) => sql(`insert into ${name} (x, y) values (${x}, ${y})`)),
  fc.tuple(table, column, value, value).map(([name, set, to, where]) => sql(`update ${name} set ${set} = ${to} where x is ${where}`)),
  fc.tuple(table, value).map(([name, where]) => sql(`delete from ${name} where y is not ${where}`)),
  table.map((name) => sql(`drop table ${name}`)),
  table.map((name) => sql(`create table ${name} (x integer primary key, y text, z)`)),
  fc.tuple(table, column).map(([name, added]) => sql(`alter table ${name} add column ${added}`)),
  fc.tuple(table, column).map(([name, dropped]) => sql(`alter table ${name} drop column ${dropped}`)),
  fc.tuple(table, table).map(([from, to]) => sql(`alter table ${from} rename to ${to}`)),
  fc.tuple(table, column).map(([name, on]) => sql(`create index if not exists i_${name} on ${name} (${on})`)),
)
/** Of a full-text index, a row of which a trigger of t2 writes; without a snapshot, a step that writes to it is refused. */
const indexStep = fc.oneof(
  value.map((body) => kept(`insert into words values (${body}), ('one more')`)),
  value.map((body) => kept(`insert into t2 values (null, ${body})`)),
  value.map((body) => sql(`insert into t2 values (null, ${body})`)),
  value.map((body) => kept(`update words set body = body || ' new' where body is not ${body}`)),
  fc.constantFrom(
    kept(`insert into words (words) values ('optimize')`),
    kept('delete from words'),
    sql('drop table words'),
    sql('alter table words rename to terms'),
    sql(`create virtual table words using fts5 (body); insert into words values ('one')`),
    sql(`create virtual table boxes using rtree (id, x0, x1); insert into boxes values (1, 0, 1)`),
    kept('insert into boxes values (null, 2, 3)'),
  ),
)
const steps = fc
  .array(fc.oneof(fileStep, sqlStep, indexStep), { minLength: 1, maxLength: 7 })
  .map((list) => list.map((step, index): StepSketch => ({ ...step, id: `s${index}` })))

/** A repository with some files and a database with some tables, one without a key. */
async function world(): Promise<Bench> {
  const bench = await engineBench(builtins)
  writeFiles(bench.root, { 'src/a.txt': 'ab\nba\n', 'src/deep/c.txt': 'aaa', 'd.txt': '' })
  const db = new DatabaseSync(join(bench.root, 'test.db'))
  db.exec(`create table t0 (x integer primary key, y text, z);
    create table t1 (x, y, z default 7);
    insert into t0 values (1, 'one', null), (2, 'two', 2.5), (5, null, x'01');
    insert into t1 values (1, 1, 1), (1, 1, 1), (null, 'one', 3);
    create table t2 (id integer primary key, body);
    create virtual table words using fts5 (body);
    insert into words values ('one'), ('two words');
    create trigger on_t2 after insert on t2 begin insert into words values (new.body); end;
    create trigger on_t1 after delete on t1 begin update t0 set z = coalesce(z, 0) + 1; end;`)
  db.close()
  return bench
}

const stateOf = ({ root }: Bench) => ({
  database: dumpSqlite(join(root, 'test.db')),
  files: fileTree(root, ['test.db', 'test.db-journal', 'runs']),
})

function planOf(list: readonly StepSketch[], name = 'random'): BoundPlan {
  return boundPlan(list, {
    name,
    scope: { files: ['src/**', 'd.txt'], databases: { db: ['*'] } },
    connections: { 'databases.db': { driver: 'sqlite', config: { file: 'test.db' }, target: 'test.db' } },
  })
}

test('Law: any plan of file and SQLite steps, run and then rolled back, is the identity', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      await using bench = await world()
      const before = stateOf(bench)
      const outcome = await bench.run(planOf(list))
      if (outcome.ending === 'succeeded') assert.deepEqual((await bench.rollback()).ending, 'rolled-back')
      else assert.ok(outcome.ending === 'failed' || outcome.ending === 'rolled-back', `${outcome.ending}: ${outcome.reason}`)
      assert.deepEqual(stateOf(bench), before)
    }),
    { numRuns: 60 },
  )
})

test('Law: preview is the run: it leaves no trace, and every change it shows is what the run then does', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      await using bench = await world()
      const before = stateOf(bench)
      const shown: Record<string, unknown> = {}
      const { effects } = bench
      let failed = false
      for await (const step of preview(planOf(list), new Map(), { ...effects, run: 'r1', allows: () => undefined })) {
        if (step.kind === 'failed') failed = true
        if (step.kind === 'changes' && !failed) shown[step.step.id] = step.changes.map(({ title, unit }) => [title, encodeValue(unit)])
      }
      assert.deepEqual(stateOf(bench), before)
      const outcome = await bench.run(planOf(list))
      assert.equal(outcome.ending === 'succeeded', !failed, outcome.failure?.message)
      if (failed) return
      const { steps: done } = await bench.state()
      const did = Object.fromEntries(
        [...done].map(([id, { units }]) => [id, [...units.values()].map(({ title, content }) => [title, content])]),
      )
      assert.deepEqual(did, shown)
    }),
    { numRuns: 40 },
  )
})

test('Law: a plan that is run twice changes nothing more', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, text), { minLength: 1, maxLength: 4 }), async (writes) => {
      await using bench = await world()
      const last = new Map(writes)
      const list = [...last].map(([to, content], index): StepSketch => ({ ...file('file/write', { path: to, content }), id: `w${index}` }))
      assert.equal((await bench.run(planOf(list))).ending, 'succeeded')
      const after = stateOf(bench)
      await assert.rejects(bench.run(planOf(list), {}, 'run-2'), { code: 'refused' })
      assert.equal((await bench.run(planOf(list, 'twice'), {}, 'run-3')).ending, 'succeeded')
      assert.deepEqual(
        [...(await bench.state('run-3')).steps.values()].flatMap(({ units }) => [...units.values()]),
        [],
      )
      assert.deepEqual(stateOf(bench), after)
    }),
    { numRuns: 20 },
  )
})
