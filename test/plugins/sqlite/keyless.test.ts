import assert from 'node:assert/strict'
import test from 'node:test'
import { assertSameState, sqliteWorld } from './world.ts'

const rows = `(3, 'c', x'00', 1.5), (1, CAST(x'61ff' AS TEXT), NULL, 2), (3, 'c', x'00', 1.5), (NULL, '', '1', 9007199254740993)`
const keyless = `CREATE TABLE t (rowid, _rowid_ UNIQUE ON CONFLICT IGNORE, oid, a); CREATE INDEX t_a ON t (rowid, a);
  CREATE TABLE log (line); CREATE TRIGGER t_log AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (OLD.a); END;
  CREATE TABLE again (rowid, _rowid_, oid, a); INSERT INTO again VALUES ${rows}; CREATE TABLE none (rowid, _rowid_, oid);
  INSERT INTO t VALUES ${rows}`

for (const unit of [
  `UPDATE t SET a = a + 1 WHERE rowid = 3`,
  `DELETE FROM t WHERE rowid IS NULL; INSERT INTO t VALUES (7, 'new', 0, 0)`,
  `DELETE FROM again; INSERT INTO none VALUES (1, 2, 3)`,
  `INSERT OR REPLACE INTO t SELECT a, _rowid_, oid, rowid FROM again`,
]) {
  test(`a snapshot takes back rows whose columns hide every name of the rowid: ${unit}`, async () => {
    await using world = await sqliteWorld({ sql: keyless })
    const before = world.state()
    await assert.rejects(world.apply(unit), { code: 'refused', hint: /`undo: snapshot`/ })
    const applied = await world.apply(unit, [], 'snapshot')
    const after = world.state()
    assert.notEqual(after, before)
    assert.equal(await world.revert(applied), 'reverted')
    assertSameState(world.state(), before, unit)
    await world.apply(unit, [], 'snapshot')
    assertSameState(world.state(), after, 'again')
  })
}

test('an undo is derived of tables whose columns hide every name of the rowid where they are made and dropped', async () => {
  await using world = await sqliteWorld({ sql: keyless })
  const before = world.state()
  const dropped = await world.apply('DROP TABLE again')
  const made = await world.apply(
    'CREATE TABLE more (oid, rowid, _rowid_); INSERT INTO more VALUES (1, 2, 3), (1, 2, 3); ALTER TABLE more ADD COLUMN a; ALTER TABLE more RENAME TO most',
  )
  assert.equal(await world.revert(made), 'reverted')
  assert.equal(await world.revert(dropped), 'reverted')
  assertSameState(world.state(), before, 'both')
})

test('a snapshot of rows without a key is a conflict where somebody has written to the table since, and none where all is as before', async () => {
  await using world = await sqliteWorld({ sql: keyless })
  const applied = await world.apply('UPDATE again SET a = 0', [], 'snapshot')
  world.other((db) => db.exec('INSERT INTO again VALUES (1, 2, 3, 4)'))
  assert.deepEqual(await world.revert(applied), { conflict: 'rows of "again" were changed since' })
  world.other((db) => db.exec(`DELETE FROM again; INSERT INTO again VALUES ${rows}`))
  assert.equal(await world.revert(applied), 'reverted')
})

const columns = Array.from({ length: 1997 }, (_, at) => `c${at}`)
const wide = `CREATE TABLE t (${columns.join(', ')}); INSERT INTO t (c0, c999, c1000, c1996) VALUES (1, 'a', 'b', CAST(x'61ff' AS TEXT)), (2, x'00', NULL, 1.5);
  CREATE TABLE w (${columns.join(', ')}, PRIMARY KEY (c1996)) WITHOUT ROWID; INSERT INTO w SELECT * FROM t`

for (const unit of [
  `UPDATE t SET c1000 = 'new', c5 = 5; DELETE FROM w WHERE c0 = 1; INSERT INTO t (c1996) VALUES ('last')`,
  `UPDATE w SET c999 = 'new' WHERE c0 = 2; UPDATE w SET c1996 = c1996 || 'x'`,
  `DROP TABLE t; DROP TABLE w`,
]) {
  test(`an undo is derived of tables as wide as almost all that SQLite can have: ${unit}`, async () => {
    await using world = await sqliteWorld({ sql: wide })
    const before = world.state()
    const applied = await world.apply(unit)
    assert.equal(await world.revert(applied), 'reverted')
    assertSameState(world.state(), before, unit)
  })
}
