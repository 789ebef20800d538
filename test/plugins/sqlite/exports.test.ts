import assert from 'node:assert/strict'
import test from 'node:test'
import { sqliteDialect } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'
import { assertSameState, sqliteWorld } from './world.ts'

const sql = `
  CREATE TABLE genre (id INTEGER PRIMARY KEY, name TEXT);
  INSERT INTO genre VALUES (1, 'Rock'), (2, NULL);
  CREATE TABLE track (id INTEGER PRIMARY KEY, genre REFERENCES genre ON DELETE CASCADE);
  INSERT INTO track VALUES (1, 1), (2, 2);
  CREATE TABLE playlist (id INTEGER PRIMARY KEY);
  CREATE TABLE entry (playlist REFERENCES playlist, track REFERENCES track);
  INSERT INTO playlist VALUES (1);
  INSERT INTO entry VALUES (1, 1);`

const scripts: readonly { readonly tool: string; readonly script: string }[] = [
  {
    tool: 'Django',
    script: `PRAGMA foreign_keys=OFF;
BEGIN;
--
-- Alter field name on genre
--
CREATE TABLE "new__genre" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL);
INSERT INTO "new__genre" ("id", "name") SELECT "id", coalesce("name", '') FROM "genre";
DROP TABLE "genre";
ALTER TABLE "new__genre" RENAME TO "genre";
CREATE INDEX "genre_name_idx" ON "genre" ("name");
PRAGMA foreign_key_check;
COMMIT;
PRAGMA foreign_keys=ON;`,
  },
  {
    tool: 'Prisma',
    script: `/*
  Warnings:
  - You are about to alter the column \`name\` on the \`genre\` table.
*/
-- CreateTable
CREATE TABLE "label" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "playlist";
PRAGMA foreign_keys=on;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_genre" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT, "slug" TEXT NOT NULL DEFAULT 'x');
INSERT INTO "new_genre" ("id", "name") SELECT "id", "name" FROM "genre";
DROP TABLE "genre";
ALTER TABLE "new_genre" RENAME TO "genre";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "genre_slug_key" ON "genre"("slug", "id");`,
  },
  {
    tool: 'Drizzle',
    script: `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE \`__new_genre\` (
	\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	\`name\` text DEFAULT 'none'
);
--> statement-breakpoint
INSERT INTO \`__new_genre\`("id", "name") SELECT "id", "name" FROM \`genre\`;--> statement-breakpoint
DROP TABLE \`genre\`;--> statement-breakpoint
ALTER TABLE \`__new_genre\` RENAME TO \`genre\`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX \`genre_name_unique\` ON \`genre\` (\`name\`);--> statement-breakpoint
ALTER TABLE \`track\` ADD \`note\` text;`,
  },
  {
    tool: 'Drizzle or sqlx, which has to leave their own transaction for a switch,',
    script: `-- Custom SQL migration file, put your code below! --
COMMIT TRANSACTION;
--> statement-breakpoint
PRAGMA foreign_keys = OFF;
--> statement-breakpoint
BEGIN TRANSACTION;
--> statement-breakpoint
ALTER TABLE \`genre\` RENAME TO \`__genre_old\`;
--> statement-breakpoint
CREATE TABLE \`genre\` (\`id\` integer PRIMARY KEY NOT NULL, \`name\` text, \`label\` text REFERENCES \`label\`(\`id\`) ON DELETE set null);
--> statement-breakpoint
INSERT INTO \`genre\` SELECT \`id\`, \`name\`, null FROM \`__genre_old\`;
--> statement-breakpoint
DROP TABLE \`__genre_old\`;
--> statement-breakpoint
COMMIT TRANSACTION;
--> statement-breakpoint
PRAGMA foreign_keys = ON;
--> statement-breakpoint
BEGIN TRANSACTION;`,
  },
  {
    tool: 'Rails',
    script: `CREATE TABLE IF NOT EXISTS "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE IF NOT EXISTS "users" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "email" varchar DEFAULT '' NOT NULL);
CREATE UNIQUE INDEX "index_users_on_email" ON "users" ("email") /*application='App'*/;
INSERT INTO "schema_migrations" (version) VALUES
('20240301120000'),
('20240102030405');

`,
  },
  {
    tool: 'the sqlite3 shell',
    script: `PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE k(id integer primary key autoincrement, v real, b blob, t text);
INSERT INTO k VALUES(1,9.0e+999,X'00ff',replace('a\\nb','\\n',char(10)));
INSERT INTO k VALUES(5,-9.0e+999,NULL,'it''s');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('k',5);
CREATE TRIGGER kt after insert on k begin delete from k where id=99; end;
COMMIT;`,
  },
]

for (const { tool, script } of scripts) {
  test(`a script as ${tool} exports it runs as it stands, and is taken back`, async () => {
    await using world = await sqliteWorld({ sql })
    const before = world.state()
    const applied = await world.apply(script)
    assert.notEqual(world.state(), before)
    assert.deepEqual(
      world.other((db) => db.prepare('SELECT * FROM track').all().length),
      2,
    )
    assert.equal(await world.revert(applied), 'reverted')
    assertSameState(world.state(), before, script)
  })
}

/** A script, and what it switches; or, where it is refused, what to do with the second switch. */
const settings: readonly (readonly [script: string, settings: object | string])[] = [
  ['CREATE TABLE a (b); PRAGMA foreign_keys = 0; DELETE FROM a; PRAGMA foreign_keys = 1; CREATE INDEX i ON a (b)', { foreign_keys: 'OFF' }],
  ['PRAGMA foreign_keys = OFF; ALTER TABLE a ADD COLUMN b REFERENCES c DEFAULT 5; PRAGMA foreign_keys = ON', { foreign_keys: 'OFF' }],
  ['PRAGMA foreign_keys = OFF; CREATE TABLE a (b); PRAGMA foreign_keys = ON; DELETE FROM a', { foreign_keys: 'ON' }],
  ['CREATE TABLE a (b); PRAGMA foreign_keys = OFF; CREATE TABLE b (c)', {}],
  [
    'PRAGMA legacy_alter_table = ON; ALTER TABLE a RENAME TO b; PRAGMA legacy_alter_table = OFF; DELETE FROM b',
    { legacy_alter_table: 'ON' },
  ],
  ['PRAGMA foreign_keys = 0; DROP TABLE a; PRAGMA defer_foreign_keys = 1; DROP TABLE b', { foreign_keys: 'OFF' }],
  ['PRAGMA defer_foreign_keys = 1; DELETE FROM a', { defer_foreign_keys: 'ON' }],
  ['PRAGMA foreign_keys = OFF; DROP TABLE a; PRAGMA foreign_keys = ON; DELETE FROM b', 'Leave it out, so that line 1 holds to the end'],
  ['DELETE FROM b; PRAGMA foreign_keys = OFF; DROP TABLE a', 'Write it first in the script'],
  ['DELETE FROM b; PRAGMA recursive_triggers = ON; DELETE FROM a', 'Write it first in the script'],
]

for (const [script, wanted] of settings) {
  if (typeof wanted === 'string')
    test(`a switch is refused: ${script}`, () =>
      assert.throws(() => sqliteDialect.read(script), {
        code: 'invalid',
        message: /it holds for the whole step/,
        hint: `${wanted}, or split the script into steps`,
      }))
  else
    test(`a switch holds for the whole script as ${JSON.stringify(wanted)}: ${script}`, async () =>
      assert.deepEqual((await sqliteDialect.read(script)).batches[0]?.settings, wanted))
}

const idle: readonly (readonly [script: string, says: RegExp])[] = [
  ['PRAGMA foreign_keys = OFF', /on line 1: it holds for its own step only, which does nothing else/],
  ['BEGIN; PRAGMA defer_foreign_keys = ON; COMMIT', /Cannot switch "PRAGMA defer_foreign_keys = ON"/],
  ['SAVEPOINT a', /Cannot run SAVEPOINT on line 1/],
  ['-- later\nEND', /Cannot run COMMIT on line 2/],
  ['BEGIN', /Cannot run BEGIN/],
  ['COMMIT; BEGIN', /Cannot run BEGIN/],
  ['BEGIN; SAVEPOINT a; COMMIT', /Cannot run /],
]

for (const [script, message] of idle) {
  test(`a script that would do nothing by itself, and was meant for more than its step, is refused: ${JSON.stringify(script)}`, () =>
    assert.throws(() => sqliteDialect.read(script), { code: 'invalid', message }))
}

test('a script of a migration that is empty may have its BEGIN and COMMIT', async () =>
  assert.deepEqual((await sqliteDialect.read('BEGIN;\n--\n-- Raw Python operation\n--\nCOMMIT;')).batches, []))

const large = 8_000_000

for (const [what, text] of [
  ['string', `'${"x''".repeat(large / 4)}'`],
  ['quoted name', `"${'x'.repeat(large)}"`],
  ['blob', `x'${'0f'.repeat(large / 2)}'`],
  ['comment', `/*${'* '.repeat(large / 2)}*/ 1`],
  ['run of comments', `${'-- \n'.repeat(large / 4)} 1`],
] as const) {
  test(`a script may hold a large ${what}`, async () => {
    const { batches } = await sqliteDialect.read(`INSERT INTO t VALUES (${text}); DELETE FROM t`)
    assert.deepEqual(
      batches[0]?.statements.map(({ kind }) => kind),
      ['insert', 'delete'],
    )
  })
}
