import assert from 'node:assert/strict'
import test from 'node:test'
import { PlanError } from '@backout/core/plugin'
import { readScript, sqliteDialect } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'
import { sqliteWorld } from './world.ts'

const sql = `
  CREATE TABLE mine (id INTEGER PRIMARY KEY, n);
  INSERT INTO mine VALUES (1, 'a'), (2, 'b');
  CREATE TABLE theirs (id INTEGER PRIMARY KEY AUTOINCREMENT, n);
  INSERT INTO theirs VALUES (1, 'theirs');
  CREATE INDEX theirs_n ON theirs (n);
  CREATE VIEW through AS SELECT * FROM theirs;
  CREATE VIRTUAL TABLE words USING fts5 (body);
  CREATE TABLE parents (id INTEGER PRIMARY KEY);
  CREATE TABLE children (id INTEGER PRIMARY KEY, parent REFERENCES parents ON DELETE CASCADE);
  INSERT INTO parents VALUES (1);
  INSERT INTO children VALUES (1, 1);
  CREATE TABLE audited (id INTEGER PRIMARY KEY);
  CREATE TRIGGER audit AFTER INSERT ON audited BEGIN INSERT INTO theirs (n) VALUES (new.id); END;
  CREATE TABLE copied (id INTEGER PRIMARY KEY, parent REFERENCES parents);
  CREATE TRIGGER copying AFTER INSERT ON copied BEGIN INSERT INTO mine (n) SELECT id FROM parents; END;
  CREATE TABLE quiet (id INTEGER PRIMARY KEY);
  CREATE TRIGGER backout_own_log_0_insert AFTER INSERT ON quiet BEGIN DELETE FROM theirs; END;
  CREATE VIEW backout_own_log_1 AS SELECT * FROM theirs;`

const refused: readonly { readonly when: string; readonly unit: string; readonly code?: string; readonly scope?: readonly string[] }[] = [
  { when: 'a table is named in quotes', unit: `DELETE FROM "main"."theirs"` },
  { when: 'a table is named as a string', unit: `DELETE FROM 'theirs'` },
  { when: 'a table is named in brackets, in another case', unit: `UPDATE main.[THEIRS] SET n = 1` },
  { when: 'the statement begins with WITH', unit: `WITH d AS (SELECT 1) DELETE FROM theirs WHERE id IN d` },
  { when: 'a common table has the name of a table', unit: `WITH theirs AS (SELECT 1 AS n) INSERT INTO mine (n) SELECT n FROM main.theirs` },
  { when: 'a table is read', unit: `INSERT INTO mine SELECT id + 9, n FROM theirs` },
  {
    when: 'its rows are counted beside a table of TEMP',
    unit: `CREATE TEMP TABLE theirs (a); INSERT INTO mine (n) SELECT count(*) FROM main.theirs`,
  },
  { when: 'a view leads to it', unit: `INSERT INTO mine (n) SELECT n FROM through`, scope: ['mine', 'through'] },
  { when: 'a view of TEMP leads to it', unit: `CREATE TEMP VIEW v AS SELECT * FROM theirs; INSERT INTO mine (n) SELECT n FROM v` },
  {
    when: 'a view has a name like one of ours',
    unit: `INSERT INTO mine (n) SELECT n FROM backout_own_log_1`,
    scope: ['mine', 'backout_own*'],
  },
  { when: 'a trigger writes it', unit: `INSERT INTO audited VALUES (1)`, scope: ['audited'] },
  {
    when: 'a trigger reads what a foreign key has only looked at before',
    unit: `INSERT INTO copied VALUES (1, 1)`,
    scope: ['copied', 'mine'],
  },
  { when: 'a trigger has a name like one of ours', unit: `INSERT INTO quiet VALUES (1)`, scope: ['quiet'] },
  { when: 'a trigger is made for it', unit: `CREATE TRIGGER t AFTER INSERT ON mine BEGIN DELETE FROM theirs; END` },
  { when: 'a trigger of TEMP writes it', unit: `CREATE TEMP TRIGGER t AFTER INSERT ON mine BEGIN DELETE FROM main.theirs; END` },
  { when: 'a cascade deletes from it', unit: `DELETE FROM parents`, scope: ['parents'] },
  { when: 'it is dropped', unit: `DROP TABLE theirs` },
  { when: 'it is given a name in scope', unit: `ALTER TABLE theirs RENAME TO mine2`, scope: ['mine*'] },
  { when: 'a table is given a name out of scope', unit: `ALTER TABLE mine RENAME TO ours` },
  {
    when: 'a table is given a name out of scope beside one of TEMP',
    unit: `CREATE TEMP TABLE mine (a); ALTER TABLE main.mine RENAME TO ours`,
  },
  { when: 'it is indexed', unit: `CREATE INDEX mine_2 ON theirs (id)` },
  { when: 'an index of it is dropped', unit: `DROP INDEX theirs_n` },
  { when: 'an index of it is built anew', unit: `REINDEX theirs_n` },
  { when: 'all indexes are built anew', unit: `REINDEX` },
  { when: 'its statistics are taken', unit: `ANALYZE theirs` },
  { when: 'a trigger of it is dropped', unit: `DROP TRIGGER audit` },
  {
    when: 'a virtual table reads it',
    unit: `CREATE VIRTUAL TABLE mine_w USING fts5 (n, content = 'theirs', content_rowid = 'id'); INSERT INTO mine (n) SELECT n FROM mine_w`,
    scope: ['mine*'],
  },
  { when: 'a counter is set', unit: `INSERT INTO sqlite_sequence VALUES ('theirs', 1)` },
  { when: 'the header is written', unit: `PRAGMA user_version = 9` },
  { when: 'the catalog is written', unit: `UPDATE sqlite_schema SET sql = 'x'`, code: 'failed' },
  { when: 'the catalog is opened to writing', unit: `PRAGMA writable_schema = ON; DELETE FROM sqlite_schema`, code: 'invalid' },
  { when: 'a switch holds more SQL', unit: `PRAGMA foreign_keys = 'off; DELETE FROM theirs'; DELETE FROM mine`, code: 'invalid' },
  {
    when: 'a switch holds more SQL in quotes',
    unit: `PRAGMA recursive_triggers("on; DELETE FROM theirs"); DELETE FROM mine`,
    code: 'invalid',
  },
  { when: 'a switch hides behind EXPLAIN', unit: `EXPLAIN PRAGMA ignore_check_constraints = ON; DELETE FROM mine`, code: 'refused' },
  { when: 'another file is attached', unit: `ATTACH 'other.db' AS other`, code: 'invalid' },
  { when: 'a copy is written to another file', unit: `VACUUM INTO 'other.db'`, code: 'invalid' },
  { when: 'the settings are a table', unit: `INSERT INTO mine (n) SELECT * FROM pragma_optimize`, code: 'invalid' },
  { when: 'a library is loaded', unit: `INSERT INTO mine (n) SELECT load_extension('x')`, code: 'refused' },
  { when: 'the transaction ends early', unit: `DELETE FROM mine; COMMIT; DELETE FROM mine`, code: 'invalid' },
  { when: 'the ledger is written', unit: `DELETE FROM backout_ledger`, code: 'refused', scope: ['*'] },
  {
    when: 'a trigger has the name of the ledger',
    unit: `CREATE TRIGGER backout_runs AFTER INSERT ON mine BEGIN SELECT 1; END`,
    code: 'refused',
  },
  { when: 'a table gets the name of the ledger', unit: `ALTER TABLE mine RENAME TO backout_ledger`, code: 'refused', scope: ['*'] },
  { when: 'the ledger is read', unit: `INSERT INTO mine (n) SELECT key FROM "BACKOUT_ledger"`, code: 'refused', scope: ['*'] },
]

for (const how of ['apply', 'execute'] as const) {
  for (const { when, unit, code = 'out-of-scope', scope = ['mine'] } of refused) {
    test(`${how === 'apply' ? 'executeReversibly' : 'execute'}() refuses a unit as ${code}, and leaves nothing of it, when ${when}`, async () => {
      await using world = await sqliteWorld({ sql, scope })
      const before = world.state()
      const error = await world[how](unit).then(
        () => undefined,
        (cause: unknown) => cause,
      )
      assert.ok(error instanceof PlanError, 'it ran')
      assert.equal(error.code, code, error.message)
      assert.equal(world.state(), before)
    })
  }
}

const named = `CREATE TABLE parents (k PRIMARY KEY); CREATE TABLE children (parent REFERENCES parents (k)); CREATE VIEW through AS SELECT k FROM parents`

const allowed: readonly { readonly when: string; readonly unit: string; readonly scope?: readonly string[]; readonly sql?: string }[] = [
  { when: 'a trigger writes within scope', unit: `INSERT INTO audited VALUES (1)`, scope: ['audited', 'theirs'] },
  { when: 'a cascade stays within scope', unit: `DELETE FROM parents`, scope: ['parents', 'children'] },
  {
    when: 'the elements of a list are taken for a table',
    unit: `INSERT INTO mine (n) SELECT value FROM json_each('[1, 2]'); DELETE FROM mine WHERE n IN (SELECT atom FROM json_tree('[[1]]'))`,
  },
  { when: 'a foreign key only looks at a table', unit: `INSERT INTO children VALUES (2, 1)`, scope: ['children'] },
  { when: 'a view leads to a table in scope', unit: `INSERT INTO mine (n) SELECT n FROM through`, scope: ['mine', 'through', 'theirs'] },
  {
    when: 'an index of it is made, built anew and dropped',
    unit: `CREATE INDEX i ON mine (n); REINDEX i; DROP INDEX i; INSERT INTO mine (n) VALUES (1)`,
  },
  {
    when: 'a table of TEMP is used on the way',
    unit: `CREATE TEMP TABLE k AS SELECT * FROM mine; INSERT INTO mine (n) SELECT n FROM k; CREATE TEMP VIEW l AS SELECT n FROM k; DELETE FROM mine WHERE n IN l; DROP TABLE k`,
  },
  {
    when: 'a trigger that leads out of scope is on rows that REPLACE removes, for which it does not fire',
    unit: `REPLACE INTO mine VALUES (1, 'new')`,
    scope: ['mine'],
    sql: `${sql} CREATE TRIGGER mine_gone AFTER DELETE ON mine BEGIN DELETE FROM theirs; END;`,
  },
  {
    when: 'a table of TEMP is altered, and its rows are counted',
    unit: `CREATE TEMP TABLE k (a INTEGER PRIMARY KEY); ALTER TABLE k ADD COLUMN b; ALTER TABLE temp.k DROP COLUMN b; INSERT INTO mine (n) SELECT count(*) FROM k`,
  },
  {
    when: 'a table of TEMP gets another name',
    unit: `CREATE TEMP TABLE k AS SELECT * FROM mine; ALTER TABLE k RENAME TO j; ALTER TABLE temp.j RENAME TO i; INSERT INTO mine (n) SELECT n FROM i`,
  },
  {
    when: 'a virtual table of TEMP is used on the way',
    unit: `CREATE VIRTUAL TABLE temp.k USING fts5 (n); INSERT INTO k SELECT n FROM mine; INSERT INTO mine (n) SELECT n FROM k WHERE k MATCH 'a'`,
  },
  {
    when: 'a table is renamed that a foreign key and a view out of scope name',
    unit: `ALTER TABLE parents RENAME TO mine`,
    scope: ['parents', 'mine'],
    sql: named,
  },
  {
    when: 'a column is renamed that a foreign key and a view out of scope name',
    unit: `ALTER TABLE parents RENAME COLUMN k TO key`,
    scope: ['parents'],
    sql: named,
  },
  { when: 'the header is in scope', unit: `PRAGMA user_version = 9`, scope: ['pragma user_version'] },
]

for (const { when, unit, scope = ['mine'], sql: begin = sql } of allowed) {
  test(`executeReversibly() runs a unit, and takes it back, when ${when}`, async () => {
    await using world = await sqliteWorld({ sql: begin, scope })
    const before = world.state()
    const applied = await world.apply(unit)
    assert.notEqual(world.state(), before)
    assert.equal(await world.revert(applied), 'reverted')
    assert.equal(world.state(), before)
  })
}

for (const module of ['fts5 (body)', 'fts4 (body)', 'rtree (id, x0, x1)']) {
  for (const unit of ['DROP TABLE words', 'ALTER TABLE words RENAME TO phrases', 'DROP TABLE words; CREATE TABLE words (a)']) {
    test(`execute() takes the tables in which a virtual table keeps its data for part of it: ${module}: ${unit}`, async () => {
      const begin = `CREATE VIRTUAL TABLE words USING ${module}; CREATE VIRTUAL TABLE words_more USING ${module}`
      await using world = await sqliteWorld({ sql: begin, scope: ['words', 'phrases'] })
      await world.execute(unit)
      await assert.rejects(world.execute(unit.replaceAll('words', 'words_more')), { code: 'out-of-scope' })
    })
  }
}

test('execute() holds each table in which a virtual table keeps its data to be of the one it belongs to', async () => {
  const begin = `CREATE TABLE mine (n); CREATE VIRTUAL TABLE words USING fts5 (body); CREATE VIRTUAL TABLE words_more USING fts5 (body)`
  await using world = await sqliteWorld({ sql: begin, scope: ['mine', 'words'] })
  const terms = (table: string) =>
    `CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', '${table}', 'row'); INSERT INTO mine SELECT term FROM temp.terms`
  await world.execute(terms('words'))
  await assert.rejects(world.execute(terms('words_more')), { code: 'out-of-scope' })
})

const queries: readonly (readonly [when: string, sql: string, code: string | undefined])[] = [
  ['a table in scope is read', 'SELECT * FROM mine', undefined],
  ['the catalog is read', 'SELECT name FROM sqlite_schema', undefined],
  ['a setting is read', 'SELECT * FROM pragma_user_version', undefined],
  [
    'the elements of a list are read',
    `SELECT value FROM json_each('[1, 2]') WHERE value NOT IN (SELECT atom FROM json_tree('[1]') WHERE atom NOTNULL)`,
    undefined,
  ],
  [
    'what a recursion gives is counted',
    'WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT count(*) FROM c, mine',
    undefined,
  ],
  ['a table out of scope is read', 'SELECT * FROM theirs', 'out-of-scope'],
  ['the rows of a table out of scope are counted', 'SELECT count(*) FROM theirs', 'out-of-scope'],
  ['the pages of the file are counted', 'SELECT count(*) FROM dbstat', 'out-of-scope'],
  ['a view leads out of scope', 'SELECT * FROM through', 'out-of-scope'],
  ['a join leads out of scope', 'SELECT * FROM mine, (SELECT n FROM main."theirs")', 'out-of-scope'],
  ['the text writes', 'DELETE FROM mine RETURNING id', 'refused'],
  ['WITH hides that it writes', 'WITH a AS (SELECT 1) INSERT INTO mine (n) SELECT 1', 'refused'],
  ['a statement that would write is explained', 'EXPLAIN DELETE FROM mine', undefined],
  ['a statement is explained that would write out of scope', 'EXPLAIN DELETE FROM theirs', 'out-of-scope'],
  ['a setting is changed behind EXPLAIN', 'EXPLAIN PRAGMA user_version = 4', 'refused'],
  ['a setting is changed by a table', 'SELECT * FROM pragma_optimize', 'invalid'],
  ['the ledger is read', 'SELECT * FROM backout_runs', 'out-of-scope'],
]
for (const mode of ['run', 'preview'] as const) {
  for (const [when, text, code] of queries) {
    test(`query() of a session of a ${mode} ${code === undefined ? 'answers' : `is ${code}`} when ${when}`, async () => {
      await using world = await sqliteWorld({ sql, scope: ['mine', 'through'] })
      await using session = await world.open('write', mode)
      const before = world.state()
      const asked = (async () => session.query(readScript(text).batches[0]!.statements[0]!, []))()
      if (code === undefined) assert.ok((await asked).rows.length > 0)
      else await assert.rejects(asked, (error) => error instanceof PlanError && error.code === code)
      assert.equal(world.state(), before)
    })
  }
}

for (const text of ['DELETE FROM backout_ledger', 'SELECT * FROM main."Backout_Runs"', 'ALTER TABLE mine RENAME TO backout_ledger'])
  test(`sqliteDialect.read() refuses ${text}, so that no scope is asked for it`, () =>
    assert.throws(() => sqliteDialect.read(text), { code: 'invalid', message: /it is Backout's own$/ }))
