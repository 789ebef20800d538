import type { DatabaseSync } from 'node:sqlite'

/** Draws from a list of numbers, one after another, again from its start once it is used up. */
type Draw = (below: number) => number

function drawing(numbers: readonly number[]): Draw {
  let at = 0
  return (below) => {
    const number = numbers[at % numbers.length]!
    at++
    return (number + Math.floor(at / numbers.length) * 7) % below
  }
}

const pick = <T>(draw: Draw, items: readonly T[]): T => items[draw(items.length)]!

const tables: readonly string[] = [
  `CREATE TABLE plain (a, b TEXT, c REAL)`,
  `CREATE TABLE keyed (id INTEGER PRIMARY KEY, a UNIQUE, b TEXT COLLATE NOCASE DEFAULT 'd', c)`,
  `CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b NOT NULL DEFAULT 5, c)`,
  `CREATE TABLE bare (a TEXT COLLATE NOCASE PRIMARY KEY, b, c) WITHOUT ROWID`,
  `CREATE TABLE wide (a, b, c INT, PRIMARY KEY (b, a)) WITHOUT ROWID`,
  `CREATE TABLE made (a, b INT, c AS (a || b) VIRTUAL, d AS (b + 1) STORED, UNIQUE (b))`,
  `CREATE TABLE exact (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c ANY) STRICT`,
  `CREATE TABLE replacing (id INTEGER PRIMARY KEY, a UNIQUE ON CONFLICT REPLACE, b, c)`,
  `CREATE TABLE child (id INTEGER PRIMARY KEY, a REFERENCES keyed (id) ON DELETE CASCADE ON UPDATE CASCADE, b REFERENCES child (id) ON DELETE SET NULL, c)`,
  `CREATE TABLE "odd ""name" ("a" INT DESC, "rowid" TEXT, [b c] BLOB, c)`.replace(' DESC', ''),
  `CREATE TABLE texty (a TEXT PRIMARY KEY, b INTEGER, c)`,
  `CREATE TABLE hidden (rowid, _rowid_ UNIQUE, oid TEXT DEFAULT 'o')`,
  `CREATE TABLE "É" (a, b UNIQUE ON CONFLICT IGNORE, c)`,
  `CREATE TABLE "é" (a REFERENCES keyed (a), b, c REFERENCES counted DEFERRABLE INITIALLY DEFERRED)`,
]

const more: readonly string[] = [
  `CREATE VIRTUAL TABLE words USING fts5 (body); INSERT INTO words VALUES ('some words'), ('more')`,
  `CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1); INSERT INTO boxes VALUES (1, 0, 1), (2, 5, 6)`,
  `CREATE INDEX keyed_b ON keyed (b) WHERE b IS NOT NULL`,
  `CREATE UNIQUE INDEX plain_ab ON plain (a, b)`,
  `CREATE INDEX plain_e ON plain (length(b), c)`,
  `CREATE VIEW seen AS SELECT a, b FROM keyed`,
  `CREATE TRIGGER seen_in INSTEAD OF INSERT ON seen BEGIN INSERT INTO keyed (a, b) VALUES (NEW.a, NEW.b); END`,
  `CREATE TRIGGER seen_up INSTEAD OF UPDATE ON Seen BEGIN UPDATE keyed SET b = NEW.b WHERE a IS OLD.a; END`,
  `CREATE TRIGGER keyed_log AFTER UPDATE ON keyed BEGIN INSERT INTO plain (a, b) VALUES (OLD.id, CASE WHEN NEW.b IS NULL THEN 'none' ELSE NEW.b END); END`,
  `CREATE TRIGGER keyed_touch AFTER INSERT ON KEYED BEGIN UPDATE keyed SET c = coalesce(c, 0) + 1 WHERE id = NEW.id; END`,
  `CREATE TRIGGER keyed_gone BEFORE DELETE ON keyed BEGIN DELETE FROM wide WHERE b = OLD.a; END`,
  `CREATE TRIGGER counted_more AFTER INSERT ON counted WHEN NEW.id < 8 BEGIN INSERT INTO counted (a) VALUES (NEW.a); END`,
  `CREATE TRIGGER counted_back AFTER DELETE ON Counted BEGIN INSERT OR REPLACE INTO bare (a, b) VALUES (OLD.a, OLD.id); END`,
  `CREATE TRIGGER texty_words AFTER INSERT ON texty WHEN EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'words') BEGIN INSERT INTO words VALUES (NEW.a); END`,
  `CREATE TRIGGER texty_before BEFORE INSERT ON texty BEGIN DELETE FROM texty WHERE b = NEW.b; END`,
  `CREATE TRIGGER replacing_gone AFTER DELETE ON replacing BEGIN INSERT INTO plain (a, c) VALUES (OLD.id, OLD.b); END`,
]

const values: readonly string[] = [
  'NULL',
  '0',
  '1',
  '2',
  '3',
  '7',
  '-5',
  '9223372036854775807',
  '-9223372036854775808',
  '1.5',
  '-0.0',
  '9e999',
  '-9e999',
  `'a'`,
  `'A'`,
  `'b'`,
].concat([
  `'long ' || hex(zeroblob(9))`,
  `''`,
  `'é ✓'`,
  `CAST(x'61ff00c0' AS TEXT)`,
  `CAST(x'd83d0041ffff00d84100' AS TEXT)`,
  `'n' || char(0) || 'ul'`,
  `char(0xfffd)`,
  `x''`,
  `x'00ff'`,
  `'2'`,
  `' 3 '`,
  `1e3`,
  `'1e3'`,
])

/** A database of several tables of all kinds, with rows, indexes, views and triggers. */
export function randomSchema(numbers: readonly number[]): string {
  const draw = drawing(numbers)
  const encoding = pick(draw, ['', '', '', `PRAGMA encoding = 'UTF-16le';`, `PRAGMA encoding = 'UTF-16be';`])
  const vacuum = pick(draw, ['', '', 'PRAGMA auto_vacuum = FULL;'])
  const rows = tables.map((sql, at) => insertsFor(sql, at + draw(7))).join(';\n')
  const extra = more.filter((_, at) => (draw(97) + at) % 3 !== 0)
  const needed = extra.filter((sql) => !/TRIGGER seen/.test(sql) || extra.some((one) => one.startsWith('CREATE VIEW')))
  return `${encoding}${vacuum}${tables.join(';\n')};\n${rows};\n${needed.join(';\n')}; PRAGMA user_version = 3`
}

/** Columns that get values, where they are not a, b and c. */
const filled: { readonly [table: string]: string } = {
  hidden: '(rowid, _rowid_, oid)',
  made: '(a, b)',
  child: '(a, c)',
  '"odd ""name"': '(a, "rowid", [b c], c)',
  '"é"': '(b)',
}

function insertsFor(create: string, seed: number): string {
  const name = /^CREATE TABLE ("(?:[^"]|"")*"|\w+)/.exec(create)![1]!
  const columns = filled[name] ?? '(a, b, c)'
  const count = columns.split(',').length
  return [0, 1, 2, 3]
    .map((row) => {
      const cells = Array.from({ length: count }, (_, at) =>
        name === 'exact'
          ? [`'t${row}'`, String(row), values[(seed + row) % values.length]!][at]!
          : name === 'child'
            ? [row === 0 ? 'NULL' : String(row), 'NULL'][at]!
            : values[(seed + row * 3 + at * 5) % values.length]!,
      )
      return `INSERT OR IGNORE INTO ${name} ${columns} VALUES (${cells.join(', ')})`
    })
    .join(';\n')
}

/** One to four statements that fit the database as it is, now and then behind switches that hold for all of them. */
export function randomUnit(db: DatabaseSync, numbers: readonly number[]): string {
  const draw = drawing(numbers)
  const count = 1 + draw(4)
  const switches = pick(draw, ['', '', '', 'PRAGMA foreign_keys = OFF;\n', 'PRAGMA ignore_check_constraints = ON;\n'])
  const statements: string[] = []
  db.exec(`${switches}BEGIN`)
  try {
    for (let tries = 0; statements.length < count && tries < 12; tries++) {
      const sql = randomStatement(db, draw)
      db.exec('SAVEPOINT one')
      try {
        db.exec(sql)
        statements.push(sql)
        db.exec('RELEASE one')
      } catch (error) {
        // Now and then one that fails goes in, to see that nothing of the unit stays.
        if (draw(25) === 0 || !db.isTransaction) return switches + [...statements, sql].join(';\n')
        db.exec('ROLLBACK TO one; RELEASE one')
        if (process.env['BACKOUT_PROPERTY_SHOW'] === '2') console.log(sql, (error as Error).message)
      }
    }
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK')
  }
  return statements.length === 0 ? 'SELECT 1' : switches + statements.join(';\n')
}

interface Known {
  readonly name: string
  readonly columns: readonly string[]
  readonly all: readonly string[]
}

const q = (name: string): string => `"${name.replaceAll('"', '""')}"`

function catalog(db: DatabaseSync, type: string): readonly string[] {
  const rows = db
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'backout\\_%' ESCAPE '\\'
       AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')`,
    )
    .all(type)
  return rows.map(({ name }) => String(name))
}

function known(db: DatabaseSync, name: string): Known {
  const rows = db.prepare('SELECT name, hidden FROM pragma_table_xinfo(?)').all(name)
  return {
    name,
    columns: rows.filter(({ hidden }) => hidden === 0n || hidden === 0).map((row) => String(row['name'])),
    all: rows.map((row) => String(row['name'])),
  }
}

function randomStatement(db: DatabaseSync, draw: Draw): string {
  const names = catalog(db, 'table')
  if (names.length === 0) return `CREATE TABLE t${draw(50)} (a, b)`
  const table = known(db, pick(draw, names))
  const column = (): string => q(pick(draw, table.columns))
  const value = (): string => pick(draw, values)
  const where = (): string =>
    pick(draw, [
      '',
      '',
      ` WHERE ${column()} IS ${value()}`,
      ` WHERE ${column()} > ${value()}`,
      ` WHERE rowid < 4`,
      ` WHERE ${column()} NOT NULL`,
    ])
  const or = (): string => pick(draw, ['', '', ' OR REPLACE', ' OR IGNORE', ' OR FAIL'])
  const other = q(pick(draw, names))
  const odd = (): string => q(pick(draw, ['x', 'y y', 'Z', 'a', 'Ö', 'ö', 'it"s', 'select', 'oid']))
  const kinds: readonly (() => string)[] = [
    () => `ALTER TABLE ${q(table.name)} RENAME COLUMN ${q(pick(draw, table.all))} TO ${odd()}`,
    () =>
      `ALTER TABLE ${q(table.name)} ADD COLUMN ${odd()} ${pick(draw, ['DEFAULT none', `INT DEFAULT '5'`, 'DEFAULT CURRENT_TIMESTAMP', 'COLLATE NOCASE'])}`,
    () => `INSERT${or()} INTO ${q(table.name)} (${column()}) SELECT value FROM json_each('[1, "a", null]')`,
    () => `UPDATE${or()} ${q(table.name)} SET (${column()}, ${column()}) = (SELECT ${value()}, ${value()})${where()} RETURNING *`,
    () =>
      `CREATE TEMP TRIGGER tg AFTER ${pick(draw, ['INSERT', 'UPDATE', 'DELETE'])} ON ${q(table.name)} BEGIN DELETE FROM main.${other} WHERE rowid = 1; SELECT RAISE(IGNORE); END`,
    () =>
      `CREATE TRIGGER g${draw(9)} AFTER UPDATE ON ${q(table.name)} BEGIN INSERT OR REPLACE INTO ${other} (a) VALUES (${value()}) ON CONFLICT DO NOTHING; END`,
    () => `DROP TABLE sqlite_stat1`,
    () => `DELETE FROM sqlite_stat1`,
    () => rebuilt(table),
    () => `INSERT${or()} INTO ${q(table.name)} (${table.columns.map(q).join(', ')}) VALUES (${table.columns.map(value).join(', ')})`,
    () => `INSERT${or()} INTO ${q(table.name)} (${column()}) VALUES (${value()}), (${value()})`,
    () => `INSERT${or()} INTO ${q(table.name)} DEFAULT VALUES`,
    () => `INSERT${or()} INTO ${q(table.name)} SELECT * FROM ${q(pick(draw, names))} WHERE true`,
    () => `REPLACE INTO ${q(table.name)} SELECT * FROM ${q(table.name)} WHERE true LIMIT 2`,
    () => `UPDATE${or()} ${q(table.name)} SET ${column()} = ${value()}${where()}`,
    () => `UPDATE${or()} ${q(table.name)} SET ${column()} = ${column()}, ${column()} = ${value()}${where()}`,
    () => `UPDATE ${q(table.name)} SET rowid = rowid + ${draw(3) * 50}${where()}`,
    () => `DELETE FROM ${q(table.name)}${where()}`,
    () => `INSERT INTO ${q(table.name)} (${column()}) VALUES (${value()}) ON CONFLICT DO UPDATE SET ${column()} = ${value()}`,
    () => `WITH some AS (SELECT ${value()} AS x) DELETE FROM ${q(table.name)} WHERE ${column()} IN (SELECT x FROM some)`,
    () => `INSERT INTO seen (a, b) VALUES (${value()}, ${value()})`,
    () => `UPDATE seen SET b = ${value()}`,
    () => `DROP TABLE ${q(table.name)}`,
    () => `PRAGMA user_version = ${draw(9)}`,
    () => `CREATE TABLE t${draw(9)} (a, b UNIQUE, ${pick(draw, ['id INTEGER PRIMARY KEY AUTOINCREMENT', 'c', 'c INT AS (a) VIRTUAL'])})`,
    () => `CREATE TABLE t${draw(9)} AS SELECT * FROM ${q(table.name)}`,
    () => `CREATE TABLE t${draw(9)} (a TEXT COLLATE NOCASE, b INT, c, PRIMARY KEY (b DESC, a)) WITHOUT ROWID`,
    () => `CREATE TABLE t${draw(9)} (a INT PRIMARY KEY, b ANY, c TEXT CHECK (c <> 'a') REFERENCES keyed (a) ON DELETE SET NULL) STRICT`,
    () => `UPDATE ${q(table.name)} SET ${column()} = o.${column()} FROM ${q(table.name)} o WHERE ${q(table.name)}.rowid < o.rowid`,
    () => `DELETE FROM ${q(table.name)}${where()} RETURNING *`,
    () => `INSERT INTO ${q(table.name)} (${column()}) SELECT rowid FROM words`,
    () => `INSERT INTO words (body) VALUES (${value()})`,
    () => `CREATE VIRTUAL TABLE f${draw(9)} USING ${pick(draw, ['fts5 (a)', 'fts4 (a)', 'rtree (a, b, c)', `fts5vocab (words, 'row')`])}`,
    () => `DELETE FROM ${q(table.name)} WHERE ${column()} IN (SELECT id FROM boxes)`,
    () => `ALTER TABLE ${q(table.name)} ALTER COLUMN ${column()} ${pick(draw, ['SET', 'DROP'])} NOT NULL`,
    () => `ALTER TABLE ${q(table.name)} ADD CONSTRAINT k${draw(3)} CHECK (${column()} IS NOT 'never')`,
    () => `ALTER TABLE ${q(table.name)} DROP CONSTRAINT k${draw(3)}`,
    () => `CREATE INDEX i${draw(9)} ON ${q(table.name)} (coalesce(${column()}, 0), ${column()} DESC) WHERE ${column()} IS NOT NULL`,
    () =>
      `CREATE TRIGGER g${draw(9)} BEFORE ${pick(draw, ['INSERT', 'UPDATE', 'DELETE'])} ON ${q(table.name)} WHEN (SELECT count(*) FROM plain) % 2 BEGIN SELECT RAISE(IGNORE); END`,
    () => `PRAGMA application_id = ${draw(9)}`,
    () => `CREATE INDEX i${draw(9)} ON ${q(table.name)} (${column()})`,
    () => `CREATE UNIQUE INDEX i${draw(9)} ON ${q(table.name)} (${column()}, ${column()})`,
    () => `CREATE VIEW v${draw(9)} AS SELECT * FROM ${q(table.name)}`,
    () =>
      `CREATE TRIGGER g${draw(9)} AFTER ${pick(draw, ['INSERT', 'UPDATE', 'DELETE'])} ON ${q(table.name)} BEGIN UPDATE plain SET c = 1 WHERE a IS ${value()}; END`,
    () => `ALTER TABLE ${q(table.name)} RENAME TO t${draw(9)}`,
    () => `ALTER TABLE ${q(table.name)} RENAME COLUMN ${q(pick(draw, table.all))} TO ${q(pick(draw, ['x', 'y y', 'Z', 'a']))}`,
    () =>
      `ALTER TABLE ${q(table.name)} ADD COLUMN n${draw(9)} ${pick(draw, ['', 'INT DEFAULT 5', `TEXT NOT NULL DEFAULT 'é'`, 'REAL', `CHECK (true)`, `INT AS (1) VIRTUAL`, 'REFERENCES keyed (id)'])}`,
    () => `ALTER TABLE ${q(table.name)} DROP COLUMN ${q(pick(draw, table.all))}`,
    () => dropSome(db, draw, 'index'),
    () => dropSome(db, draw, 'view'),
    () => dropSome(db, draw, 'trigger'),
    () => `ANALYZE ${q(table.name)}`,
    () => 'REINDEX',
    () => `CREATE TEMP TABLE tmp${draw(9)} AS SELECT * FROM ${q(table.name)}`,
    () => `DELETE FROM sqlite_sequence WHERE name = 'counted'`,
    () => `UPDATE sqlite_sequence SET seq = seq + ${draw(5)}`,
    () => `DROP TABLE IF EXISTS nothing`,
    () => `CREATE TABLE IF NOT EXISTS ${q(table.name)} (z)`,
  ]
  return pick(draw, kinds)()
}

/** A table that is made anew with the same name, as many tools change one. */
function rebuilt({ name, columns }: Known): string {
  const list = columns.map(q).join(', ')
  return `CREATE TABLE __new (${list}); INSERT INTO __new SELECT ${list} FROM ${q(name)}; DROP TABLE ${q(name)}; ALTER TABLE __new RENAME TO ${q(name)}`
}

function dropSome(db: DatabaseSync, draw: Draw, type: string): string {
  const names = catalog(db, type)
  return names.length === 0 ? 'SELECT 1' : `DROP ${type.toUpperCase()} ${q(pick(draw, names))}`
}
