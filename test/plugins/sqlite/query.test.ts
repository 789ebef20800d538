import assert from 'node:assert/strict'
import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { PlanError } from '@backout/core/plugin'
import type { Statement } from '../../../packages/plugins/src/sql/dialect.ts'
import type { Rows } from '../../../packages/plugins/src/sql/session.ts'
import { sqliteDialect } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'
import { sqliteWorld } from './world.ts'

async function ask(sql: string): Promise<Rows> {
  await using world = await sqliteWorld()
  return await world.session.query(await statementOf(sql), [])
}

async function statementOf(sql: string): Promise<Statement> {
  return (await sqliteDialect.read(sql)).batches[0]!.statements[0]!
}

test('query() gives every value as it is stored', async () => {
  const { columns, rows } = await ask(
    `SELECT 9223372036854775807 AS i, 1.5 AS r, 9e999 AS inf, -9e999 AS ninf, 'a' || char(0) || 'é' AS t, x'00ff' AS b, NULL AS n, 1 AS __proto__`,
  )
  assert.deepEqual(columns, ['i', 'r', 'inf', 'ninf', 't', 'b', 'n', '__proto__'])
  assert.deepEqual(
    Object.entries(rows[0]!).map(([, value]) => value),
    [9223372036854775807n, 1.5, Infinity, -Infinity, 'a\0é', new Uint8Array([0, 255]), null, 1n],
  )
})

for (const { when, sql, code, says } of [
  { when: 'two columns have one name', sql: 'SELECT 1 AS a, 2 AS b, 3 AS a', code: 'invalid', says: /two columns .* called "a"/ },
  {
    when: 'the answer is too large to be held',
    sql: 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT randomblob(1000000) FROM c',
    code: 'failed',
    says: /larger than 64 MiB/,
  },
]) {
  test(`query() fails as ${code} when ${when}`, async () =>
    assert.rejects(ask(sql), (error) => error instanceof PlanError && error.code === code && says.test(error.message)))
}

test('a preview sees what the log of a database holds, also behind a link', async () => {
  await using world = await sqliteWorld({ sql: `PRAGMA journal_mode = WAL; CREATE TABLE t (a)` })
  const place = join(world.root, 'elsewhere')
  mkdirSync(place)
  await world.session[Symbol.asyncDispose]()
  renameSync(world.path, join(place, 'real.db'))
  symlinkSync(join(place, 'real.db'), world.path)
  using db = new DatabaseSync(join(place, 'real.db'))
  db.exec(`PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES (7)`)
  await using preview = await world.open('read', 'preview')
  assert.deepEqual((await preview.query(await statementOf('SELECT a FROM t'), [])).rows, [{ a: 7n }])
})

const virtual = `CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1); INSERT INTO boxes VALUES (1, 0, 1);
  CREATE VIRTUAL TABLE words USING fts5 (body); INSERT INTO words VALUES ('some words');
  CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)`

for (const [sql, expected] of [
  ['SELECT id FROM boxes WHERE x1 > 0', { id: 1n }],
  [`SELECT body FROM words WHERE words MATCH 'some'`, { body: 'some words' }],
] as const) {
  for (const mode of ['run', 'preview'] as const) {
    test(`query() of a ${mode} asks a virtual table: ${sql}`, async () => {
      await using world = await sqliteWorld({ sql: virtual })
      await using session = await world.open('read', mode, ['boxes', 'words'])
      assert.deepEqual((await session.query(await statementOf(sql), [])).rows, [expected])
    })
  }
}

test('executeReversibly() keeps the rows of a table where a virtual table is only read', async () => {
  await using world = await sqliteWorld({ sql: virtual, scope: ['boxes', 'words', 't'] })
  const before = world.state()
  const applied = await world.apply(`DELETE FROM t WHERE id IN (SELECT id FROM boxes); INSERT INTO t SELECT rowid + 9 FROM words`)
  assert.notEqual(world.state(), before)
  assert.equal(await world.revert(applied), 'reverted')
  assert.equal(world.state(), before)
})

test('a preview that finds no room for its copy says where it looked', async () => {
  await using world = await sqliteWorld()
  await using preview = await world.open('read', 'preview')
  const given = process.env['TMPDIR']
  process.env['TMPDIR'] = join(world.root, 'nowhere')
  try {
    await assert.rejects(preview.query(await statementOf('SELECT 1'), []), { code: 'failed', hint: /TMPDIR/ })
  } finally {
    if (given === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = given
  }
})

test('execute() of a session that only reads runs a script that only asks, and refuses one that writes', async () => {
  await using world = await sqliteWorld({ sql: 'CREATE TABLE t (a); INSERT INTO t VALUES (1)' })
  await using session = await world.open('read')
  const execute = async (sql: string) => session.execute((await sqliteDialect.read(sql)).batches[0]!, [])
  const before = world.state()
  assert.deepEqual(await execute('SELECT a, a FROM t; PRAGMA foreign_key_check; EXPLAIN DELETE FROM t'), [
    { rows: 0 },
    { rows: 0 },
    { rows: 0 },
  ])
  await assert.rejects(execute('SELECT 1; DELETE FROM t'), { code: 'refused' })
  assert.equal(world.state(), before)
})
