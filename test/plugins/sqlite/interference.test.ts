import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { randomSchema, randomUnit } from './random.ts'
import { assertSameState, type SqliteWorld, sqliteWorld, stateOf } from './world.ts'

const people = `CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT, m); INSERT INTO p VALUES (1, 'a', 'x'), (2, 'b', 'y');
  CREATE TABLE other (a); INSERT INTO other VALUES (1); CREATE TABLE empty (a);
  CREATE TABLE r (id INTEGER PRIMARY KEY, a UNIQUE ON CONFLICT REPLACE, b UNIQUE ON CONFLICT IGNORE); INSERT INTO r VALUES (1, 'x', 'x');
  CREATE TABLE c (a NOT NULL, b CONSTRAINT more CHECK (b > 0)); INSERT INTO c VALUES (1, 1);`

const cases: readonly { readonly when: string; readonly unit: string; readonly since: string; readonly conflict: RegExp | undefined }[] = [
  {
    when: 'another row changes',
    unit: `UPDATE p SET n = 'z' WHERE id = 1`,
    since: `UPDATE p SET n = 'q' WHERE id = 2`,
    conflict: undefined,
  },
  { when: 'a row is inserted', unit: `UPDATE p SET n = 'z'`, since: `INSERT INTO p VALUES (3, 'c', 'z')`, conflict: undefined },
  {
    when: 'another table changes',
    unit: `UPDATE p SET n = 'z'`,
    since: `ALTER TABLE other ADD COLUMN b; DROP TABLE other`,
    conflict: undefined,
  },
  {
    when: 'the row changes',
    unit: `UPDATE p SET n = 'z'`,
    since: `UPDATE p SET m = 'q' WHERE id = 2`,
    conflict: /row 2 of "p" was changed/,
  },
  { when: 'the row goes', unit: `UPDATE p SET n = 'z'`, since: `DELETE FROM p WHERE id = 2`, conflict: /row 2 of "p" was deleted/ },
  {
    when: 'a column comes and is filled',
    unit: `UPDATE p SET n = 'z'`,
    since: `ALTER TABLE p ADD COLUMN k; UPDATE p SET k = 7`,
    conflict: /columns of "p" were changed/,
  },
  {
    when: 'a column gets another name',
    unit: `UPDATE p SET n = 'z'`,
    since: `ALTER TABLE p RENAME m TO k`,
    conflict: /columns of "p" were changed/,
  },
  { when: 'the table gets another name', unit: `UPDATE p SET n = 'z'`, since: `ALTER TABLE p RENAME TO q`, conflict: /table "p" is gone/ },
  { when: 'the table goes', unit: `INSERT INTO p (n) VALUES ('z')`, since: `DROP TABLE p`, conflict: /table "p" is gone/ },
  {
    when: 'the column of a dropped index gets another name',
    unit: `CREATE INDEX p_n ON p (n); DROP INDEX p_m`,
    since: `ALTER TABLE p RENAME m TO k`,
    conflict: /changed since/,
  },
  {
    when: 'the table of a dropped index gets another name',
    unit: `DROP INDEX p_m`,
    since: `ALTER TABLE p RENAME TO q`,
    conflict: /"p", which index "p_m" was on, is gone/,
  },
  {
    when: 'an index is made on the new name of a column',
    unit: `ALTER TABLE p RENAME m TO k`,
    since: `CREATE INDEX i ON p (n, "k")`,
    conflict: /index "i" was made for column "k" of "p" since/,
  },
  {
    when: 'an index is made on the new column',
    unit: `ALTER TABLE p ADD COLUMN k`,
    since: `CREATE INDEX i ON p ("k")`,
    conflict: /index "i" was made for column "k" of "p" since/,
  },
  {
    when: 'a trigger is made for the new name of a column',
    unit: `ALTER TABLE p RENAME m TO k`,
    since: `CREATE TRIGGER t AFTER UPDATE OF k ON p BEGIN SELECT 1; END`,
    conflict: /trigger "t" was made for column "k"/,
  },
  {
    when: 'an index is made on another column',
    unit: `ALTER TABLE p RENAME m TO k`,
    since: `CREATE INDEX i ON p (n)`,
    conflict: undefined,
  },
  {
    when: 'a row comes that a constraint would replace',
    unit: `DELETE FROM r`,
    since: `INSERT INTO r VALUES (5, 'x', 'y')`,
    conflict: /UNIQUE constraint failed: r.a/,
  },
  {
    when: 'a row comes that a constraint would keep instead',
    unit: `DELETE FROM r`,
    since: `INSERT INTO r VALUES (5, 'y', 'x')`,
    conflict: /UNIQUE constraint failed: r.b/,
  },
  {
    when: 'a row comes without a value that no longer has to be there',
    unit: `ALTER TABLE c ALTER COLUMN a DROP NOT NULL`,
    since: `INSERT INTO c VALUES (NULL, 1)`,
    conflict: /rows of "c" no longer hold to a constraint that was dropped: NULL value in c.a/,
  },
  {
    when: 'a row comes that a dropped constraint would refuse',
    unit: `ALTER TABLE c DROP CONSTRAINT more`,
    since: `INSERT INTO c VALUES (2, -1)`,
    conflict: /rows of "c" no longer hold to a constraint that was dropped: CHECK constraint failed in c/,
  },
  {
    when: 'a row comes that a dropped constraint would let in',
    unit: `ALTER TABLE c DROP CONSTRAINT more; ALTER TABLE c ALTER COLUMN a DROP NOT NULL`,
    since: `INSERT INTO c VALUES (2, 2)`,
    conflict: undefined,
  },
  {
    when: 'a row comes with the default of a new column',
    unit: `ALTER TABLE empty ADD COLUMN b INT DEFAULT '5'`,
    since: `INSERT INTO empty (a) VALUES (1)`,
    conflict: undefined,
  },
  {
    when: 'a row comes with another value in a new column',
    unit: `ALTER TABLE empty ADD COLUMN b INT DEFAULT '5'`,
    since: `INSERT INTO empty VALUES (1, 6)`,
    conflict: /column "b" of "empty" was filled since/,
  },
  {
    when: 'a view is made of a new column',
    unit: `ALTER TABLE p ADD COLUMN tier; UPDATE p SET tier = 1`,
    since: `CREATE VIEW gold AS SELECT id FROM p WHERE tier = 1`,
    conflict: /view "gold" was built upon it since/,
  },
  {
    when: 'a view is made of other columns',
    unit: `ALTER TABLE p ADD COLUMN tier; ALTER TABLE other ADD COLUMN tier`,
    since: `CREATE VIEW names AS SELECT n FROM p`,
    conflict: undefined,
  },
  {
    when: 'a view is made of the new name of a table',
    unit: `ALTER TABLE p RENAME TO q`,
    since: `CREATE VIEW names AS SELECT n FROM q`,
    conflict: /view "names" was built upon it since/,
  },
  {
    when: 'an index gets the name that a table had',
    unit: `ALTER TABLE p RENAME TO q`,
    since: `CREATE INDEX p ON other (a)`,
    conflict: /index "p" was created since/,
  },
  {
    when: 'a view is made of a table that was made',
    unit: `CREATE TABLE q (a)`,
    since: `CREATE VIEW all_q AS SELECT * FROM q`,
    conflict: /view "all_q" was built upon it since/,
  },
  {
    when: 'a trigger of another table writes a table that was made',
    unit: `CREATE TABLE q (a)`,
    since: `CREATE TRIGGER g AFTER DELETE ON other BEGIN INSERT INTO q VALUES (OLD.a); END`,
    conflict: /trigger "g" was built upon it since/,
  },
  {
    when: 'a table refers to a table that was made',
    unit: `CREATE TABLE q (a PRIMARY KEY)`,
    since: `CREATE TABLE k (a REFERENCES q)`,
    conflict: /table "k" was built upon it since/,
  },
  { when: 'a dropped table is made anew', unit: `DROP TABLE p`, since: `CREATE TABLE p (z)`, conflict: /table "p" was created since/ },
  {
    when: 'somebody puts an index on a table that was made',
    unit: `CREATE TABLE q (a)`,
    since: `CREATE INDEX i ON q (a)`,
    conflict: /index "i" was put on "q"/,
  },
  {
    when: 'a table that was made is filled, whose columns hide every name of the rowid',
    unit: `CREATE TABLE q (rowid, _rowid_, oid)`,
    since: `INSERT INTO q VALUES (1, 2, 3)`,
    conflict: /rows of "q"/,
  },
  { when: 'a table that was made is filled', unit: `CREATE TABLE q (a)`, since: `INSERT INTO q VALUES (1)`, conflict: /rows of "q"/ },
]

for (const { when, unit, since, conflict } of cases) {
  test(`revert() ${conflict ? 'is a conflict, and leaves everything,' : 'takes back only what is its own'} when in between ${when}`, async () => {
    await using world = await sqliteWorld({ sql: `${people} CREATE INDEX p_m ON p (m);` })
    const expected = conflict ? undefined : without(world, since)
    const applied = await world.apply(unit)
    world.other((db) => db.exec(since))
    const left = world.state()
    const ended = await world.revert(applied)
    if (conflict) assert.match(ended === 'reverted' ? ended : ended.conflict, conflict)
    else assert.equal(ended, 'reverted')
    assertSameState(world.state(), expected ?? left, unit)
  })
}

for (const unit of [
  'DROP TABLE p',
  'DROP INDEX p_m',
  `UPDATE p SET n = 'z'; ANALYZE`,
  'DELETE FROM sqlite_stat1',
  'DROP TABLE sqlite_stat1',
]) {
  test(`revert() is no conflict where only statistics were taken anew in between: ${unit}`, async () => {
    await using world = await sqliteWorld({ sql: `${people} CREATE INDEX p_m ON p (m); ANALYZE;` })
    const others = () => world.state().replaceAll(/^.*sqlite_stat1.*\n/gm, '')
    const before = others()
    const applied = await world.apply(unit)
    world.other((db) => db.exec('CREATE INDEX o ON other (a); ANALYZE; DROP INDEX o'))
    assert.equal(await world.revert(applied), 'reverted')
    assertSameState(others(), before, unit)
  })
}

test('revert() lets all statistics be as somebody else took them in between, where some of them differ', async () => {
  await using world = await sqliteWorld({ sql: `${people} CREATE INDEX p_m ON p (m); ANALYZE;` })
  const applied = await world.apply(`INSERT INTO r VALUES (2, 'y', 'y'), (3, 'z', 'z'); UPDATE p SET m = 'x'; ANALYZE`)
  world.other((db) => db.exec(`INSERT INTO p VALUES (9, 'q', 'q'); ANALYZE; DELETE FROM p WHERE id = 9`))
  const statistics = () => world.other((db) => db.prepare('SELECT * FROM sqlite_stat1 ORDER BY tbl, idx').all())
  const left = statistics()
  assert.equal(await world.revert(applied), 'reverted')
  assert.deepEqual(statistics(), left)
})

test('revert() puts rows behind those of somebody else that have taken their places, where a place is no data', async () => {
  await using world = await sqliteWorld({
    sql: `CREATE TABLE s (token TEXT PRIMARY KEY, n); INSERT INTO s VALUES ('a', 1), ('b', 2), ('c', 3)`,
  })
  const applied = await world.apply(`DELETE FROM s WHERE token <> 'a'`)
  world.other((db) => db.exec(`INSERT INTO s VALUES ('theirs', 4)`))
  assert.equal(await world.revert(applied), 'reverted')
  const rows = world.other((db) => db.prepare('SELECT rowid AS at, * FROM s ORDER BY rowid').all())
  assert.deepEqual(
    rows.map(({ at, token, n }) => [at, token, n]),
    [
      [1n, 'a', 1n],
      [2n, 'theirs', 4n],
      [3n, 'c', 3n],
      [4n, 'b', 2n],
    ],
  )
})

test('revert() is a conflict where a row has taken not only the place of another one, but also its key', async () => {
  await using world = await sqliteWorld({ sql: `CREATE TABLE s (token TEXT PRIMARY KEY, n); INSERT INTO s VALUES ('a', 1)` })
  const applied = await world.apply('DELETE FROM s')
  world.other((db) => db.exec(`INSERT INTO s VALUES ('a', 4)`))
  const left = world.state()
  assert.match(JSON.stringify(await world.revert(applied)), /UNIQUE constraint failed: s.token/)
  assert.equal(world.state(), left)
})

for (const [unit, built] of [
  ['CREATE TABLE q (a)', 'CREATE VIEW v AS SELECT * FROM q'],
  ['CREATE TABLE q (a)', 'CREATE TABLE v (a REFERENCES q)'],
  ['ALTER TABLE p ADD COLUMN tier', 'CREATE VIEW v AS SELECT tier FROM p'],
  ['ALTER TABLE p RENAME TO q', 'CREATE VIEW v AS SELECT * FROM q'],
] as const) {
  test(`revert() is a conflict where somebody built upon what a unit made once VACUUM had numbered the catalog anew: ${unit}; ${built}`, async () => {
    await using world = await sqliteWorld({ sql: `CREATE TABLE gone (a, b UNIQUE, c UNIQUE); ${people} DROP TABLE gone` })
    const applied = await world.apply(unit)
    world.other((db) => db.exec(`VACUUM; ${built}`))
    const left = world.state()
    assert.deepEqual(await world.revert(applied), {
      conflict: `${/view|table/i.exec(built)![0].toLowerCase()} "v" was built upon it since`,
    })
    assert.equal(world.state(), left)
  })
}

test('revert() brings counters of AUTOINCREMENT back where VACUUM has moved them', async () => {
  const tables = ['gone', 'kept'].map(
    (name) => `CREATE TABLE ${name} (id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO ${name} VALUES (9, 1);`,
  )
  await using world = await sqliteWorld({ sql: `${tables.join('')} DROP TABLE gone` })
  const counted = (): unknown =>
    world.other((db) =>
      db
        .prepare('SELECT name, seq FROM sqlite_sequence')
        .all()
        .map((row) => ({ ...row })),
    )
  const before = counted()
  const applied = await world.apply('INSERT INTO kept (a) VALUES (2)')
  world.other((db) => db.exec('VACUUM'))
  assert.equal(await world.revert(applied), 'reverted')
  assert.deepEqual(counted(), before)
})

test('revert() puts definitions right behind those that somebody has moved to their places', async () => {
  await using world = await sqliteWorld({ sql: people })
  const names = () =>
    world.other((db) => db.prepare(`SELECT rowid, name FROM sqlite_schema WHERE tbl_name NOT LIKE 'backout%' ORDER BY rowid`).all())
  const before = new Set(names().map(({ name }) => name))
  const applied = await world.apply('DROP TABLE other; DROP TABLE p; CREATE TABLE made (a)')
  world.other((db) => db.exec('VACUUM'))
  assert.equal(await world.revert(applied), 'reverted')
  assert.deepEqual(new Set(names().map(({ name }) => name)), before)
  assert.ok(names().every(({ rowid }) => Number(rowid) < 20))
  assert.deepEqual(damage(world.state()), [])
})

/** What the database would be, had only somebody else changed it. */
function without(world: SqliteWorld, since: string): string {
  return world.other((db) => {
    db.exec(`BEGIN; ${since}`)
    const state = stateOf(db)
    db.exec('ROLLBACK')
    return state
  })
}

const runs = Number(process.env['BACKOUT_PROPERTY_RUNS'] ?? 40)

test('Law: where somebody changes the database in between, a unit is taken back, or it is a conflict and everything stays', async () => {
  const counts = { reverted: 0, conflict: 0 }
  const numbers = (length: number): fc.Arbitrary<number[]> => fc.array(fc.nat(), { minLength: length, maxLength: length })
  await fc.assert(
    fc.asyncProperty(numbers(4), numbers(60), numbers(60), async (schema, ours, theirs) => {
      await using world = await sqliteWorld({ sql: randomSchema(schema) })
      const unit = world.other((db) => randomUnit(db, ours))
      const applied = await world.apply(unit, [], 'snapshot').catch(() => undefined)
      if (!applied) return
      const since = world.other((db) => randomUnit(db, theirs))
      try {
        world.other((db) => db.exec(since))
      } catch {
        // A statement of theirs that fails is one less change.
      }
      const left = world.state()
      const ended = await world.revert(applied)
      counts[ended === 'reverted' ? 'reverted' : 'conflict']++
      if (ended !== 'reverted') assertSameState(world.state(), left, `${unit}\n-- since\n${since}\n${ended.conflict}`)
      assert.deepEqual(damage(world.state()), damage(left), `${unit}\n-- since\n${since}`)
    }),
    {
      numRuns: runs,
      endOnFailure: true,
      ...(process.env['BACKOUT_PROPERTY_SEED'] && { seed: Number(process.env['BACKOUT_PROPERTY_SEED']) }),
    },
  )
  // About one in thirteen is a conflict: a few runs may see none.
  const isEnough = counts.reverted > 0 && (counts.conflict > 0 || runs < 300)
  assert.ok(isEnough, `too little happened for this to say anything: ${JSON.stringify(counts)}`)
})

function damage(state: string): readonly string[] {
  return state.split('\n').filter((line) => line.startsWith('integrity') && line !== 'integrity|ok')
}
