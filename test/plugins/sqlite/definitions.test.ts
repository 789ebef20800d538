import assert from 'node:assert/strict'
import type { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { driverOf } from '@backout/core/plugin'
import { sql as plugin } from '@backout/plugins/sql'
import { sqliteWorld } from './world.ts'

const driver = driverOf([plugin], 'sqlite')!

const sql = `CREATE TABLE t (a, b DEFAULT 'é' /* é */, c); INSERT INTO t VALUES (1, 2, 3); CREATE INDEX i ON t (a) WHERE a <> 'é'; CREATE VIEW v AS SELECT a AS 'é' FROM t;
  CREATE TRIGGER g AFTER UPDATE ON t BEGIN SELECT 'é'; END`

const units = [
  `DROP TABLE t`,
  `DROP VIEW v; DROP INDEX i; DROP TRIGGER g`,
  `ALTER TABLE t RENAME TO u`,
  `ALTER TABLE t RENAME COLUMN c TO d`,
  `DROP VIEW v; ALTER TABLE t DROP COLUMN c`,
  `UPDATE t SET a = 5`,
]

for (const unit of units) {
  test(`revert() restores definitions in Latin-1 byte by byte after ${unit}`, async () => {
    await using world = await sqliteWorld({ sql })
    world.other(toLatin1)
    const before = world.other(definitions)
    assert.match(before, /E9/)
    const applied = await world.apply(unit)
    assert.equal(await world.revert(applied), 'reverted')
    assert.equal(world.other(definitions), before)
  })
}

const unnamed = [
  { when: 'a column', sql: `CREATE TABLE t (a, é); INSERT INTO t VALUES (1, 2)`, unit: `UPDATE t SET a = 2` },
  { when: 'a column', sql: `CREATE TABLE t (a, é); INSERT INTO t VALUES (1, 2)`, unit: `ALTER TABLE t DROP COLUMN a` },
  {
    when: 'a table',
    sql: `CREATE TABLE t (a); CREATE TABLE é (b); CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO é VALUES (1); END`,
    unit: `INSERT INTO t VALUES (1)`,
  },
]

for (const { when, sql: begin, unit } of unnamed) {
  test(`apply() refuses ${unit} where the name of ${when} is in Latin-1`, async () => {
    await using world = await sqliteWorld({ sql: begin })
    world.other(toLatin1)
    const before = world.other(definitions)
    await assert.rejects(world.apply(unit), { code: 'refused', message: /is not valid text/ })
    assert.equal(world.other(definitions), before)
  })
}

test('fingerprint() tells of rows of a table that has a column whose name is in Latin-1', async () => {
  await using world = await sqliteWorld({ sql: `CREATE TABLE t (a, é); INSERT INTO t VALUES (1, 2)` })
  world.other(toLatin1)
  const before = await driver.fingerprint!(world.session, ['*'])
  world.other((db) => db.exec('UPDATE t SET a = 2'))
  assert.notEqual(await driver.fingerprint!(world.session, ['*']), before)
})

/** As programs have written them that take any bytes for text. The table that comes and goes has other connections read the catalog anew. */
function toLatin1(db: DatabaseSync): void {
  db.enableDefensive(false)
  db.exec(`PRAGMA writable_schema = ON; ${latin1}; PRAGMA writable_schema = RESET; CREATE TABLE z (a); DROP TABLE z`)
}

const latin1 = `UPDATE sqlite_schema SET (name, tbl_name, sql) = (SELECT replace(name, 'é', e), replace(tbl_name, 'é', e), replace(sql, 'é', e) FROM (SELECT CAST(x'e9' AS TEXT) AS e))`

function definitions(db: DatabaseSync): string {
  const rows = db
    .prepare(`SELECT rowid, type, name, hex(sql) AS bytes FROM sqlite_schema WHERE tbl_name NOT LIKE 'backout%' ORDER BY rowid`)
    .all()
  return rows.map((row) => Object.values(row).join(' ')).join('\n')
}
