import assert from 'node:assert/strict'
import test from 'node:test'
import type { Params } from '../../../packages/plugins/src/sql/session.ts'
import { assertSameState, sqliteWorld } from './world.ts'

interface Case {
  readonly when: string
  readonly sql: string
  readonly unit: string
  readonly params?: Params
}

const people = `CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT); INSERT INTO p VALUES (1, 'a'), (2, 'b'), (9, NULL);`
const log = `CREATE TABLE log (at INTEGER PRIMARY KEY AUTOINCREMENT, what); INSERT INTO log (what) VALUES ('old');`
const tree = `CREATE TABLE n (id INTEGER PRIMARY KEY, up REFERENCES n ON DELETE CASCADE ON UPDATE CASCADE, v);
  INSERT INTO n VALUES (1, NULL, 'r'), (2, 1, 's'), (3, 2, 't'), (4, NULL, 'u');`

const cases: readonly Case[] = [
  {
    when: 'values that are to be unique change places, and others do not',
    sql: `CREATE TABLE u (id INTEGER PRIMARY KEY, a UNIQUE, b, UNIQUE (b, id)); INSERT INTO u VALUES (1, 'x', 1), (2, 'y', 2), (3, 'z', 3)`,
    unit: `UPDATE u SET a = NULL; UPDATE u SET a = char(123 - id), b = b * 10; UPDATE u SET b = 0 WHERE id = 3`,
  },
  {
    when: 'what is to be unique is an expression',
    sql: `CREATE TABLE u (id INTEGER PRIMARY KEY, a, b); CREATE UNIQUE INDEX i ON u (a, b + 0); INSERT INTO u VALUES (1, 1, 1), (2, 1, 2)`,
    unit: `UPDATE u SET b = b + 10; UPDATE u SET b = 3 - (b - 10)`,
  },
  {
    when: 'only some rows are to be unique',
    sql: `CREATE TABLE u (id INTEGER PRIMARY KEY, a, live); CREATE UNIQUE INDEX i ON u (a) WHERE live; INSERT INTO u VALUES (1, 'x', 1), (2, 'x', 0)`,
    unit: `UPDATE u SET live = 0; UPDATE u SET live = 1 WHERE id = 2`,
  },
  {
    when: 'what is to be unique is computed',
    sql: `CREATE TABLE u (id INTEGER PRIMARY KEY, a, b, c AS (a || b) UNIQUE); INSERT INTO u (a, b) VALUES ('x', 1), ('x', 2)`,
    unit: `UPDATE u SET b = b + 10; UPDATE u SET b = 13 - b`,
  },
  {
    when: 'each row is changed in other columns, and in texts that are not valid',
    sql: `CREATE TABLE u (a, b, c, PRIMARY KEY (a, b)) WITHOUT ROWID; INSERT INTO u VALUES (1, 1, CAST(x'ff' AS TEXT)), (1, 2, x'00'), (2, 1, 2.5), (2, 2, NULL)`,
    unit: `UPDATE u SET c = CAST(x'fe41' AS TEXT) WHERE b = 1; UPDATE u SET b = 3 WHERE b = 2; UPDATE u SET c = 1 WHERE b = 3`,
  },
  {
    when: 'triggers before and after write to another table',
    sql: `${people}${log} CREATE TRIGGER b BEFORE UPDATE ON p BEGIN INSERT INTO log (what) VALUES (old.n); END;
      CREATE TRIGGER a AFTER DELETE ON p BEGIN DELETE FROM log; INSERT INTO log (what) VALUES (old.id); END`,
    unit: `UPDATE p SET n = n || '!'; DELETE FROM p WHERE id = 2`,
  },
  {
    when: 'a trigger stands in for a view',
    sql: `${people} CREATE VIEW v AS SELECT id, n FROM p; CREATE TRIGGER t INSTEAD OF INSERT ON v BEGIN INSERT INTO p (n) VALUES (new.n); UPDATE p SET n = 'z' WHERE id = 1; END`,
    unit: `INSERT INTO v (n) VALUES ('x'), ('y')`,
  },
  {
    when: 'triggers call themselves',
    sql: `${people} PRAGMA recursive_triggers = ON; CREATE TRIGGER t AFTER INSERT ON p WHEN new.id < 20 BEGIN INSERT INTO p (id, n) VALUES (new.id + 1, 'r'); END`,
    unit: `PRAGMA recursive_triggers = ON; INSERT INTO p (n) VALUES ('x')`,
  },
  {
    when: 'a trigger is created and fires in the same unit',
    sql: `${people}${log}`,
    unit: `CREATE TRIGGER t AFTER UPDATE ON p BEGIN INSERT INTO log (what) VALUES (old.n); END; UPDATE p SET n = 'q'; DROP TRIGGER t; DELETE FROM p`,
  },
  {
    when: 'a trigger deletes the row that was just inserted',
    sql: `${people} CREATE TRIGGER t AFTER INSERT ON p BEGIN DELETE FROM p WHERE id = new.id; END`,
    unit: `INSERT INTO p (n) VALUES ('x'); UPDATE p SET n = 'z' WHERE id = 1`,
  },
  { when: 'foreign keys cascade a delete', sql: tree, unit: `DELETE FROM n WHERE id = 1; INSERT INTO n VALUES (1, 4, 'new')` },
  { when: 'foreign keys cascade a moved key', sql: tree, unit: `UPDATE n SET id = 77 WHERE id = 2` },
  {
    when: 'foreign keys set what refers to NULL and to the default',
    sql: `${people} CREATE TABLE c (x REFERENCES p ON DELETE SET NULL, y DEFAULT 9 REFERENCES p ON DELETE SET DEFAULT); INSERT INTO c VALUES (1, 2), (2, 1), (1, 1)`,
    unit: `DELETE FROM p WHERE id IN (1, 2)`,
  },
  {
    when: 'a foreign key acts upon the very row whose key is moved',
    sql: `CREATE TABLE e (id INTEGER PRIMARY KEY, boss REFERENCES e ON UPDATE CASCADE ON DELETE SET NULL, n); INSERT INTO e VALUES (1, 1, 'a'), (2, 1, 'b'), (9, 9, 'c')`,
    unit: `UPDATE e SET id = id + 10, n = n || 'x'; UPDATE OR REPLACE e SET id = 12 WHERE id = 11`,
  },
  {
    when: 'a foreign key sets a value of the very row that is changed',
    sql: `CREATE TABLE e (k REAL PRIMARY KEY, boss REFERENCES e ON UPDATE SET NULL, n); INSERT INTO e VALUES (1, 1, 'a'), (2, 1, 'b'); CREATE TABLE w (k TEXT COLLATE NOCASE PRIMARY KEY, boss REFERENCES w ON UPDATE CASCADE) WITHOUT ROWID; INSERT INTO w VALUES ('a', 'a'), ('b', 'a')`,
    unit: `UPDATE e SET k = NULL WHERE n = 'a'; UPDATE w SET k = 'c' WHERE k = 'a'`,
  },
  {
    when: 'a table that others refer to is dropped',
    sql: `${people} CREATE TABLE c (x REFERENCES p ON DELETE CASCADE); INSERT INTO c VALUES (1), (2), (1)`,
    unit: `DROP TABLE p`,
  },
  {
    when: 'REPLACE removes several rows for one',
    sql: `CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE, c UNIQUE); INSERT INTO t VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3)`,
    unit: `REPLACE INTO t VALUES (1, 2, 3)`,
  },
  {
    when: 'REPLACE removes rows for which a trigger would fail if it fired',
    sql: `CREATE TABLE t (a UNIQUE, b); INSERT INTO t VALUES (1, 1), (2, 2); CREATE TRIGGER g AFTER DELETE ON t BEGIN INSERT INTO nowhere VALUES (OLD.a); END`,
    unit: `REPLACE INTO t VALUES (1, 3), (2, 4); UPDATE OR REPLACE t SET a = 2 WHERE b = 3`,
  },
  {
    when: 'REPLACE comes from the constraint',
    sql: `CREATE TABLE t (a UNIQUE ON CONFLICT REPLACE, b); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')`,
    unit: `INSERT INTO t VALUES (2, 'new'); UPDATE t SET a = 1 WHERE b = 'z'`,
  },
  {
    when: 'UPDATE OR REPLACE removes rows',
    sql: `CREATE TABLE t (a UNIQUE, b); INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')`,
    unit: `UPDATE OR REPLACE t SET a = 2`,
  },
  {
    when: 'REPLACE puts the default in the place of a key that would become NULL',
    sql: `CREATE TABLE t (a TEXT DEFAULT 'd', b INT, PRIMARY KEY (a, b)) WITHOUT ROWID; INSERT INTO t VALUES ('x', 1), ('d', 2), ('y', 2)`,
    unit: `UPDATE OR REPLACE t SET a = NULL WHERE a <> 'd'`,
  },
  {
    when: 'an upsert inserts, updates and does nothing',
    sql: `CREATE TABLE t (k TEXT PRIMARY KEY, n INT); INSERT INTO t VALUES ('a', 1), ('b', 2)`,
    unit: `INSERT INTO t VALUES ('a', 9), ('c', 3) ON CONFLICT (k) DO UPDATE SET n = n + excluded.n; INSERT INTO t VALUES ('b', 5) ON CONFLICT DO NOTHING; INSERT OR IGNORE INTO t VALUES ('c', 0)`,
  },
  {
    when: 'a table WITHOUT ROWID has a key of several columns',
    sql: `CREATE TABLE t (a TEXT COLLATE NOCASE, b INT, c, PRIMARY KEY (b DESC, a)) WITHOUT ROWID; INSERT INTO t VALUES ('A', 1, 'x'), ('b', 1, NULL), ('A', 2, 'y')`,
    unit: `UPDATE t SET a = lower(a) WHERE b = 1; DELETE FROM t WHERE b = 2; INSERT OR REPLACE INTO t VALUES ('B', 1, 'z'), ('n', 7, 7)`,
  },
  {
    when: 'a table WITHOUT ROWID is dropped and made anew',
    sql: `CREATE TABLE t (a PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO t VALUES ('A', 1), (x'00', 2)`,
    unit: `DROP TABLE t; CREATE TABLE t (a); INSERT INTO t VALUES (5)`,
  },
  {
    when: 'a STRICT table holds every type',
    sql: `CREATE TABLE t (i INT, n INTEGER, r REAL, s TEXT, b BLOB, a ANY) STRICT; INSERT INTO t VALUES (1, 2, 3, 'x', x'ff', '007'), (NULL, NULL, NULL, NULL, NULL, 7.0)`,
    unit: `UPDATE t SET r = r / 3, a = b, b = x''; DELETE FROM t WHERE i IS NULL`,
  },
  {
    when: 'columns are generated, stored and virtual',
    sql: `CREATE TABLE t (a INT, s AS (a * 2) STORED UNIQUE, v TEXT AS (a || '!'), b); CREATE INDEX tv ON t (v); INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')`,
    unit: `UPDATE t SET a = a + 5; DELETE FROM t WHERE a = 6; INSERT INTO t (a) VALUES (50)`,
  },
  {
    when: 'columns are named rowid and oid',
    sql: `CREATE TABLE t (rowid, oid TEXT); INSERT INTO t VALUES ('x', 'y'), ('x', 'y'), (NULL, 1)`,
    unit: `UPDATE t SET rowid = 7 WHERE oid = 'y'; DELETE FROM t WHERE oid = '1'; INSERT INTO t VALUES (1, 2)`,
  },
  {
    when: 'the key is named like every name of the rowid',
    sql: `CREATE TABLE t ("rowid" TEXT, "_rowid_" TEXT, "OID" INTEGER PRIMARY KEY); INSERT INTO t VALUES ('x', 'y', 5)`,
    unit: `UPDATE t SET oid = 6; INSERT INTO t VALUES ('q', 'r', -1)`,
  },
  {
    when: 'equal rows have no key',
    sql: `CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 1), (1, 1), (1, 1); DELETE FROM t WHERE rowid = 2; INSERT INTO t VALUES (1, 1)`,
    unit: `DELETE FROM t WHERE rowid = 3; UPDATE t SET a = 2; INSERT INTO t VALUES (2, 1)`,
  },
  {
    when: 'the primary key is NULL in several rows',
    sql: `CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t VALUES (NULL, 1), (NULL, 2), ('a', 3)`,
    unit: `DELETE FROM t WHERE v = 1; UPDATE t SET v = 0`,
  },
  {
    when: 'the key is INTEGER PRIMARY KEY DESC, which is no rowid',
    sql: `CREATE TABLE t (k INTEGER PRIMARY KEY DESC, v); INSERT INTO t VALUES (5, 1), (NULL, 2), (3, 3)`,
    unit: `UPDATE t SET k = k + 1; DELETE FROM t WHERE k IS NULL`,
  },
  {
    when: 'text is not valid UTF-8',
    sql: `CREATE TABLE t (k PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO t VALUES (CAST(x'ff41' AS TEXT), CAST(x'c3' AS TEXT)), (CAST(x'410042' AS TEXT), '\ufffd'), ('\ufffd', x'c3')`,
    unit: `UPDATE t SET v = CAST(x'80' AS TEXT); DELETE FROM t WHERE v = CAST(x'80' AS TEXT)`,
  },
  {
    when: 'text is not valid UTF-16, or is valid there alone',
    sql: `PRAGMA encoding = 'UTF-16be'; CREATE TABLE t (k PRIMARY KEY, v); INSERT INTO t VALUES (1, CAST(x'd83d0041' AS TEXT)), (2, CAST(x'dc00' AS TEXT)), (CAST(x'deadbeef' AS TEXT), CAST(x'ffff' AS TEXT)), ('😀', CAST(x'fffe0041' AS TEXT))`,
    unit: `UPDATE t SET v = 'x' WHERE k = 1; UPDATE t SET k = hex(k); DELETE FROM t WHERE v <> 'x'`,
  },
  {
    when: 'another counter has a name that is not valid UTF-8',
    sql: `CREATE TABLE t (k INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO t VALUES (3); INSERT INTO sqlite_sequence VALUES (CAST(x'e9' AS TEXT), 7)`,
    unit: `INSERT INTO t VALUES (NULL)`,
  },
  {
    when: 'rowids and integers are beyond 2^53',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (9223372036854775807, 9007199254740993), (-9223372036854775808, -9007199254740993)`,
    unit: `UPDATE t SET v = v + 1; DELETE FROM t WHERE id < 0; INSERT INTO t VALUES (9007199254740993, 1e300)`,
  },
  {
    when: 'reals are whole, negative zero, tiny and infinite',
    sql: `CREATE TABLE t (v, r REAL); INSERT INTO t VALUES (1.0, 1), (-0.0, -0.0), (5e-324, 1e400), (-1e400, 0.1)`,
    unit: `UPDATE t SET v = 1, r = 2; DELETE FROM t WHERE rowid = 3`,
  },
  {
    when: 'blobs are larger than a chunk',
    sql: `CREATE TABLE t (b); INSERT INTO t VALUES (randomblob(3000000)), (zeroblob(1500000)), (x'')`,
    unit: `UPDATE t SET b = b || 'x' WHERE length(b) > 0; DELETE FROM t WHERE length(b) = 0`,
  },
  {
    when: 'everything is dropped and made again',
    sql: `${people} CREATE INDEX i ON p (n); CREATE VIEW v AS SELECT * FROM p; CREATE TRIGGER t AFTER INSERT ON p BEGIN SELECT 1; END; CREATE TABLE q (a); CREATE INDEX j ON q (a)`,
    unit: `DROP TRIGGER t; DROP VIEW v; DROP INDEX i; DROP TABLE p; CREATE TABLE p (z); CREATE INDEX i ON p (z); CREATE VIEW v AS SELECT z FROM p; DROP TABLE q`,
  },
  {
    when: 'indexes are partial, unique and on expressions',
    sql: `${people} CREATE UNIQUE INDEX i ON p (lower(n)) WHERE n IS NOT NULL; CREATE INDEX j ON p (n COLLATE NOCASE DESC, id + 1)`,
    unit: `DROP INDEX i; DROP INDEX j; UPDATE p SET n = 'same'; CREATE INDEX k ON p (n) WHERE id > 1`,
  },
  {
    when: 'a table that triggers and views name is renamed',
    sql: `${people} CREATE VIEW v AS SELECT n FROM p; CREATE TRIGGER t AFTER INSERT ON p BEGIN UPDATE p SET n = 1 WHERE id = new.id; END; CREATE TABLE c (x REFERENCES p(id)); CREATE INDEX i ON p (n)`,
    unit: `ALTER TABLE p RENAME TO "Person's ""list"""; INSERT INTO "Person's ""list""" (n) VALUES ('x')`,
  },
  {
    when: 'two tables change their names',
    sql: `${people} CREATE TABLE q (a); INSERT INTO q VALUES (1)`,
    unit: `ALTER TABLE p RENAME TO x; ALTER TABLE q RENAME TO p; ALTER TABLE x RENAME TO q; DELETE FROM p; DELETE FROM q`,
  },
  {
    when: 'columns come, get another name and go',
    sql: `${people} CREATE TABLE c (a, b, c DEFAULT 'x' NOT NULL, d); INSERT INTO c VALUES (1, 2, 3, 4), (NULL, x'00', 'q', 1.5)`,
    unit: `ALTER TABLE c ADD COLUMN e NOT NULL DEFAULT 5; ALTER TABLE c DROP COLUMN b; ALTER TABLE c RENAME COLUMN a TO b; UPDATE c SET b = 7, e = 8; ALTER TABLE c DROP COLUMN c; ALTER TABLE p ADD COLUMN g AS (n || 'x'); ALTER TABLE p DROP COLUMN n2`.replace(
      '; ALTER TABLE p DROP COLUMN n2',
      '',
    ),
  },
  {
    when: 'a column of a table WITHOUT ROWID is dropped',
    sql: `CREATE TABLE t (a, k TEXT PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO t VALUES (1, 'x', 2), (3, 'y', NULL)`,
    unit: `ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN z DEFAULT 1; UPDATE t SET b = 0`,
  },
  {
    when: 'an AUTOINCREMENT table is emptied, filled and dropped',
    sql: `${log} CREATE TABLE l2 (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO l2 VALUES (50)`,
    unit: `DELETE FROM log; INSERT INTO log (what) VALUES (1), (2); DROP TABLE log; INSERT INTO l2 VALUES (NULL)`,
  },
  {
    when: 'the first AUTOINCREMENT table comes, and another one only has the word in its name and in a comment',
    sql: `CREATE TABLE "autoincrement" (a /* no AUTOINCREMENT here */)`,
    unit: `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO t (a) VALUES (1)`,
  },
  {
    when: 'an AUTOINCREMENT table is dropped, and another one gets its name',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a); INSERT INTO t VALUES (7, 1); CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT)`,
    unit: `DROP TABLE t; CREATE TABLE t AS SELECT 1 AS a; DROP TABLE u; CREATE TABLE u (a)`,
  },
  {
    when: 'sqlite_sequence is written by hand',
    sql: log,
    unit: `UPDATE sqlite_sequence SET seq = 500 WHERE name = 'log'; DELETE FROM sqlite_sequence; INSERT INTO log (what) VALUES (9)`,
  },
  {
    when: 'a counter begins and is deleted by hand',
    sql: `${log} DELETE FROM sqlite_sequence;`,
    unit: `INSERT INTO log (what) VALUES (1), (2); DELETE FROM sqlite_sequence WHERE name = 'log'`,
  },
  {
    when: 'a counter is deleted by hand and begins again',
    sql: log,
    unit: `DELETE FROM sqlite_sequence; INSERT INTO log (what) VALUES (1); UPDATE sqlite_sequence SET seq = 90; DELETE FROM sqlite_sequence`,
  },
  {
    when: 'a counter is deleted by hand and another takes its place',
    sql: `${log} CREATE TABLE l2 (id INTEGER PRIMARY KEY AUTOINCREMENT);`,
    unit: `DELETE FROM sqlite_sequence; INSERT INTO l2 VALUES (NULL); INSERT INTO log (what) VALUES (1)`,
  },
  {
    when: 'counters are set by hand before and after one begins',
    sql: `${log} DELETE FROM sqlite_sequence;`,
    unit: `UPDATE sqlite_sequence SET seq = 1; INSERT INTO log (what) VALUES (1); UPDATE sqlite_sequence SET seq = seq + 2`,
  },
  {
    when: 'a counter is deleted by hand and begins again where it was',
    sql: log,
    unit: `DELETE FROM sqlite_sequence WHERE name = 'log'; INSERT INTO log (what) VALUES (1)`,
  },
  {
    when: 'an AUTOINCREMENT table takes the place of another one, and the counter of that one is no more',
    sql: `${log} DELETE FROM sqlite_sequence;`,
    unit: `CREATE TABLE new_log (at INTEGER PRIMARY KEY AUTOINCREMENT, what, who); INSERT INTO new_log (at, what) SELECT at, what FROM log; DROP TABLE log; ALTER TABLE new_log RENAME TO log`,
  },
  {
    when: 'an AUTOINCREMENT table takes the place of another one',
    sql: log,
    unit: `CREATE TABLE new_log (at INTEGER PRIMARY KEY AUTOINCREMENT, what, who); INSERT INTO new_log (at, what) SELECT at, what FROM log; DROP TABLE log; ALTER TABLE new_log RENAME TO log`,
  },
  {
    when: 'counters have names that are none',
    sql: `${log} INSERT INTO sqlite_sequence VALUES (NULL, 1), (2, NULL), (NULL, 3);`,
    unit: `UPDATE sqlite_sequence SET seq = 9 WHERE name IS NULL; DELETE FROM sqlite_sequence WHERE name = 2; INSERT INTO log (what) VALUES (1)`,
  },
  {
    when: 'a table and an index are made that old statistics name',
    sql: `CREATE TABLE gone (a); INSERT INTO gone VALUES (1); CREATE INDEX gone_a ON gone (a); CREATE TABLE p (a); ANALYZE; ALTER TABLE gone RENAME TO kept; INSERT INTO sqlite_stat1 VALUES ('p', 'p_a', '1 1')`,
    unit: `CREATE TABLE gone (b); CREATE INDEX p_a ON p (a); INSERT INTO gone VALUES (2)`,
  },
  {
    when: 'a table is made from a query with odd names',
    sql: people,
    unit: `CREATE TABLE "a ""b"" – ü" AS SELECT id AS "x y", n AS "select" FROM p UNION ALL SELECT 1, 2`,
  },
  {
    when: 'nothing is changed',
    sql: people,
    unit: `UPDATE p SET n = n; DELETE FROM p WHERE 0; CREATE TABLE IF NOT EXISTS p (x); DROP TABLE IF EXISTS nope; ANALYZE; REINDEX`,
  },
  {
    when: 'the statement begins with WITH',
    sql: people,
    unit: `WITH RECURSIVE c(x) AS (VALUES (100) UNION ALL SELECT x + 1 FROM c WHERE x < 110) INSERT INTO p SELECT x, 'c' FROM c; WITH d AS (SELECT 1 AS id) DELETE FROM p WHERE id IN d; WITH e(a) AS (VALUES ('e')) UPDATE p SET n = a FROM e`,
  },
  {
    when: 'the statements have RETURNING',
    sql: people,
    unit: `INSERT INTO p (n) VALUES ('x') RETURNING id; UPDATE p SET n = 'y' RETURNING *; DELETE FROM p WHERE id = 1 RETURNING n AS "n;n"`,
  },
  {
    when: 'triggers spell what they are on in another case',
    sql: `CREATE TABLE Tab (id INTEGER PRIMARY KEY, a); INSERT INTO tab VALUES (1, 2); CREATE TRIGGER g AFTER INSERT ON TAB BEGIN SELECT 1; END; CREATE VIEW Vw AS SELECT * FROM TAB; CREATE TRIGGER vi INSTEAD OF INSERT ON vW BEGIN INSERT INTO tAb (a) VALUES (NEW.a); END`,
    unit: `INSERT INTO VW (a) VALUES (3); DROP VIEW vw; ALTER TABLE tAB ADD COLUMN b; DROP TABLE taB; CREATE TABLE tab (z)`,
  },
  {
    when: 'names are quoted in every way and in main',
    sql: people,
    unit: `INSERT INTO main.p (n) VALUES (1); UPDATE "main"."P" SET [n] = 2; DELETE FROM \`main\`.'p' WHERE id = 1; CREATE TABLE main.[a b] (x)`,
  },
  {
    when: 'files with byte order marks were put together',
    sql: people,
    unit: `\ufeffINSERT INTO p (n) VALUES (1);\n\ufeffUPDATE p SET n = 2; \ufeff`,
  },
  {
    when: 'parameters are positional',
    sql: people,
    unit: `UPDATE p SET n = ?2 WHERE id = ?1; DELETE FROM p WHERE id = ?`,
    params: [2, "x'; DROP TABLE p; --"],
  },
  {
    when: 'parameters have every prefix',
    sql: people,
    unit: `INSERT INTO p VALUES (:a, @b); UPDATE p SET n = $c WHERE id = :a`,
    params: { a: 9007199254740993n, b: 'x', c: new Uint8Array([1, 0]) },
  },
  {
    when: 'a temporary table is used on the way',
    sql: people,
    unit: `CREATE TEMP TABLE keep AS SELECT * FROM p; DELETE FROM p; INSERT INTO p SELECT id + 100, n FROM temp.keep; DROP TABLE keep`,
  },
  {
    when: 'a table of TEMP counts with AUTOINCREMENT, too',
    sql: log,
    unit: `CREATE TEMP TABLE k (id INTEGER PRIMARY KEY AUTOINCREMENT, v); INSERT INTO k (v) VALUES (1), (2); INSERT INTO log (what) SELECT v FROM k`,
  },
  {
    when: 'a new table loses constraints and columns, and gets rows that would not have fitted',
    sql: people,
    unit: `CREATE TABLE k (a NOT NULL, b TEXT CONSTRAINT c CHECK (b > 'a'), d INT); INSERT INTO k VALUES (1, 'x', 2); ALTER TABLE k ALTER COLUMN a DROP NOT NULL; ALTER TABLE k DROP CONSTRAINT c; ALTER TABLE k DROP COLUMN a; INSERT INTO k VALUES ('a', 3)`,
  },
  {
    when: 'a constraint is dropped that rows do not hold to',
    sql: `PRAGMA ignore_check_constraints = ON; CREATE TABLE k (a CONSTRAINT c CHECK (a > 1), b); INSERT INTO k VALUES (1, 1)`,
    unit: `ALTER TABLE k DROP CONSTRAINT c; UPDATE k SET b = 2`,
  },
  {
    when: 'rows of a table of TEMP refer to those of another one',
    sql: people,
    unit: `CREATE TEMP TABLE k (id INTEGER PRIMARY KEY); CREATE TEMP TABLE l (k REFERENCES k); INSERT INTO k SELECT id FROM p; INSERT INTO l SELECT id FROM k; DELETE FROM p WHERE id IN (SELECT k FROM l)`,
  },
  {
    when: 'a virtual table of TEMP is used on the way',
    sql: people,
    unit: `CREATE VIRTUAL TABLE temp.words USING fts5 (w); INSERT INTO words SELECT n FROM p; DELETE FROM p WHERE n IN (SELECT w FROM words WHERE words MATCH 'a'); CREATE VIRTUAL TABLE temp.gone USING rtree (i, a, b); DROP TABLE gone`,
  },
  {
    when: 'a table is named like a word of SQL, and another like a pattern',
    sql: `CREATE TABLE "order" ("group" TEXT, "%_" INT); INSERT INTO "order" VALUES ('x', 1); CREATE TABLE "a%" (x); INSERT INTO "a%" VALUES (1); CREATE TABLE "a_" (x)`,
    unit: `UPDATE "order" SET "group" = 'y', "%_" = 2; DROP TABLE "a%"; INSERT INTO "a_" VALUES (3)`,
  },
  {
    when: 'the default of a column is an expression',
    sql: people,
    unit: `ALTER TABLE p ADD COLUMN z DEFAULT (-1.5); ALTER TABLE p ADD COLUMN y TEXT DEFAULT 'it''s'; INSERT INTO p (n) VALUES ('x')`,
  },
  {
    when: 'a check and a deferred foreign key hold only at the end',
    sql: `CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b DEFERRABLE INITIALLY DEFERRED); CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a DEFERRABLE INITIALLY DEFERRED)`,
    unit: `INSERT INTO a VALUES (1, 1); INSERT INTO b VALUES (1, 1)`,
  },
  {
    when: 'unique values are exchanged',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE); INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')`,
    unit: `UPDATE t SET u = 'tmp' WHERE id = 1; UPDATE t SET u = 'a' WHERE id = 2; UPDATE t SET u = 'b' WHERE id = 1`,
  },
  {
    when: 'a dropped column has a quote in its name',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY, "a""b" TEXT, [c d] TEXT); INSERT INTO t VALUES (1, 'x', 'y')`,
    unit: `ALTER TABLE t DROP COLUMN "a""b"; ALTER TABLE t ADD COLUMN e; ALTER TABLE t DROP COLUMN [c d]`,
  },
  {
    when: 'names differ in the case of a letter that SQLite takes for two',
    sql: `CREATE TABLE "É" (id INTEGER PRIMARY KEY, "Ä", "ä"); CREATE TABLE "é" (a); INSERT INTO "É" VALUES (1, 2, 3); INSERT INTO "é" VALUES (4)`,
    unit: `UPDATE "É" SET "Ä" = 5; UPDATE "é" SET a = 6; CREATE TABLE "Ü" (a); CREATE TABLE "ü" (a); INSERT INTO "ü" VALUES (7); DROP TABLE "Ü"; ALTER TABLE "É" DROP COLUMN "ä"`,
  },
  {
    when: 'columns with defaults of every kind come into a table without rows',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY)`,
    unit: `ALTER TABLE t ADD COLUMN a TEXT DEFAULT none; ALTER TABLE t ADD COLUMN b DEFAULT "it's"; ALTER TABLE t ADD COLUMN c DEFAULT CURRENT_TIMESTAMP; ALTER TABLE t ADD COLUMN d DEFAULT (1 + 2); ALTER TABLE t ADD COLUMN e DEFAULT -5; INSERT INTO t DEFAULT VALUES`,
  },
  {
    when: 'a trigger of TEMP ends the turn of a row early',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 1)`,
    unit: `UPDATE t SET a = 2; CREATE TEMP TRIGGER g AFTER UPDATE ON t BEGIN SELECT RAISE(IGNORE); END; CREATE TEMP TRIGGER h AFTER INSERT ON t BEGIN INSERT OR REPLACE INTO t VALUES (1, 9); SELECT RAISE(IGNORE); END; UPDATE t SET a = 3; INSERT INTO t VALUES (4, 4)`,
  },
  {
    when: 'the statistics are dropped and taken anew',
    sql: `CREATE TABLE t (a); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1); ANALYZE`,
    unit: `DROP TABLE sqlite_stat1; INSERT INTO t VALUES (2); ANALYZE t`,
  },
  {
    when: 'a trigger names a column of another table as a column is called by then',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY, a); CREATE TABLE log (b); CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log (b) VALUES (NEW.id); END; CREATE TRIGGER h AFTER DELETE ON t BEGIN INSERT INTO log (b) VALUES (OLD.a); END; INSERT INTO t VALUES (1, 2)`,
    unit: `ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t ADD COLUMN a; UPDATE t SET a = b`,
  },
  {
    when: 'a foreign key refers to what cannot be referred to',
    sql: `CREATE TABLE t (id INTEGER PRIMARY KEY, u); INSERT INTO t VALUES (1, 1); CREATE TABLE c (a REFERENCES t (u))`,
    unit: `INSERT INTO t VALUES (2, 2); INSERT OR IGNORE INTO t VALUES (3, 3); UPDATE t SET id = 5 WHERE id = 2`,
  },
  {
    when: 'the definition has comments, line ends and spaces of its own',
    sql: `CREATE  TABLE\r\n\tt ( a /* x */ ,\n -- y\n b );CREATE   INDEX i\non t(a); INSERT INTO t VALUES (1, 2)`,
    unit: `ALTER TABLE t RENAME COLUMN b TO c; DROP INDEX i; ALTER TABLE t ADD COLUMN d; DROP TABLE t`,
  },
]

for (const mode of ['WAL', 'DELETE'] as const) {
  for (const { when, sql, unit, params } of cases) {
    test(`revert() restores the database exactly in ${mode} mode when ${when}`, async () => {
      await using world = await sqliteWorld({ sql: `PRAGMA journal_mode = ${mode}; ${sql}` })
      const before = world.state()
      const applied = await world.apply(unit, params)
      if (when !== 'nothing is changed') assert.notEqual(world.state(), before)
      assert.equal(await world.revert(applied), 'reverted')
      assertSameState(world.state(), before, unit)
    })
  }
}
