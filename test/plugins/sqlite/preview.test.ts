import assert from 'node:assert/strict'
import test from 'node:test'
import { PlanError } from '@backout/core/plugin'
import type { Estimate, UndoKind } from '../../../packages/plugins/src/sql/session.ts'
import { sqliteDialect } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'
import { type SqliteWorld, sqliteWorld } from './world.ts'

const sql = `
  CREATE TABLE parents (id INTEGER PRIMARY KEY, name UNIQUE);
  CREATE TABLE children (id INTEGER PRIMARY KEY, parent REFERENCES parents ON DELETE CASCADE);
  CREATE TABLE later (id INTEGER PRIMARY KEY, parent REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
  INSERT INTO parents VALUES (1, 'a'), (2, 'b');
  INSERT INTO children VALUES (1, 1), (2, 1);
  INSERT INTO later VALUES (1, 1);
  CREATE VIEW seen AS SELECT name FROM parents;
  CREATE TRIGGER seen_in INSTEAD OF INSERT ON seen BEGIN INSERT INTO parents (name) VALUES (NEW.name); END;
  CREATE VIRTUAL TABLE words USING fts5 (body);
  CREATE TABLE hidden (rowid, _rowid_, oid);
  INSERT INTO hidden VALUES (1, 2, 3);
  CREATE TABLE said (word);
  CREATE TRIGGER said_in AFTER INSERT ON said BEGIN INSERT INTO words VALUES (NEW.word); END;`

const counted: readonly { readonly unit: string; readonly rows: readonly (number | undefined)[] }[] = [
  { unit: `DELETE FROM parents WHERE id = 2; DELETE FROM parents WHERE id = 2`, rows: [1, 0] },
  { unit: `INSERT INTO parents (name) VALUES ('a'), ('c') ON CONFLICT DO NOTHING; UPDATE parents SET name = name || 'x'`, rows: [1, 3] },
  { unit: `INSERT INTO seen VALUES ('d')`, rows: [0] },
  { unit: `CREATE TABLE t (a); INSERT INTO t VALUES (1), (2) RETURNING a; DROP TABLE t`, rows: [undefined, 2, undefined] },
  { unit: `REPLACE INTO parents VALUES (2, 'z')`, rows: [1] },
]

for (const { unit, rows } of counted) {
  test(`estimate() counts what a run would: ${unit}`, async () => {
    await using world = await sqliteWorld({ sql })
    const before = world.state()
    const estimates = await estimate(world, unit, 'derived')
    assert.deepEqual(
      estimates?.map((one) => one.rows),
      rows,
    )
    assert.equal(world.state(), before)
    const { outcomes } = await world.apply(unit)
    assert.deepEqual(
      outcomes.map((one) => one.rows),
      rows.map((count) => count ?? 0),
    )
  })
}

test('executeReversibly() of a preview does what a run does, time and again, and leaves nothing behind but that', async () => {
  await using world = await sqliteWorld({ sql })
  await using session = await world.open('write', 'preview')
  const statements = async (text: string) => (await sqliteDialect.read(text)).batches[0]!
  const unit = `UPDATE parents SET name = name || 'x'; CREATE TEMP TABLE passing (a); DELETE FROM children WHERE id = 2; DROP TABLE later`
  for (const text of [unit, unit.replace('DROP TABLE later', 'REPLACE INTO parents VALUES (1, 2)')]) {
    const { outcomes, undo } = await session.executeReversibly!(await statements(text), [], 'derived')
    assert.deepEqual([outcomes[0], [...undo]], [{ rows: 2 }, []])
  }
  const left = `SELECT (SELECT group_concat(name) FROM parents) AS names, (SELECT count(*) FROM sqlite_temp_schema) AS temporary`
  assert.deepEqual((await session.query((await statements(left)).statements[0]!, [])).rows, [{ names: '2,bxx', temporary: 0n }])
})

const noted: readonly (readonly [unit: string, note: string | undefined])[] = [
  [`DELETE FROM parents WHERE id = 2`, 'also writes "children"'],
  [`INSERT INTO seen VALUES ('d')`, 'also writes "parents"'],
  [`DELETE FROM children`, undefined],
  [`PRAGMA foreign_keys = OFF; DELETE FROM parents WHERE id = 2`, undefined],
  [`DROP TABLE children`, 'drops 2 rows'],
]

for (const [unit, note] of noted) {
  test(`estimate() notes ${note ?? 'nothing'} where the statement is ${unit}`, async () => {
    await using world = await sqliteWorld({ sql })
    assert.equal((await estimate(world, unit, 'derived'))?.[0]?.note, note)
  })
}

test('estimate() passes over the rows of a virtual table that shows those of a table which is gone', async () => {
  await using world = await sqliteWorld({ sql: `CREATE TABLE t (a); CREATE VIRTUAL TABLE f USING fts5 (a, content = t)` })
  const estimates = await estimate(world, 'DROP TABLE t; DROP TABLE f', 'derived')
  assert.deepEqual(
    estimates?.map(({ note, failure }) => failure ?? note),
    ['drops 0 rows', undefined],
  )
})

test('estimate() notes what a snapshot copies aside, where it does first', async () => {
  await using world = await sqliteWorld({ sql })
  const unit = `INSERT INTO said VALUES ('a'); UPDATE words SET body = 'b'; DELETE FROM hidden; DELETE FROM later`
  const notes = (await estimate(world, unit, 'snapshot'))!.map(({ note }) => note)
  assert.deepEqual(notes, ['also writes "words", copies "words" aside', undefined, 'copies "hidden" aside', undefined])
})

for (const unit of [`INSERT INTO words VALUES ('a')`, `INSERT INTO said VALUES ('a')`, `DELETE FROM hidden`]) {
  test(`estimate() refuses what a run would refuse, and only where an undo is wanted: ${unit}`, async () => {
    await using world = await sqliteWorld({ sql })
    const refused = (error: unknown): boolean => error instanceof PlanError && error.code === 'refused'
    await assert.rejects(estimate(world, unit, 'derived'), refused)
    await assert.rejects(world.apply(unit), refused)
    const [known] = (await estimate(world, unit))!
    assert.equal(known?.failure, undefined)
    await world.execute(unit)
  })
}

const failing: readonly { readonly when: string; readonly unit: string; readonly says: RegExp; readonly hint?: RegExp }[] = [
  {
    when: 'a deferred key holds for no row',
    unit: `INSERT INTO later VALUES (7, 9)`,
    says: /Cannot commit .*: row 7 of "later" refers to no row of "parents"$/,
  },
  {
    when: 'a table is made anew that a deferred key refers to',
    unit: `DELETE FROM children; DROP VIEW seen; CREATE TABLE n (id INTEGER PRIMARY KEY, name); INSERT INTO n SELECT * FROM parents; DROP TABLE parents; ALTER TABLE n RENAME TO parents`,
    says: /Cannot commit .*: rows of a table that was dropped were referred to/,
    hint: /PRAGMA foreign_keys = OFF/,
  },
  {
    when: 'a table is made anew that a view stands on',
    unit: `PRAGMA foreign_keys = OFF; CREATE TABLE n AS SELECT * FROM parents; DROP TABLE parents; ALTER TABLE n RENAME TO parents`,
    says: /Cannot run ALTER TABLE on line 1 .*error in view seen/,
    hint: /PRAGMA legacy_alter_table = ON/,
  },
  {
    when: 'a table gets a column whose rows can only be told by where they stand',
    unit: `ALTER TABLE hidden ADD COLUMN more`,
    says: /the columns of "hidden" hide every name of its rowid/,
    hint: /Give the step a `rollback`/,
  },
  {
    when: 'a column gets another name that a trigger of a view stands on',
    unit: `ALTER TABLE parents RENAME COLUMN name TO title`,
    says: /Cannot run ALTER TABLE on line 1 .*error in trigger seen_in after rename/,
    hint: /anew behind$/,
  },
  {
    when: 'a table is dropped that a key refers to',
    unit: `CREATE TABLE strict_child (parent REFERENCES parents);\nINSERT INTO strict_child VALUES (1);\nDROP TABLE parents`,
    says: /Cannot run DROP TABLE on line 3 .*FOREIGN KEY/,
    hint: /PRAGMA foreign_keys = OFF/,
  },
  {
    when: 'a text is in double quotes',
    unit: `UPDATE parents SET name = "nobody"`,
    says: /Cannot run UPDATE on line 1 .*no such column: "nobody"/,
    hint: /single quotes, or .*doubleQuotedStrings: true$/,
  },
  {
    when: 'a function is called that only an application has',
    unit: `UPDATE parents SET name = normalized(name)`,
    says: /Cannot run UPDATE on line 1 .*no such function: normalized/,
    hint: /let a command of that application run the statement$/,
  },
]

test('execute() says of an index of words that does not fit its table that it has to be rebuilt, and not that the file is damaged', async () => {
  const begin = `CREATE TABLE t (id INTEGER PRIMARY KEY, body); INSERT INTO t VALUES (1, 'words'); CREATE VIRTUAL TABLE w USING fts5 (body, content = t, content_rowid = id)`
  await using world = await sqliteWorld({ sql: begin })
  await assert.rejects(world.execute('DELETE FROM w'), { code: 'failed', message: /does not fit the table/, hint: /'rebuild'/ })
})

for (const { when, unit, says, hint } of failing) {
  test(`executeReversibly() says what stands in the way, and what to do, when ${when}`, async () => {
    await using world = await sqliteWorld({ sql })
    const before = world.state()
    await assert.rejects(world.apply(unit), (error: unknown) => {
      assert.ok(error instanceof PlanError)
      assert.match(error.message, says)
      if (hint) assert.match(error.hint ?? '', hint)
      return true
    })
    assert.equal(world.state(), before)
  })
}

async function estimate(world: SqliteWorld, unit: string, undo?: UndoKind): Promise<readonly Estimate[] | undefined> {
  await using session = await world.open('write', 'preview')
  const { batches } = await sqliteDialect.read(unit)
  return await session.estimate!(batches[0]!, [], undo)
}
