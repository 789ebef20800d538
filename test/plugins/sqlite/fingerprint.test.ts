import assert from 'node:assert/strict'
import test from 'node:test'
import { driverOf } from '@backout/core/plugin'
import { sql as plugin } from '@backout/plugins/sql'
import { sqliteWorld } from './world.ts'

const driver = driverOf([plugin], 'sqlite')!

const posts = `CREATE TABLE post (id INTEGER PRIMARY KEY, title); INSERT INTO post VALUES (1, 'one'), (2, 'two');`

const virtual: readonly { readonly when: string; readonly sql: string; readonly change: string; readonly back: string }[] = [
  {
    when: 'an FTS5 table has its own text',
    sql: `CREATE VIRTUAL TABLE f USING fts5 (a); INSERT INTO f VALUES ('one'), ('two')`,
    change: `UPDATE f SET a = 'three' WHERE rowid = 1`,
    back: `UPDATE f SET a = 'one' WHERE rowid = 1`,
  },
  {
    when: 'an FTS5 table is the index of another one, and only its words change',
    sql: `${posts} CREATE VIRTUAL TABLE f USING fts5 (title, content = post, content_rowid = id); INSERT INTO f (f) VALUES ('rebuild')`,
    change: `INSERT INTO f (f, rowid, title) VALUES ('delete', 1, 'one')`,
    back: `INSERT INTO f (rowid, title) VALUES (1, 'one')`,
  },
  {
    when: 'an FTS5 table has no text',
    sql: `CREATE VIRTUAL TABLE f USING fts5 (a, content = '', contentless_delete = 1); INSERT INTO f (rowid, a) VALUES (1, 'one'), (2, 'two')`,
    change: `DELETE FROM f WHERE rowid = 1`,
    back: `INSERT INTO f (rowid, a) VALUES (1, 'one')`,
  },
  {
    when: 'it is an FTS4 table',
    sql: `CREATE VIRTUAL TABLE f USING fts4 (a); INSERT INTO f VALUES ('one'), ('two')`,
    change: `DELETE FROM f WHERE rowid = 1`,
    back: `INSERT INTO f (rowid, a) VALUES (1, 'one')`,
  },
  {
    when: 'it is an R*Tree',
    sql: `CREATE VIRTUAL TABLE f USING rtree (id, x0, x1, +note); INSERT INTO f VALUES (1, 0, 1, 'a'), (2, 5, 6, NULL)`,
    change: `UPDATE f SET x1 = 9 WHERE id = 1`,
    back: `UPDATE f SET x1 = 1 WHERE id = 1`,
  },
]

for (const { when, sql, change, back } of virtual) {
  test(`fingerprint() takes a virtual table for what it tells, and not for how it is laid out, when ${when}`, async () => {
    await using world = await sqliteWorld({ sql })
    const print = async () => driver.fingerprint!(world.session, ['f', 'post'])
    const [before, laidOut] = [await print(), world.state()]
    await world.execute(change)
    assert.notEqual(await print(), before)
    await world.execute(back)
    if (!when.includes('R*Tree')) assert.notEqual(world.state(), laidOut)
    assert.equal(await print(), before)
    await using reader = await world.open('read')
    assert.equal(await driver.fingerprint!(reader, ['f', 'post']), before)
  })
}

test('fingerprint() takes counters without a name for what the table of the counters holds', async () => {
  await using world = await sqliteWorld({
    sql: 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t VALUES (1); INSERT INTO sqlite_sequence VALUES (NULL, 5)',
  })
  const print = async (part: string) => driver.fingerprint!(world.session, [part])
  const [table, all] = [await print('t'), await print('*')]
  await world.execute('UPDATE sqlite_sequence SET seq = 6 WHERE name IS NULL')
  assert.equal(await print('t'), table)
  assert.notEqual(await print('*'), all)
})

test('fingerprint() falls back on the tables of a virtual one that does not fit what it stands for', async () => {
  const sql = `${posts} CREATE VIRTUAL TABLE f USING fts5 (title, content = post, content_rowid = id); INSERT INTO f (f) VALUES ('rebuild'); ALTER TABLE post RENAME COLUMN title TO name`
  await using world = await sqliteWorld({ sql })
  const print = async () => driver.fingerprint!(world.session, ['f'])
  const before = await print()
  await world.execute(`INSERT INTO f (rowid, title) VALUES (9, 'nine')`)
  assert.notEqual(await print(), before)
})

test('digests() tells of a virtual table by its name, and not of the tables that it keeps its data in', async () => {
  await using world = await sqliteWorld({ sql: `${posts} CREATE VIRTUAL TABLE f USING fts5 (a)` })
  assert.deepEqual(Object.keys(await driver.digests!(world.session, ['*'])), ['f', 'post'])
})
