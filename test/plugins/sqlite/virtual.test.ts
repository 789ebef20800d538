import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { driverOf } from '@backout/core/plugin'
import { sql as plugin } from '@backout/plugins/sql'
import { assertSameState, type SqliteWorld, sqliteWorld } from './world.ts'

const driver = driverOf([plugin], 'sqlite')!

interface Kind {
  readonly module: string
  readonly begin: string
  readonly units: readonly string[]
  /** What an application asks; it must get the same answer again, also over a connection that was open all the time. */
  readonly ask: string
}

const filled = `WITH RECURSIVE c (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM c WHERE i < 300)`
const words = [0, 300]
  .map((at) => `${filled} INSERT INTO f (rowid, a) SELECT ${at} + i, 'word' || (i % 17) || ' other' || i FROM c`)
  .join('; ')
const rows = [
  `INSERT INTO f (a) VALUES ('one more word3')`,
  `UPDATE f SET a = a || ' more' WHERE rowid % 3 = 0`,
  `DELETE FROM f WHERE rowid < 200`,
]
const search = `SELECT rowid FROM f WHERE f MATCH 'word3' ORDER BY rowid`

const kinds: readonly Kind[] = [
  {
    module: 'FTS5',
    begin: `CREATE VIRTUAL TABLE f USING fts5 (a, b UNINDEXED, prefix = 2); ${words}`,
    units: [
      ...rows,
      `INSERT INTO f (f) VALUES ('optimize')`,
      `INSERT INTO f (f, rank) VALUES ('pgsz', 64); INSERT INTO f (a) VALUES ('word3')`,
    ],
    ask: search,
  },
  {
    module: 'FTS5 without content',
    begin: `CREATE VIRTUAL TABLE f USING fts5 (a, content = '', contentless_delete = 1); ${words}`,
    units: [rows[0]!, `UPDATE f SET a = 'more word3' WHERE rowid % 3 = 0`, rows[2]!, `INSERT INTO f (f) VALUES ('delete-all')`],
    ask: search,
  },
  {
    module: 'FTS4',
    begin: `CREATE VIRTUAL TABLE f USING fts4 (a); ${words}`,
    units: [...rows, `INSERT INTO f (f) VALUES ('optimize')`, `INSERT INTO f (f) VALUES ('merge=500,2')`],
    ask: search,
  },
  {
    module: 'FTS3',
    begin: `CREATE VIRTUAL TABLE f USING fts3 (a); ${words}`,
    units: [...rows, `INSERT INTO f (f) VALUES ('merge=500,2')`, `INSERT INTO f (f) VALUES ('merge=500,2'); ${rows[1]!}`],
    ask: search,
  },
  {
    module: 'R*Tree',
    begin: `CREATE VIRTUAL TABLE f USING rtree (id, x0, x1, +note); ${filled} INSERT INTO f SELECT i, i, i + 5, 'box ' || i FROM c`,
    units: [
      `INSERT INTO f VALUES (NULL, 3, 8, 'new')`,
      `UPDATE f SET x1 = x1 + 7 WHERE id % 5 = 0`,
      `UPDATE f SET note = 'same'`,
      `DELETE FROM f WHERE id < 250`,
    ],
    ask: `SELECT id, note FROM f WHERE x0 < 40 AND x1 > 20 ORDER BY id`,
  },
]

/** An application that has the database open while others write it. */
function application({ path }: SqliteWorld) {
  const db = new DatabaseSync(path, { readBigInts: true, timeout: 5000 })
  return {
    ask: (sql: string): unknown => db.prepare(sql).all(),
    check: (): void => {
      if (db.prepare(`SELECT 1 FROM sqlite_schema WHERE sql LIKE '%USING fts%'`).get())
        db.exec(`INSERT INTO f (f) VALUES ('integrity-check')`)
    },
    [Symbol.dispose]: () => db.close(),
  }
}

for (const { module, begin, units, ask } of kinds) {
  for (const unit of units) {
    test(`a snapshot takes back what was written to a table of ${module}, byte by byte: ${unit}`, async () => {
      await using world = await sqliteWorld({ sql: begin, scope: ['f'] })
      using app = application(world)
      const before = world.state()
      const answer = app.ask(ask)
      const told = await driver.fingerprint!(world.session, ['f'])
      const applied = await world.apply(unit, [], 'snapshot')
      assert.notEqual(world.state(), before)
      app.ask(ask)
      assert.equal(await world.revert(applied), 'reverted')
      assertSameState(world.state(), before, unit)
      assert.deepEqual(app.ask(ask), answer)
      assert.equal(await driver.fingerprint!(world.session, ['f']), told)
      app.check()
      const again = await world.apply(unit, [], 'snapshot')
      app.check()
      assert.equal(await world.revert(again), 'reverted')
    })
  }

  test(`an undo is derived where a table of ${module} is created, renamed and dropped`, async () => {
    await using world = await sqliteWorld({ scope: ['f', 'g'] })
    const states = [world.state()]
    const applied = []
    for (const unit of [begin, 'ALTER TABLE f RENAME TO g', 'ALTER TABLE g RENAME TO f; DROP TABLE f', `${begin}; DROP TABLE f`]) {
      applied.push(await world.apply(unit))
      states.push(world.state())
    }
    states.pop()
    for (const one of applied.toReversed()) {
      assert.equal(await world.revert(one), 'reverted')
      assertSameState(world.state(), states.pop()!, 'back')
      if (states.length === 2) world.other((db) => assert.ok(db.prepare(ask.replaceAll(/\bf\b/g, 'g')).all().length > 0))
    }
  })

  test(`what somebody else has written to a table of ${module} since is a conflict`, async () => {
    await using world = await sqliteWorld({ sql: `CREATE TABLE t (x)`, scope: ['f'] })
    const created = await world.apply(begin)
    const written = await world.apply(units[0]!, [], 'snapshot')
    world.other((db) => db.exec(units[0]!))
    const now = world.state()
    assert.deepEqual(await world.revert(written), { conflict: 'rows of "f" were changed since' })
    assert.deepEqual(await world.revert(created), { conflict: 'rows of "f" were changed since' })
    assertSameState(world.state(), now, 'a conflict changes nothing')
    world.other((db) => db.exec('DROP TABLE f'))
    assert.deepEqual(await world.revert(written), { conflict: 'table "f" is gone' })
  })
}

const kept = `CREATE TABLE docs (id INTEGER PRIMARY KEY, a);
  CREATE VIRTUAL TABLE f USING fts5 (a, content = docs, content_rowid = id);
  CREATE TRIGGER docs_in AFTER INSERT ON docs BEGIN INSERT INTO f (rowid, a) VALUES (NEW.id, NEW.a); END;
  CREATE TRIGGER docs_out AFTER DELETE ON docs BEGIN INSERT INTO f (f, rowid, a) VALUES ('delete', OLD.id, OLD.a); END;
  CREATE TRIGGER docs_up AFTER UPDATE OF a ON docs WHEN OLD.a IS NOT NEW.a BEGIN
    INSERT INTO f (f, rowid, a) VALUES ('delete', OLD.id, OLD.a); INSERT INTO f (rowid, a) VALUES (NEW.id, NEW.a); END;
  ${filled} INSERT INTO docs SELECT i, 'word' || (i % 17) || ' other' || i FROM c`

for (const unit of [
  `INSERT INTO docs (a) VALUES ('one more word3'), ('and more')`,
  `INSERT OR REPLACE INTO docs VALUES (3, 'word3 replaced'), (999, 'word3 new')`,
  `UPDATE docs SET a = a || ' more' WHERE id < 40; DELETE FROM docs WHERE id > 250; UPDATE docs SET id = id + 1000 WHERE id = 3`,
  `DELETE FROM docs`,
  `UPDATE docs SET a = 'word3' WHERE id = 5; ALTER TABLE docs ADD COLUMN b; UPDATE docs SET a = 'word3' WHERE id = 6; ALTER TABLE f RENAME TO g; INSERT INTO docs VALUES (777, 'x', 'y')`,
  `UPDATE docs SET a = 'word3' WHERE id = 5; DROP TABLE f; DROP TRIGGER docs_in`,
]) {
  test(`a snapshot takes back what triggers of another table wrote to an index: ${unit}`, async () => {
    await using world = await sqliteWorld({ sql: kept, scope: ['docs', 'f', 'g'] })
    using app = application(world)
    const before = world.state()
    const answer = app.ask(search)
    const applied = await world.apply(unit, [], 'snapshot')
    assert.equal(await world.revert(applied), 'reverted')
    assertSameState(world.state(), before, unit)
    assert.deepEqual(app.ask(search), answer)
    app.check()
  })
}

test('a snapshot of an index that a unit left as it was is no conflict, whatever is written to it since', async () => {
  await using world = await sqliteWorld({ sql: kept, scope: ['docs', 'f'] })
  const applied = await world.apply(`UPDATE docs SET a = a WHERE id = 9`, [], 'snapshot')
  world.other((db) => db.exec(`INSERT INTO docs (a) VALUES ('since')`))
  assert.equal(await world.revert(applied), 'reverted')
})

test('a snapshot of an FTS4 table that merges by itself is refused, which is when it is known what the COMMIT would do', async () => {
  const begin = `CREATE VIRTUAL TABLE f USING fts4 (a); INSERT INTO f (f) VALUES ('automerge=8')`
  const refused = { code: 'refused', message: /"f" merges by itself/, hint: /automerge=0/ }
  await using world = await sqliteWorld()
  await assert.rejects(world.apply(begin), refused)
  world.other((db) => db.exec(begin))
  const before = world.state()
  await assert.rejects(world.apply(`INSERT INTO f VALUES ('one')`, [], 'snapshot'), refused)
  assertSameState(world.state(), before, 'nothing is left of it')
  await world.apply(`INSERT INTO f (f) VALUES ('automerge=0'); INSERT INTO f VALUES ('one')`, [], 'snapshot')
})

test('a plan that wants an undo of a virtual table is told to ask for a snapshot', async () => {
  await using world = await sqliteWorld({ sql: kept })
  for (const unit of [`INSERT INTO docs (a) VALUES ('x')`, `INSERT INTO f (f) VALUES ('optimize')`]) {
    await assert.rejects(world.apply(unit), { code: 'refused', hint: /`undo: snapshot`/ })
  }
})

test('a snapshot is given back only with the whole table as it was left, or not at all where nothing is left to give back', async () => {
  const { begin } = kinds.find(({ module }) => module === 'R*Tree')!
  await using world = await sqliteWorld({ sql: begin })
  const before = world.state()
  const tables = ['f_node', 'f_parent', 'f_rowid']
  const rows = world.other((db) => tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all()))
  const applied = await world.apply(`UPDATE f SET note = 'new' WHERE id = 5`, [], 'snapshot')
  world.other((db) => db.exec(`UPDATE f SET note = 'theirs' WHERE id = 200`))
  assert.deepEqual(await world.revert(applied), { conflict: 'rows of "f" were changed since' })
  world.other((db) => {
    db.enableDefensive(false)
    for (const [at, table] of tables.entries()) {
      db.exec(`DELETE FROM ${table}`)
      for (const row of rows[at]!) {
        const cells = Object.values(row)
        db.prepare(`INSERT INTO ${table} VALUES (${cells.map(() => '?').join(', ')})`).run(...cells)
      }
    }
  })
  assertSameState(world.state(), before, 'by hand')
  assert.equal(await world.revert(applied), 'reverted')
  assertSameState(world.state(), before, 'by hand, and then again')
})

test('what somebody else has written to a virtual table that a unit created and renamed is a conflict', async () => {
  await using world = await sqliteWorld({ sql: 'CREATE TABLE t (x)' })
  const applied = await world.apply(`CREATE VIRTUAL TABLE f USING fts5 (a); ALTER TABLE f RENAME TO g; INSERT INTO g VALUES ('one')`)
  world.other((db) => db.exec(`INSERT INTO g VALUES ('theirs')`))
  assert.deepEqual(await world.revert(applied), { conflict: 'rows of "g" were changed since' })
})

test('the data of a virtual table comes back, whatever an earlier unit made in TEMP under its name while it renamed another table', async () => {
  await using world = await sqliteWorld({
    sql: `CREATE VIRTUAL TABLE f USING fts5 (a); INSERT INTO f VALUES ('one'), ('two'); CREATE TABLE t (a)`,
  })
  const before = world.state()
  const units = [await world.apply('CREATE TEMP TABLE f (a); ALTER TABLE t RENAME TO u'), await world.apply('DROP TABLE f')]
  for (const applied of units.toReversed()) assert.equal(await world.revert(applied), 'reverted')
  assertSameState(world.state(), before, 'taken back')
  for (const statement of ['DROP TABLE main.f', `INSERT INTO main.f VALUES ('three')`]) {
    const unit = world.apply(`CREATE TEMP TABLE f (a); ALTER TABLE t RENAME TO u; ${statement}`, [], 'snapshot')
    await assert.rejects(unit, { code: 'refused' })
  }
})
