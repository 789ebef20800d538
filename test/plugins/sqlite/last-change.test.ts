import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { sqliteDialect } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'
import { type SqliteWorld, sqliteWorld } from './world.ts'

const sql = `
  CREATE TABLE people (id INTEGER PRIMARY KEY, name);
  CREATE TABLE told (rowid_then, changes_then, more TEXT);
  CREATE TABLE cards (id INTEGER PRIMARY KEY, number UNIQUE, n);
  CREATE TRIGGER cards_gone AFTER DELETE ON cards BEGIN INSERT INTO people (name) VALUES (OLD.number); END;
  CREATE TABLE asking (a);
  CREATE TRIGGER asking_in AFTER INSERT ON asking BEGIN INSERT INTO told (rowid_then, changes_then) VALUES (last_insert_rowid(), changes()); END;
  INSERT INTO people VALUES (1, 'a'), (20, 'b');
  INSERT INTO cards VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3);`

const tell = 'INSERT INTO told (rowid_then, changes_then) VALUES (last_insert_rowid(), changes())'

const units: readonly (readonly [when: string, unit: string])[] = [
  ['nothing was inserted so far', tell],
  ['a row was inserted', `INSERT INTO people (name) VALUES ('c'); ${tell}`],
  ['rows were inserted and returned', `INSERT INTO people (name) VALUES ('c'), ('d') RETURNING id; ${tell}; ${tell}`],
  ['the rowid is negative', `INSERT INTO people VALUES (-9223372036854775808, 'c'); ${tell}`],
  ['rows were changed', `INSERT INTO people (name) VALUES ('c'); UPDATE people SET name = 'z'; ${tell}`],
  ['no row was changed', `INSERT INTO people (name) VALUES ('c'); DELETE FROM people WHERE false; ${tell}`],
  [
    'a table that REPLACE writes is copied before',
    `INSERT INTO people (name) VALUES ('c'), ('d'); REPLACE INTO cards VALUES (last_insert_rowid(), 2, changes())`,
  ],
  [
    'a column comes with a default',
    `INSERT INTO people (name) VALUES ('c'), ('d'); ALTER TABLE asking ADD COLUMN b TEXT DEFAULT 'x'; ${tell}`,
  ],
  ['a table is dropped', `INSERT INTO people (name) VALUES ('c'), ('d'); DROP TABLE cards; ${tell}`],
  ['statistics are taken', `INSERT INTO people (name) VALUES ('c'), ('d'); ANALYZE people; ANALYZE people; ${tell}`],
  ['a trigger asks', `INSERT INTO people (name) VALUES ('c'), ('d'); DROP TABLE cards; INSERT INTO asking VALUES (1)`],
]

for (const how of ['run', 'preview'] as const) {
  for (const [when, unit] of units) {
    test(`last_insert_rowid() and changes() tell a script of a ${how} of its own statements alone when ${when}`, async () => {
      await using world = await sqliteWorld({ sql })
      assert.deepEqual(await resultOf(world, unit, how), plainResult(unit))
    })
  }
}

const shown = `SELECT 'told' AS t, rowid_then AS a, changes_then AS b FROM told UNION ALL SELECT 'people', id, name FROM people ORDER BY 1, 2, 3`

async function resultOf(world: SqliteWorld, unit: string, how: 'run' | 'preview'): Promise<unknown> {
  if (how === 'run') {
    await world.apply(unit)
    return world.other((db) =>
      db
        .prepare(shown)
        .all()
        .map((row) => ({ ...row })),
    )
  }
  await using session = await world.open('write', 'preview')
  const [batch] = (await sqliteDialect.read(unit)).batches
  await session.executeReversibly!(batch!, [], 'derived')
  return (await session.query((await sqliteDialect.read(shown)).batches[0]!.statements[0]!, [])).rows
}

/** What SQLite does by itself; another connection, since what built the tables would be told too. */
function plainResult(unit: string): unknown {
  const name = 'file:plain?mode=memory&cache=shared'
  using first = new DatabaseSync(name)
  first.exec(sql)
  using db = new DatabaseSync(name, { readBigInts: true })
  db.exec(unit)
  return db
    .prepare(shown)
    .all()
    .map((row) => ({ ...row }))
}
