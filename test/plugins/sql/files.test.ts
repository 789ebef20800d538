import assert from 'node:assert/strict'
import test from 'node:test'
import type { DescribeContext } from '@backout/core/plugin'
import { sqlExecute } from '../../../packages/plugins/src/sql/execute.ts'
import { readScript } from '../../../packages/plugins/src/sql/inputs.ts'
import type { Params } from '../../../packages/plugins/src/sql/session.ts'
import { createDatabase } from '../../support/postgres.ts'
import { openPostgres } from '../../support/postgres-bench.ts'
import { sqliteWorld } from '../sqlite/world.ts'

async function read(driver: string, text: string, params?: Params) {
  const context = { connection: () => ({ driver, config: {} }), file: () => Buffer.from(text) } as unknown as DescribeContext
  return (await readScript({ connection: 'db', file: 'sql/a.sql', ...(params && { params }) }, context))!
}

for (const { driver, when, text, params, message } of [
  { driver: 'sqlite', when: 'it cannot be read', text: "select 1;\nselect 'a", message: /on line 2 is never closed \(sql\/a\.sql\)$/ },
  {
    driver: 'postgres',
    when: 'it cannot be read',
    text: 'select 1;\nselect from from',
    message: /at line 2: syntax error .*\(sql\/a\.sql\)$/,
  },
  { driver: 'sqlite', when: 'a statement is refused', text: '\nvacuum', message: /VACUUM on line 2: .*\(sql\/a\.sql\)$/ },
  { driver: 'postgres', when: 'a statement is refused', text: '\ncommit', message: /at line 2 in a plan: .*\(sql\/a\.sql\)$/ },
  { driver: 'sqlite', when: 'a parameter has no value', text: '\nselect :a', message: /"a" on line 2 of sql\/a\.sql has no value/ },
  {
    driver: 'sqlite',
    when: 'a NUL in a comment would be its end',
    text: 'delete from t\n-- \0\nwhere id = 1',
    message: /line 2 has a NUL character, .* \(sql\/a\.sql\)$/,
  },
  {
    driver: 'postgres',
    when: 'a NUL in a comment would be its end',
    text: 'delete from t /* \0 */ where id = 1',
    message: /line 1 has a NUL character, .* \(sql\/a\.sql\)$/,
  },
  {
    driver: 'postgres',
    when: 'a parameter has no value',
    text: '\nselect $2',
    params: [1],
    message: /line 2 of sql\/a\.sql has 2 parameters/,
  },
] as const) {
  test(`readScript() names file and line on ${driver} when ${when}`, async () =>
    assert.rejects(() => read(driver, text, params), { code: 'invalid', message }))
}

for (const parting of [
  '-- +goose Down',
  '-- +migrate Down notransaction',
  '-- migrate:down transaction:false',
  '--migrate:down',
  '-- rambler down',
  '-- Down Migration',
  '---- create above / drop below ----',
  '-- Down',
  '-- up\r',
]) {
  for (const driver of ['sqlite', 'postgres']) {
    test(`readScript() refuses on ${driver} a script that is parted in two directions by ${JSON.stringify(parting)}`, async () =>
      assert.rejects(() => read(driver, `create table t (\n  id int\n);\n${parting}\ndrop table t;`), {
        code: 'invalid',
        message: `Cannot run the SQL: "${parting.trim()}" on line 4 parts two directions, and both would run (sql/a.sql)`,
      }))
  }
}

for (const { title, text } of [
  { title: 'above all statements', text: '-- migrate:down\ndrop table t;\ndrop table u' },
  { title: 'below all statements', text: '-- +goose Up\ndrop table t;\ndrop table u;\n-- +goose Down\n' },
  { title: 'inside of a text', text: "insert into t values ('\n-- migrate:down\n');\ndrop table t" },
  { title: 'inside of a statement', text: 'create table t (\n  a int,\n  -- Down\n  b int\n);\ncreate table u (a int)' },
  { title: 'in words of its own', text: 'drop table t;\n-- Down from here: what nobody reads\ndrop table u' },
]) {
  for (const driver of ['sqlite', 'postgres'])
    test(`readScript() reads on ${driver} a script with the comment of a direction ${title}`, async () => {
      assert.equal((await read(driver, text)).batches.flatMap(({ statements }) => statements).length, 2)
    })
}

for (const driver of ['sqlite', 'postgres']) {
  for (const sql of ['', '-- later\n;', '/* nothing */']) {
    test(`sql/execute on ${driver} says of a script that it has no statement: ${JSON.stringify(sql)}`, async () => {
      const context = { connection: () => ({ driver, config: {} }), file: () => Buffer.from(sql) } as unknown as DescribeContext
      const { effect, notes } = await sqlExecute.describe({ connection: 'db', file: 'a.sql' }, context)
      assert.deepEqual({ effect, notes }, { effect: 'none', notes: ['There is no statement in it'] })
    })
  }
}

test('notes on a script for SQLite promise no undo, which the step itself may say that it has none', async () => {
  const { notes } = await read('sqlite', 'alter table t drop column a;\ndrop table t;\ndelete from u')
  assert.deepEqual(notes, [
    'Line 1: Drops a column of "t" with its data',
    'Line 2: Drops "t" with its rows',
    'Line 3: DELETE of every row of "u": there is no WHERE',
  ])
})

const failing = '-- ä comment\nselect 1;\n\ninsert into t\nvalues (1, absent)'

test('a statement that fails on PostgreSQL names its file, and the line of the mistake', async () => {
  await using database = await createDatabase()
  await database.query('create table t (a int, b int)')
  await using session = await openPostgres(database.url)
  const { batches } = await read('postgres', failing)
  await assert.rejects(session.execute(batches[0]!, []), {
    message: /run "insert" at line 5 of sql\/a\.sql in databases\.crm: column "absent"/,
  })
})

test('a statement that fails on SQLite names its file, and the line that it begins on', async () => {
  await using world = await sqliteWorld({ sql: 'create table t (a, b)' })
  const { batches } = await read('sqlite', failing)
  await assert.rejects(world.session.execute(batches[0]!, []), {
    message: /run INSERT on line 4 of sql\/a\.sql in database "app\.db": no such column/,
  })
})
