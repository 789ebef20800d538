import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { postgresDriver } from '../../../packages/plugins/src/sql/postgres/driver.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { batchOf, openPostgres } from '../../support/postgres-bench.ts'

let database: TestDatabase
before(async () => {
  database = await createDatabase()
  await database.query(`
    create schema crm; create type mood as enum ('ok'); create sequence free;
    create table t (id serial primary key, name text default 'x', amount numeric(10,2) check (amount > 0), mood mood);
    insert into t (name, amount) values ('a', 1), ('b', 2), ('b', 2);
    create table crm.other (id int); create view v as select id from t; create index t_name on t (name); create index t_lower on t (lower(name));
    create function f() returns int language sql as 'select 1';
    create function g() returns trigger language plpgsql as 'begin return new; end';
    create text search configuration finds (copy = simple); create publication theirs; create foreign data wrapper wrapping;
    create function h() returns event_trigger language plpgsql as 'begin end';
    create table p (id int, day int) partition by list (day); create table p1 partition of p for values in (1);
    create table like_row (t int, name text); insert into like_row values (1, 'a');
    create aggregate total(int) (sfunc = int4pl, stype = int); create domain price as numeric constraint positive check (value > 0);
    create operator ==== (leftarg = int, rightarg = int, function = int4eq);
    create server far foreign data wrapper wrapping; create user mapping for current_user server far options (password 'x');
    create foreign table away (id int) server far; create policy seen on p using (true)`)
})
after(() => database[Symbol.asyncDispose]())

async function fingerprint(parts: readonly string[] = ['*']): Promise<string> {
  await using session = await openPostgres(database.url, { access: 'read' })
  return await postgresDriver.fingerprint(session, parts)
}

const differences: readonly [what: string, change: string, back: string][] = [
  ['a row', "update t set name = 'c' where id = 1", "update t set name = 'a' where id = 1"],
  ['a row of a table that has a column of the name of its alias here', "update like_row set name = 'b'", "update like_row set name = 'a'"],
  ['how often a row is there', 'insert into crm.other values (1), (1)', 'delete from crm.other'],
  ['NULL for an empty text', "update t set name = '' where id = 1", "update t set name = 'a' where id = 1"],
  ['a column', 'alter table t add extra int', 'alter table t drop extra'],
  ['a type', 'alter table crm.other alter id type bigint', 'alter table crm.other alter id type int'],
  ['a default', "alter table t alter name set default 'y'", "alter table t alter name set default 'x'"],
  ['NOT NULL', 'alter table t alter name set not null', 'alter table t alter name drop not null'],
  ['an index', 'create index more on t (amount)', 'drop index more'],
  ['a constraint', 'alter table t add constraint c check (id > 0)', 'alter table t drop constraint c'],
  ['a trigger', 'create trigger g before insert on t for each row execute function g()', 'drop trigger g on t'],
  [
    'a disabled trigger',
    'create trigger g2 before insert on crm.other for each row execute function g(); alter table crm.other disable trigger g2',
    'drop trigger g2 on crm.other',
  ],
  ['a privilege', 'grant select on crm.other to public', 'revoke select on crm.other from public'],
  ['a privilege on a column', 'grant select (id) on crm.other to public', 'revoke select (id) on crm.other from public'],
  ['a privilege on a sequence', 'grant usage on sequence free to public', 'revoke usage on sequence free from public'],
  ['a privilege on a type', 'revoke usage on type mood from public', 'grant usage on type mood to public'],
  ['a privilege on a function', 'revoke all on function f from public', 'grant execute on function f to public'],
  ['a comment', "comment on column t.name is 'x'", 'comment on column t.name is null'],
  ['a policy', 'create policy pol on t using (true)', 'drop policy pol on t'],
  ['a view', 'create or replace view v as select id from t where id > 0', 'create or replace view v as select id from t'],
  ['a rule', 'create rule r as on delete to crm.other do instead nothing', 'drop rule r on crm.other'],
  ['a storage parameter', 'alter table t set (fillfactor = 50)', 'alter table t reset (fillfactor)'],
  [
    'a storage parameter of its long values',
    'alter table t set (toast.autovacuum_enabled = off)',
    'alter table t reset (toast.autovacuum_enabled)',
  ],
  [
    'how much is to be known of an expression of an index',
    'alter index t_lower alter column 1 set statistics 5',
    'alter index t_lower alter column 1 set statistics -1',
  ],
  ['a type of which there is only the name', 'create type later', 'drop type later'],
  ['an option of a column', 'alter table crm.other alter id set (n_distinct = 5)', 'alter table crm.other alter id reset (n_distinct)'],
  ['a partition', 'create table p2 partition of p for values in (2)', 'drop table p2'],
  ['a new table', 'create table fresh ()', 'drop table fresh'],
  ['a label of an enum', 'create type other_mood as enum ($$a$$)', 'drop type other_mood'],
  [
    'a function',
    "create or replace function f() returns int language sql as 'select 2'",
    "create or replace function f() returns int language sql as 'select 1'",
  ],
  ['the counter of a free sequence', "select setval('free', 7)", "select setval('free', 1, false)"],
  ['a schema', 'create schema fresh', 'drop schema fresh'],
  ['a privilege on a schema', 'grant usage on schema crm to public', 'revoke usage on schema crm from public'],
  ['an extension', 'create extension hstore', 'drop extension hstore'],
  ['an operator', 'create operator === (leftarg = int, rightarg = int, function = int4eq)', 'drop operator === (int, int)'],
  ['a collation', 'create collation ours from "C"', 'drop collation ours'],
  ['a text search configuration', 'create text search configuration ours (copy = simple)', 'drop text search configuration ours'],
  [
    'what a text search configuration maps',
    'alter text search configuration finds drop mapping for email',
    'alter text search configuration finds add mapping for email with simple',
  ],
  ['a text search dictionary', 'create text search dictionary ours (template = simple)', 'drop text search dictionary ours'],
  [
    'an event trigger',
    'create event trigger ours on ddl_command_start when tag in ($$CREATE TABLE$$) execute function h()',
    'drop event trigger ours',
  ],
  ['a publication', 'create publication ours for table t', 'drop publication ours'],
  ['a table of a publication', 'alter publication theirs add table t', 'alter publication theirs drop table t'],
  ['a foreign server', 'create server ours foreign data wrapper wrapping', 'drop server ours'],
  [
    'what an aggregate sums with',
    'create or replace aggregate total(int) (sfunc = int4mi, stype = int)',
    'create or replace aggregate total(int) (sfunc = int4pl, stype = int)',
  ],
  [
    'how an operator is estimated',
    'alter operator ==== (int, int) set (restrict = eqsel)',
    'alter operator ==== (int, int) set (restrict = none)',
  ],
  [
    'a user mapping',
    "alter user mapping for current_user server far options (set password 'y')",
    "alter user mapping for current_user server far options (set password 'x')",
  ],
  [
    'an option of a column of a foreign table',
    "alter foreign table away alter id options (add column_name 'n')",
    'alter foreign table away alter id options (drop column_name)',
  ],
  ...[
    'policy seen on p',
    'constraint positive on domain price',
    'publication theirs',
    'server far',
    'operator ==== (int, int)',
    'text search configuration finds',
  ].map((what): [string, string, string] => [`a comment on ${what}`, `comment on ${what} is 'x'`, `comment on ${what} is null`]),
  [
    'default privileges',
    'alter default privileges in schema crm grant select on tables to public',
    'alter default privileges in schema crm revoke select on tables from public',
  ],
  [
    'a materialized view that was never filled',
    'create materialized view late as select 1 as a with no data',
    'drop materialized view late',
  ],
]
for (const [what, change, back] of differences) {
  test(`fingerprint() differs by ${what}, and is the same again once that is taken back`, async () => {
    const original = await fingerprint()
    await database.query(change)
    const between = await fingerprint()
    await database.query(back)
    assert.notEqual(between, original)
    assert.equal(await fingerprint(), original)
  })
}

const likenesses: readonly [what: string, change: string][] = [
  ['the order of rows', 'create temporary table k as select * from t; delete from t; insert into t select * from k order by id desc'],
  ['a table that is rewritten', 'vacuum full t'],
  ['the counter of a serial column', "select nextval('t_id_seq')"],
  ['statistics', 'analyze t'],
  ['a table that is made anew', 'drop table crm.other; create table crm.other (id int)'],
  ['a column that came and went', 'alter table crm.other add gone int; alter table crm.other drop gone'],
  ['Backout’s own schema', 'create schema backout; create table backout.units ()'],
]
for (const [what, change] of likenesses) {
  test(`fingerprint() does not depend on ${what}`, async () => {
    const original = await fingerprint()
    await database.query(change)
    assert.equal(await fingerprint(), original)
  })
}

test('fingerprint() takes bytes that are no text of any encoding, as a database in SQL_ASCII may hold', async () => {
  const name = `${database.name}_ascii`
  await database.query(`create database ${name} encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0`)
  try {
    await using session = await openPostgres(database.url.replace(database.name, name))
    const batch = await batchOf("create table odd (name text); insert into odd values (chr(252) || 'x')")
    const empty = await postgresDriver.fingerprint(session, ['odd'])
    await session.execute(batch, [])
    assert.notEqual(await postgresDriver.fingerprint(session, ['odd']), empty)
  } finally {
    await database.query(`drop database ${name} with (force)`)
  }
})

test('fingerprint() looks only at the parts that are asked for', async () => {
  const original = await fingerprint(['crm.*'])
  await database.query("update t set name = 'z'")
  assert.equal(await fingerprint(['crm.*']), original)
})

test('fingerprint() refuses to overlook rows that a policy hides', async () => {
  await database.query(
    `create role "${database.name}" login; create table hidden (id int); alter table hidden enable row level security; grant select on hidden to "${database.name}"`,
  )
  try {
    await using session = await openPostgres(database.urlAt({ user: database.name, password: 'x' }), { access: 'read' })
    await assert.rejects(postgresDriver.fingerprint(session, ['hidden']), { code: 'failed', hint: /^Grant select on it/ })
  } finally {
    await database.query(`drop table hidden; drop role "${database.name}"`)
  }
})
