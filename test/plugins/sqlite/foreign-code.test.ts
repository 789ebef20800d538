import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { driverOf } from '@backout/core/plugin'
import { sql as plugin } from '@backout/plugins/sql'
import { type SqliteWorld, sqliteWorld } from './world.ts'

const sql = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 1);
  CREATE TABLE sorted (a TEXT, b); CREATE INDEX sorted_a ON sorted (a); INSERT INTO sorted VALUES ('x', 1);
  CREATE TABLE made (a TEXT, b); INSERT INTO made VALUES ('x', 1);
  CREATE TABLE keyed (a TEXT PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO keyed VALUES ('x', 1);
  CREATE TABLE checked (a, b CONSTRAINT k CHECK (b > 0)); INSERT INTO checked VALUES ('x', 1);`

/** As an application leaves a database that gives SQLite collations and functions of its own. */
const foreign: { readonly [object: string]: string } = {
  sorted: 'CREATE TABLE sorted (a TEXT COLLATE localized, b)',
  made: 'CREATE TABLE made (a TEXT, b, c AS (normalized(a)))',
  keyed: 'CREATE TABLE keyed (a TEXT COLLATE localized PRIMARY KEY, b) WITHOUT ROWID',
  checked: 'CREATE TABLE checked (a CHECK (normalized(a)), b CONSTRAINT k CHECK (b > 0))',
}

async function foreignWorld(): Promise<SqliteWorld> {
  const world = await sqliteWorld({ sql })
  using db = new DatabaseSync(world.path)
  db.enableDefensive(false)
  db.exec('PRAGMA writable_schema = ON')
  for (const [name, text] of Object.entries(foreign)) db.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?').run(text, name)
  db.exec('PRAGMA schema_version = 99; PRAGMA writable_schema = RESET')
  return world
}

for (const unit of ['UPDATE sorted SET b = 2', 'DROP INDEX sorted_a', 'DROP TABLE sorted', 'DROP TABLE made']) {
  test(`executeReversibly() refuses what could not be taken back without code of the application: ${unit}`, async () => {
    await using world = await foreignWorld()
    const message = /rows of "\w+" could not be put back: (?:no such collation sequence: localized|unknown function: normalized\(\))/
    await assert.rejects(world.apply(unit), { code: 'refused', message, hint: /Give the step a `rollback`/ })
    await world.execute(unit)
  })
}

test('other tables of a database that needs code of its application are changed, taken back and fingerprinted', async () => {
  await using world = await foreignWorld()
  const driver = driverOf([plugin], 'sqlite')!
  const print = async () => driver.fingerprint!(world.session, ['*'])
  const before = await print()
  const applied = await world.apply('UPDATE t SET a = 2; ALTER TABLE t ADD COLUMN b DEFAULT 3; ALTER TABLE checked DROP CONSTRAINT k')
  assert.notEqual(await print(), before)
  assert.equal(await world.revert(applied), 'reverted')
  assert.equal(await print(), before)
})
