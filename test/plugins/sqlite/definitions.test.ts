import assert from 'node:assert/strict'
import type { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { sqliteWorld } from './world.ts'

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

/** As programs have written them that take any bytes for text. */
function toLatin1(db: DatabaseSync): void {
  db.enableDefensive(false)
  db.exec(
    `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'é', CAST(x'e9' AS TEXT)); PRAGMA writable_schema = RESET`,
  )
}

function definitions(db: DatabaseSync): string {
  const rows = db
    .prepare(`SELECT rowid, type, name, hex(sql) AS bytes FROM sqlite_schema WHERE tbl_name NOT LIKE 'backout%' ORDER BY rowid`)
    .all()
  return rows.map((row) => Object.values(row).join(' ')).join('\n')
}
