import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import { PlanError } from '@backout/core/plugin'
import fc from 'fast-check'
import { randomSchema, randomUnit } from './random.ts'
import { assertSameState, sqliteWorld, stateOf } from './world.ts'

const odd = `CREATE TABLE p (a, b); INSERT INTO p VALUES (1, 1); CREATE TABLE c (x REFERENCES p (a)); CREATE TABLE q (a)`

const cases: readonly { readonly when: string; readonly sql?: string; readonly script: string }[] = [
  {
    when: 'comments and spaces stand behind definitions',
    script: `CREATE TABLE a (b TEXT) STRICT /* of a */ ; CREATE TABLE b (c) -- of b
      ; CREATE INDEX i ON a (b) /* of i */; CREATE VIEW v AS SELECT 1 /* of v */\n; CREATE TABLE d (k PRIMARY KEY) WITHOUT ROWID
      ; ALTER TABLE a ADD COLUMN c INT /* of c */ ; CREATE TRIGGER g AFTER INSERT ON b BEGIN SELECT 1; END -- of g
      ; CREATE TABLE e AS SELECT 1 AS f /* of e */; CREATE VIRTUAL TABLE w USING fts5 (x) /* of w */; CREATE VIEW z AS SELECT 2 -- of z`,
  },
  {
    when: 'rows are inserted behind an update, and a foreign key refers to what cannot be referred to',
    sql: odd,
    script: `UPDATE p SET b = 2 WHERE b = 1; UPDATE q SET a = 1 WHERE a = 2; INSERT INTO p VALUES (3, 3); UPDATE p SET b = 4 WHERE a = 3; INSERT INTO p VALUES (5, 5)`,
  },
  {
    when: 'rows of tables in TEMP refer to each other',
    sql: odd,
    script: `CREATE TEMP TABLE s (i PRIMARY KEY, r REFERENCES t DEFERRABLE INITIALLY DEFERRED); CREATE TEMP TABLE t (i PRIMARY KEY, r REFERENCES s);
      INSERT INTO s VALUES (1, 1); INSERT INTO t VALUES (1, 1); INSERT INTO q SELECT i FROM s`,
  },
  {
    when: 'a row of a table in TEMP refers to nothing at the COMMIT',
    sql: odd,
    script: `CREATE TEMP TABLE s (i PRIMARY KEY, r REFERENCES s DEFERRABLE INITIALLY DEFERRED); INSERT INTO s VALUES (1, 7); INSERT INTO q VALUES (1)`,
  },
  {
    when: 'an update that replaces leaves the row in an index with its key',
    sql: `CREATE TABLE t (k INTEGER PRIMARY KEY, a, b UNIQUE); CREATE UNIQUE INDEX i ON t (k, a); INSERT INTO t VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3)`,
    script: `UPDATE OR REPLACE t SET a = a, b = 2 WHERE k = 3`,
  },
]

for (const { when, sql = '', script } of cases) {
  test(`a unit does exactly what SQLite itself would, and is taken back, when ${when}`, async () => {
    await using world = await sqliteWorld({ sql })
    const before = world.state()
    const plain = plainly(world.path, script)
    const applied = await world.apply(script).catch(() => undefined)
    assertSameState(world.state(), plain.state, script)
    assert.equal(applied !== undefined, plain.committed)
    if (!applied) return
    assert.equal(await world.revert(applied), 'reverted')
    assertSameState(world.state(), before, script)
  })
}

const runs = Number(process.env['BACKOUT_PROPERTY_RUNS'] ?? 25)

test('any unit on SQLite does exactly what SQLite itself would, or fails where that fails', async () => {
  const counts = { done: 0, failed: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
      async (schema, numbers) => {
        await using world = await sqliteWorld({ sql: randomSchema(schema) })
        const script = world.other((db) => randomUnit(db, numbers))
        const plain = plainly(world.path, script)
        const applied = await world.apply(script, [], 'snapshot').catch((error: unknown) => error as Error)
        counts[plain.committed ? 'done' : 'failed']++
        if (applied instanceof PlanError && /^(?:refused|invalid)$/.test(applied.code)) return
        assert.equal(!(applied instanceof Error), plain.committed, `${script}\n${String(applied)}`)
        if (!hasRandomRowid(plain.state)) assertSameState(comparable(world.state()), comparable(plain.state), script)
      },
    ),
    { numRuns: runs, ...(process.env['BACKOUT_PROPERTY_SEED'] && { seed: Number(process.env['BACKOUT_PROPERTY_SEED']) }) },
  )
  assert.ok(counts.done > counts.failed, `too many units fail for this to say anything: ${JSON.stringify(counts)}`)
})

/** Behind the largest rowid, SQLite draws those of new rows. */
function hasRandomRowid(state: string): boolean {
  return state.includes('|9223372036854775807|')
}

/** Without what depends on more than the statements: statistics, which count rows of the ledger, and the blocks of indexes, which depend on when they are written. */
function comparable(state: string): string {
  return state
    .split('\n')
    .filter((line) => !/^sqlite_stat|^(?:words|boxes|f\d)_/.test(line))
    .join('\n')
}

/** What a copy of the database is once SQLite has run a script in one transaction, and whether it could be committed. */
function plainly(path: string, script: string): { readonly state: string; readonly committed: boolean } {
  copyFileSync(path, `${path}-plain`)
  const db = new DatabaseSync(`${path}-plain`, { readBigInts: true, enableDoubleQuotedStringLiterals: false })
  try {
    const [switches = ''] = /^PRAGMA (?:foreign_keys|ignore_check_constraints) = \w+;/.exec(script) ?? []
    db.exec(`${switches}; BEGIN`)
    db.exec(script)
    db.exec('COMMIT')
    return { state: stateOf(db), committed: true }
  } catch {
    if (db.isTransaction) db.exec('ROLLBACK')
    return { state: stateOf(db), committed: false }
  } finally {
    db.close()
  }
}
