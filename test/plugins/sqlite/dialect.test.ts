import assert from 'node:assert/strict'
import { constants, DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { readOne, readScript } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'

/** What is there for the statements below to name. */
const schema = `
  create table a (n, m);
  create table b (n, m);
  create table c (n, m, b);
  create table one (n);
  create table "odd name" (n)`

const statements: readonly [sql: string, touches: string][] = [
  ['select 1', ''],
  ['select n from a', 'r:a'],
  ['select n from main.a', 'r:a'],
  ['select n from "odd name"', 'r:odd name'],
  ['select a.n from a, b', 'r:a r:b'],
  ['select a.n from a join b on a.n = b.n, c', 'r:a r:b r:c'],
  ['select b.n from b left join a on true, c', 'r:a r:b r:c'],
  ['select n, m from a where n in (1, 2)', 'r:a'],
  ['select n from a where n in one', 'r:a r:one'],
  ['select n from a where n in (select n from b)', 'r:a r:b'],
  ['select n from a where n is distinct from m', 'r:a'],
  ['select n from a where n is not distinct from m', 'r:a'],
  ['select distinct n from a', 'r:a'],
  ['select count(distinct n) from a', 'r:a'],
  ['select n from a union select n from b order by 1', 'r:a r:b'],
  ['select n, m from a group by n, m having count(*) > 1', 'r:a'],
  ['select x.n from (select n from a) as x, b', 'r:a r:b'],
  ['select a.n from (a join b), c', 'r:a r:b r:c'],
  ['select a.n from a, (b, c)', 'r:a r:b r:c'],
  ['values (1), (2)', ''],
  ['select * from (values (1), (2)), a', 'r:a'],
  ['select value from json_each(?), a', 'r:a'],
  ['with x as (select n from a) select x.n from x, b', 'r:a r:b'],
  ['with x (k) as (select n from a) select k from x', 'r:a'],
  ['with x as not materialized (select n from a) select n from x', 'r:a'],
  ['with recursive x (k) as (values (1) union all select k + 1 from x, c where k < 3) select k from x', 'r:c'],
  ['with b as (select n from a) delete from b where n in (select n from a)', 'r:a w:b'],
  ['with x as (select c.b as k from c) select x.k from x, b', 'r:b r:c'],
  ['with x as (select n from a) select count(*) over b from x, b window b as (order by x.n)', 'r:a r:b'],
  ['with x as (select n from a) insert into a (n) select n from x', 'w:a'],
  ['select name from sqlite_schema, a', 'r:a'],
  ["select name from pragma_table_info('b'), a", 'r:a'],
  ['insert into a (n, m) values (1, 2)', 'w:a'],
  ['insert into a (n) values (1) on conflict do update set n = 2', 'w:a'],
  ['insert into a select n, m from b', 'r:b w:a'],
  ['insert or replace into a (n) values (1)', 'w:a'],
  ['replace into a (n) select n from c', 'r:c w:a'],
  ['insert into a (n) values (1) on conflict do nothing returning n, m', 'w:a'],
  ['update a set n = 1, m = 2', 'w:a'],
  ['update or ignore a set n = (select max(n) from b)', 'r:b w:a'],
  ['update a set n = b.n from b, c where a.m = b.m', 'r:b r:c w:a'],
  ['delete from a', 'w:a'],
  ['delete from a where n in (select n from b)', 'r:b w:a'],
]

for (const [sql, touches] of statements)
  test(`the text "${sql}" tells the tables that SQLite itself says it touches: ${touches || 'none'}`, () => {
    assert.deepEqual([touchesOf(sql), saidBySqlite(sql)], [touches, touches])
  })

const definitions: readonly [sql: string, touches: string][] = [
  ['create table if not exists d (n)', 'w:d'],
  ['create table d as select n from a', 'r:a w:d'],
  ['create temp table d as select n from a', 'r:a'],
  ['create table temp.d (n); insert into d select n from a', 'r:a'],
  ['create table d (n); alter table d rename to e; insert into e select n from a', 'r:a w:d w:e'],
  ['create temp table d (n); insert into temp.d select n from a; drop table temp.d', 'r:a'],
  ['create temp table d (n); alter table d rename to e; delete from e', ''],
  ['create unique index if not exists i on a (n)', 'w:a'],
  ['create view v as select a.n from a, b', 'r:a r:b w:v'],
  ['create trigger t after insert on a begin insert into b (n) values (new.n); delete from c; end', 'r:b r:c w:a'],
  ['create trigger t after update of n on a when exists (select 1 from c) begin select 1; end', 'r:c w:a'],
  ['create temp trigger t after insert on a begin delete from c; end', 'r:c'],
  ['create virtual table d using fts5(n)', 'w:d'],
  ['alter table a add column k', 'w:a'],
  ['alter table a rename column n to k', 'w:a'],
  ['drop table a', 'w:a'],
  ['drop table if exists a', 'w:a'],
  ['drop view if exists main.v', 'w:v'],
  ['drop index i', '?'],
  ['insert into a (n) values (1); drop index i; delete from b', '? w:a w:b'],
  ['drop trigger if exists t', '?'],
  ['reindex a', '?'],
]

for (const [sql, touches] of definitions)
  test(`the text "${sql}" tells that it touches ${touches || 'nothing'}`, () => assert.equal(touchesOf(sql), touches))

const notes: readonly [sql: string, note: string | undefined][] = [
  ['drop table if exists a', 'Line 1: Drops "a" with its rows'],
  ['drop view v', undefined],
  ['alter table main.a drop column n', 'Line 1: Drops a column of "a" with its data'],
  ['alter table a drop n', 'Line 1: Drops a column of "a" with its data'],
  ['alter table a rename column n to k', undefined],
  ['delete from a', 'Line 1: DELETE of every row of "a": there is no WHERE'],
  ['delete from a where n = 1', undefined],
  ['with x as (select 1)\nupdate a set n = 1', 'Line 1: UPDATE of every row of "a": there is no WHERE'],
  ['insert into a (n) values (1)', undefined],
]

for (const [sql, note] of notes)
  test(`the text "${sql}" ${note === undefined ? 'raises no doubt' : `raises a doubt: ${note}`}`, () =>
    assert.deepEqual(readScript(sql).notes, note === undefined ? [] : [note]))

for (const [sql, names] of [
  ['select ?, ?', ['1', '2']],
  ['select ?12, ?, ?3', ['12', '13', '3']],
  ['select :a, @b, $c, :a', ['a', 'b', 'c']],
] as const)
  test(`the text "${sql}" has the parameters ${names.join(', ')}`, () =>
    assert.deepEqual(readScript(sql).batches[0]!.statements[0]!.parameters, names))

for (const sql of ['', '-- nothing', 'select 1; select 2'])
  test(`${JSON.stringify(sql)} is not one statement`, () =>
    assert.throws(() => readOne(sql), { code: 'invalid', message: /must be one statement/ }))

function touchesOf(sql: string): string {
  const { touches, known = [] } = readScript(sql)
  return touches === 'unknown' ? `? ${listed(known)}`.trim() : listed(touches)
}

function listed(touches: readonly { readonly part: string; readonly access: string }[]): string {
  return touches
    .map(({ part, access }) => `${access[0]}:${part}`)
    .toSorted()
    .join(' ')
}

/** What SQLite asks its authorizer for when it prepares a statement. A write covers a read. */
function saidBySqlite(sql: string): string {
  using db = new DatabaseSync(':memory:')
  db.exec(schema)
  const said = new Map<string, 'read' | 'write'>()
  db.setAuthorizer((action, part) => {
    const access = accesses.get(action)
    if (access && part !== null && !/^(?:json|sqlite|pragma)_/.test(part) && said.get(part) !== 'write') said.set(part, access)
    return constants.SQLITE_OK
  })
  db.prepare(sql)
  return listed([...said].map(([part, access]) => ({ part, access })))
}

const accesses: ReadonlyMap<number, 'read' | 'write'> = new Map([
  [constants.SQLITE_READ, 'read'],
  [constants.SQLITE_INSERT, 'write'],
  [constants.SQLITE_UPDATE, 'write'],
  [constants.SQLITE_DELETE, 'write'],
])

const foreign: readonly [sql: string, kind: string][] = [
  ['create sequence s', 'CREATE SEQUENCE'],
  ['drop sequence if exists s', 'DROP SEQUENCE'],
  ['drop', 'DROP'],
  ['alter sequence s restart', 'ALTER SEQUENCE'],
  ['truncate a', 'TRUNCATE'],
]

for (const [sql, kind] of foreign) {
  test(`readScript() refuses what only other databases know: ${sql}`, () =>
    assert.throws(() => readScript(sql), {
      code: 'invalid',
      message: `Cannot run ${kind} on line 1: it is not a statement that SQLite knows`,
    }))
}
