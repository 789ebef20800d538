import assert from 'node:assert/strict'
import test from 'node:test'
import type { UndoChunk } from '../../../packages/plugins/src/sql/sqlite/capture/op.ts'
import { sqliteWorld } from './world.ts'

const simple = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b REAL);
  CREATE INDEX t_a ON t (a);
  INSERT INTO t VALUES (1, 'one', 1.5), (2, 'two', -0.0), (7, NULL, 9e999);
  CREATE VIEW v AS SELECT id, a FROM t;
`

const units: readonly { readonly when: string; readonly sql?: string; readonly unit: string }[] = [
  { when: 'rows are inserted', unit: `INSERT INTO t (a) VALUES ('x'), ('y')` },
  { when: 'rows are updated', unit: `UPDATE t SET a = upper(a), b = 3 WHERE id < 5` },
  { when: 'rows are deleted', unit: `DELETE FROM t` },
  { when: 'a key is moved', unit: `UPDATE t SET id = id + 10` },
  { when: 'rows are replaced', unit: `INSERT OR REPLACE INTO t VALUES (2, 'new', 5)` },
  { when: 'a row is upserted', unit: `INSERT INTO t VALUES (2, 'new', 5) ON CONFLICT (id) DO UPDATE SET a = excluded.a` },
  {
    when: 'a table is created and filled',
    unit: `CREATE TABLE u AS SELECT a, count(*) AS n FROM t GROUP BY a; INSERT INTO u VALUES ('z', 1)`,
  },
  { when: 'a table is dropped', unit: `DROP TABLE t` },
  { when: 'a view is dropped', unit: `DROP VIEW v` },
  { when: 'an index is dropped', unit: `DROP INDEX t_a` },
  { when: 'a table is renamed', unit: `ALTER TABLE t RENAME TO t2` },
  { when: 'a column is renamed', unit: `ALTER TABLE t RENAME COLUMN a TO "the a"` },
  { when: 'a column is added and filled', unit: `ALTER TABLE t ADD COLUMN c INTEGER DEFAULT 4; UPDATE t SET c = id` },
  { when: 'a column is dropped', unit: `DROP VIEW v; DROP INDEX t_a; ALTER TABLE t DROP COLUMN a` },
  {
    when: 'AUTOINCREMENT comes for the first time',
    unit: `CREATE TABLE c (id INTEGER PRIMARY KEY AUTOINCREMENT, x); INSERT INTO c (x) VALUES (1)`,
  },
  { when: 'the version in the header is set', unit: `PRAGMA user_version = 12` },
  { when: 'statistics are taken for the first time', unit: `ANALYZE` },
  {
    when: 'a table is rebuilt as the documentation of SQLite says',
    unit: `PRAGMA foreign_keys=OFF; BEGIN; CREATE TABLE new_t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT '', b); INSERT INTO new_t SELECT id, coalesce(a, ''), b FROM t;
      DROP VIEW v; DROP TABLE t; ALTER TABLE new_t RENAME TO t; CREATE INDEX t_a ON t (a); CREATE VIEW v AS SELECT id, a FROM t; PRAGMA foreign_key_check; COMMIT; PRAGMA foreign_keys=ON`,
  },
]

for (const { when, sql = simple, unit } of units) {
  test(`revert() restores the database exactly when ${when}`, async () => {
    await using world = await sqliteWorld({ sql })
    const before = world.state()
    const applied = await world.apply(unit)
    assert.notEqual(world.state(), before)
    assert.equal(await world.revert(applied), 'reverted')
    assert.equal(world.state(), before)
    assert.equal(await world.revert(applied), 'reverted', 'again')
    assert.equal(world.state(), before)
  })
}

test('a unit finds nothing in TEMP of the one before: neither its tables, nor the counters and statistics that SQLite keeps of them', async () => {
  const sql = `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO t VALUES (7, 1); CREATE INDEX i ON t (a); ANALYZE`
  await using world = await sqliteWorld({ sql })
  const before = world.state()
  const first = await world.apply(
    'CREATE TEMP TABLE k (id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO k (a) VALUES (1); CREATE INDEX temp.j ON k (a); ANALYZE temp',
  )
  await world.apply('ANALYZE temp')
  assert.equal(world.state(), before)
  const second = await world.apply('UPDATE sqlite_sequence SET seq = 50; DELETE FROM sqlite_stat1; CREATE TEMP TABLE k (b)')
  const left = world.other((db) =>
    db.prepare('SELECT (SELECT seq FROM sqlite_sequence) AS seq, (SELECT count(*) FROM sqlite_stat1) AS n').get(),
  )
  assert.deepEqual({ ...left }, { seq: 50n, n: 0n })
  for (const applied of [second, first]) assert.equal(await world.revert(applied), 'reverted')
  assert.equal(world.state(), before)
})

const inserting: readonly { readonly when: string; readonly unit: string; readonly ops: string }[] = [
  {
    when: 'they follow each other',
    unit: 'INSERT INTO t VALUES (7, 1); SELECT 1; INSERT INTO t (a) VALUES (2), (3); INSERT INTO t (a) VALUES (4)',
    ops: 'rows',
  },
  {
    when: 'they are into two tables',
    unit: 'INSERT INTO t (a) VALUES (1); INSERT INTO u VALUES (1); INSERT INTO u VALUES (2); INSERT INTO t (a) VALUES (2)',
    ops: 'rows rows rows',
  },
  {
    when: 'an index is made in between',
    unit: 'INSERT INTO t (a) VALUES (1); CREATE INDEX i ON t (a); INSERT INTO t (a) VALUES (2)',
    ops: 'rows created rows',
  },
  {
    when: 'a column is added in between',
    unit: 'INSERT INTO t (a) VALUES (1); ALTER TABLE t ADD COLUMN b DEFAULT 5; INSERT INTO t (a, b) VALUES (2, 3)',
    ops: 'rows altered rows',
  },
  {
    when: 'the table is renamed in between',
    unit: 'INSERT INTO t (a) VALUES (1); ALTER TABLE t RENAME TO s; INSERT INTO s (a) VALUES (2)',
    ops: 'rows altered rows',
  },
  {
    when: 'a row of them is changed in between',
    unit: 'INSERT INTO t VALUES (7, 1); UPDATE t SET a = 2 WHERE id = 7; INSERT INTO t (a) VALUES (3)',
    ops: 'rows rows',
  },
  {
    when: 'a row of them is deleted and inserted again',
    unit: 'INSERT INTO t VALUES (7, 1); DELETE FROM t WHERE id = 7; CREATE TABLE n (a); INSERT INTO t VALUES (7, 2)',
    ops: 'rows rows created rows content',
  },
  {
    when: 'they are more than one op may hold',
    unit: `INSERT INTO t (a) WITH RECURSIVE n (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 41000) SELECT x FROM n; INSERT INTO t (a) VALUES (2)`,
    ops: 'rows rows',
  },
]

for (const { when, unit, ops } of inserting) {
  test(`rows of INSERT statements are kept as ${ops} when ${when}, and are taken back`, async () => {
    await using world = await sqliteWorld({
      sql: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 1); CREATE TABLE u (a)',
    })
    const before = world.state()
    const applied = await world.apply(unit)
    const kept = applied.undo.flatMap((chunk) => (chunk as unknown as UndoChunk).ops)
    assert.equal(kept.map(({ op }) => op).join(' '), ops)
    assert.equal(await world.revert(applied), 'reverted')
    assert.equal(world.state(), before)
  })
}
