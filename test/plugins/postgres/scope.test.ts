import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { postgresDriver } from '../../../packages/plugins/src/sql/postgres/driver.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { openPostgres, owner, statementOf, transactSql, unit } from '../../support/postgres-bench.ts'
import { rejection } from '../../support/rejection.ts'

const covers: readonly [entry: string, part: string, expected: boolean][] = [
  ['public.customers', 'public.customers', true],
  ['customers', 'public.customers', true],
  ['Public.Customers', 'public.customers', true],
  ['customers', 'crm.customers', false],
  ['crm.*', 'crm.customers', true],
  ['crm.*', 'public.customers', false],
  ['*.customers', 'crm.customers', true],
  ['public.cust*', 'public.customers', true],
  ['public.cust*', 'public.orders', false],
  ['"Odd"', 'public."Odd"', true],
  ['odd', 'public."Odd"', false],
  ['public."a.b"', 'public."a.b"', true],
  ['*', 'role app', true],
  ['extension pg_trgm', 'extension pg_trgm', true],
  ['extension *', 'extension pg_trgm', true],
  ['*.*', 'extension pg_trgm', false],
]
for (const [entry, part, expected] of covers) {
  test(`covers() says that ${entry} ${expected ? 'covers' : 'does not cover'} ${part}`, () => {
    assert.equal(postgresDriver.covers(entry, part), expected)
  })
}

const code = (statements: string): string => `do $$ begin ${statements}; end $$`

let database: TestDatabase
before(async () => {
  database = await createDatabase()
  await database.query(`
    create role ${database.name};
    create table mine (id serial primary key, name text);
    create table theirs (id int primary key, name text);
    insert into mine (name) values ('a'), ('b');
    insert into theirs values (1, 'x');
    create view through as select m.id, t.name from mine m join theirs t on t.id = m.id;
    create function meddle() returns trigger language plpgsql as $$ begin insert into public.theirs values (new.id + 100, 'audit'); return new; end $$;
    create table audited (id int primary key);
    create trigger meddle after insert on audited for each row execute function meddle();
    create function repair() returns int language plpgsql as $$ begin update public.theirs set name = 'y'; return 1; end $$;
    create table parent (id int primary key);
    create table child (id int primary key, parent int references parent on delete cascade);
    create table plain_child (id int primary key, parent int references parent);
    insert into parent values (1), (2); insert into child values (1, 1);
    create table whole (id int, day date) partition by range (day);
    create table whole_2026 partition of whole for values from ('2026-01-01') to ('2027-01-01');
    create table keyed (id int primary key references theirs);
    create table late (id int primary key);
    create constraint trigger late_meddle after insert on late deferrable initially deferred for each row execute function meddle();
    create table theirs_day (id serial, day date);
    create schema crm;
    create table counted (id serial, n int generated always as identity);
    create function answer() returns int language sql as 'select 42';
    create type mood as enum ('ok'); create domain price as numeric; alter domain price add constraint positive check (value > 0);
    create statistics theirs_both on id, name from theirs;
    create text search configuration words (copy = simple);
    create publication told for table mine, parent;
    create function one(int, int) returns int language sql immutable as 'select 1';
    create operator family numbers using btree; alter operator family numbers using btree add function 1 (int, int) one(int, int);
    grant update on mine to pg_monitor;
    create extension citext; create function wider(citext) returns int language sql as 'select 1';
    create foreign data wrapper away; create server far foreign data wrapper away;
    create user mapping for current_user server far options (password 'x');
    create schema evil;
    create function evil.never(oid, oid) returns boolean language sql as 'select false';
    create operator evil.= (leftarg = oid, rightarg = oid, function = evil.never);
    create function evil.bool_or(boolean) returns boolean language sql as 'select false'`)
})
after(async () => {
  await database.query(`drop role ${database.name}`)
  await database[Symbol.asyncDispose]()
})

const writes: readonly [when: string, scope: string[], sql: string, allowed: boolean][] = [
  ['a table in scope is updated', ['mine'], "update mine set name = 'c'", true],
  ['a serial column takes a number', ['mine'], "insert into mine (name) values ('d')", true],
  ['a table out of scope is updated', ['mine'], "update theirs set name = 'c'", false],
  ['a table out of scope is read', ['mine'], 'update mine set name = (select name from theirs limit 1)', false],
  ['a view leads out of scope', ['mine', 'through'], 'insert into mine (name) select name from through', false],
  ['a trigger writes out of scope', ['audited'], 'insert into audited values (1)', false],
  ['a trigger writes within scope', ['audited', 'theirs'], 'insert into audited values (1)', true],
  ['a function writes out of scope', ['mine'], 'select repair()', false],
  ['a block of code writes out of scope', ['mine'], "do $$ begin update theirs set name = 'z'; end $$", false],
  ['a block of code writes within scope', ['theirs'], "do $$ begin update theirs set name = 'z'; end $$", true],
  ['a cascade deletes out of scope', ['parent'], 'delete from parent where id = 1', false],
  ['a foreign key is checked out of scope', ['plain_child'], 'insert into plain_child values (1, 2)', true],
  ['a table out of scope is dropped', ['mine'], 'drop table theirs cascade', false],
  ['a block of code drops a table out of scope', ['mine'], "do $$ begin execute 'drop table theirs cascade'; end $$", false],
  ['a drop cascades to a view out of scope', ['mine'], 'drop table mine cascade', false],
  ['a partition of a table in scope is written', ['whole'], "insert into whole values (1, '2026-05-01')", true],
  ['a partition is written under the name of another', ['mine'], "insert into whole_2026 values (1, '2026-05-01')", false],
  ['a table is made out of scope', ['mine'], 'create table fresh (id int)', false],
  [
    'a table in scope is made, filled and dropped',
    ['fresh'],
    'create table fresh (id int); insert into fresh values (1); drop table fresh',
    true,
  ],
  ['a temporary table is used', ['mine'], 'create temporary table scratch as select * from mine; drop table scratch', true],
  [
    'a temporary sequence and a temporary view are used',
    ['mine'],
    "create temporary sequence tally; create temporary view few as select nextval('tally') as id from mine; insert into mine (id) select id + 100 from few",
    true,
  ],
  ['a temporary view leads out of scope', ['mine'], 'create temporary view few as select * from theirs; delete from few', false],
  [
    'a temporary table is named with its schema',
    ['mine'],
    'create table pg_temp.scratch as select * from mine; drop table pg_temp.scratch',
    true,
  ],
  ['an index of a table in scope is made', ['mine'], 'create index mine_name on mine (name)', true],
  ['an index of a table out of scope is dropped', ['mine'], 'alter index theirs_pkey rename to other', false],
  ['the search path leads elsewhere', ['mine'], 'set local search_path = pg_catalog, public; update theirs set name = name', false],
  ['the catalog is written', ['public.*'], "update pg_class set relname = relname where relname = 'mine'", false],
  ['default privileges are changed', ['public.*'], 'alter default privileges grant select on tables to public', false],
  ['a role is made', ['public.*'], 'create role backout_never', false],
  ['a constraint trigger writes out of scope, deferred to the end', ['late'], 'insert into late values (11)', false],
  ['a constraint trigger writes within scope, deferred to the end', ['late', 'theirs'], 'insert into late values (12)', true],
  [
    'code that runs at the end defers more to the end',
    ['mine', 'late', 'ours'],
    `create function ours() returns trigger language plpgsql as $$ begin set constraints all deferred; insert into late values (13); return new; end $$;
      create constraint trigger ours after insert on mine deferrable initially deferred for each row execute function ours();
      insert into mine (name) values ('x')`,
    false,
  ],
  ['a block of code gives a table a name in scope', ['mine*'], "do $$ begin execute 'alter table theirs rename to mine2'; end $$", false],
  ['a block of code moves a table into scope', ['crm.*'], "do $$ begin execute 'alter table theirs set schema crm'; end $$", false],
  [
    'a block of code makes a table a part of one in scope',
    ['whole'],
    "do $$ begin execute 'alter table whole attach partition theirs_day for values from (''2027-01-01'') to (''2028-01-01'')'; end $$",
    false,
  ],
  [
    'a block of code makes a counter that of a table in scope',
    ['mine'],
    "do $$ begin execute 'alter sequence theirs_day_id_seq owned by mine.id'; end $$",
    false,
  ],
  [
    'the search path leads to operators that say what they like',
    ['mine', 'evil.*'],
    "set local search_path = evil, pg_catalog, public; do $$ begin execute 'update public.theirs set name = name'; end $$",
    false,
  ],
  ['a table with a serial and an identity column is dropped', ['counted'], 'drop table counted', true],
  ['a partitioned table is dropped', ['whole'], 'drop table whole', true],
  ['a table is given another name in scope', ['mine', 'ours'], 'alter table mine rename to ours; alter table ours rename to mine', true],
  ["a block of code writes the ledger's claim", ['*'], "do $$ begin execute 'update backout.claims set epoch = epoch'; end $$", false],
  ["a block of code deletes the ledger's units", ['*'], "do $$ begin execute 'delete from backout.units'; end $$", false],
  ["a block of code reads the ledger's units", ['*'], "do $$ begin execute 'select * from backout.units'; end $$", false],
  [
    'a block of code says that another unit was applied',
    ['*'],
    "do $$ begin execute 'insert into backout.units (key, environment, database, run, plan, state, epoch) select key || 1, environment, database, run, plan, state, epoch from backout.units'; end $$",
    false,
  ],
  ["a block of code drops the ledger's schema", ['*'], "do $$ begin execute 'drop schema backout cascade'; end $$", false],
  ["a block of code renames the ledger's schema", ['*'], "do $$ begin execute 'alter schema backout rename to b'; end $$", false],
  ['a block of code gives a privilege on a table out of scope', ['mine'], code('grant select on theirs to public'), false],
  ['a block of code gives a privilege on a column out of scope', ['mine'], code('grant select (name) on theirs to public'), false],
  ['a block of code gives a privilege on a table in scope', ['mine'], code('grant select on mine to public'), true],
  ['a block of code gives a privilege on a schema', ['mine'], code('grant usage on schema crm to public'), false],
  ['a block of code gives a privilege on the ledger', ['*'], code('grant select on backout.units to public'), false],
  ['a block of code changes default privileges', ['public.*'], code('alter default privileges grant select on tables to public'), false],
  ['a block of code gives a role', ['mine'], code("execute format('grant pg_monitor to %I', session_user)"), false],
  ['a block of code makes a role', ['mine'], code('create role backout_never'), false],
  ['a block of code makes a function', ['mine'], code("create function answer2() returns int language sql as 'select 1'"), false],
  ['a block of code replaces a function', ['mine'], code('alter function answer() security definer'), false],
  ['a block of code drops a function', ['mine'], code('drop function answer()'), false],
  ['a block of code gives a function a name in scope', ['mine*'], code('alter function answer() rename to mine_answer'), false],
  ['a block of code makes a function in scope', ['ours'], code("create function ours() returns int language sql as 'select 1'"), true],
  ['a block of code adds to a type', ['mine'], code("alter type mood add value 'sad'"), false],
  ['a block of code changes a domain', ['mine'], code('alter domain price add check (value > 0)'), false],
  ['a block of code takes a constraint from a domain', ['mine'], code('alter domain price drop constraint positive'), false],
  ['a block of code drops a type', ['mine'], code('drop domain price'), false],
  ['a block of code changes statistics of a table out of scope', ['mine'], code('alter statistics theirs_both set statistics 50'), false],
  [
    'statistics are changed',
    ['mine', 'mine_both'],
    'create statistics mine_both on id, name from mine; alter statistics mine_both set statistics 50',
    true,
  ],
  [
    'a block of code takes from a text search configuration',
    ['mine'],
    code('alter text search configuration words drop mapping for email'),
    false,
  ],
  [
    'a block of code adds to an operator family',
    ['one'],
    code('alter operator family numbers using btree add function 1 (text, text) bttextcmp(text, text)'),
    false,
  ],
  [
    'a block of code takes from an operator family',
    ['one'],
    code('alter operator family numbers using btree drop function 1 (int, int)'),
    false,
  ],
  ['a block of code has a table in scope published', ['theirs_day'], code('alter publication told add table theirs_day'), false],
  ['a block of code has a table in scope published no more', ['mine'], code('alter publication told drop table mine'), false],
  ['a table that was published is dropped', ['parent', 'child', 'plain_child'], 'drop table parent cascade', true],
  ['a block of code says something of a tablespace', ['mine'], code("comment on tablespace pg_global is 'x'"), false],
  ['a block of code gives a tablespace', ['mine'], code('grant create on tablespace pg_default to public'), false],
  [
    'a block of code makes a subscription',
    ['mine'],
    code("create subscription backout_never connection 'port=1' publication x with (connect = false)"),
    false,
  ],
  ['a block of code makes a schema', ['public.*'], code('create schema fresh'), false],
  ['a block of code renames a schema', ['public.*'], code('alter schema crm rename to sales'), false],
  ['a block of code says something of a function', ['mine'], code("comment on function answer() is 'x'"), false],
  ['a block of code makes a text search configuration', ['mine'], code('create text search configuration tsc (copy = simple)'), false],
  [
    'a text search configuration is made, changed and dropped',
    ['tsc'],
    'create text search configuration tsc (copy = simple); alter text search configuration tsc drop mapping for email; drop text search configuration tsc',
    true,
  ],
  ['a block of code makes an operator family', ['mine'], code('create operator family fam using btree'), false],
  ['an operator family is made and dropped', ['fam'], 'create operator family fam using btree; drop operator family fam using btree', true],
  ['a block of code makes an access method', ['mine'], code('create access method fresh type table handler heap_tableam_handler'), false],
  ['a block of code makes a cast', ['mine'], code('create cast (text as mood) with inout'), false],
  ['a cast is made', ['statement "create cast"'], 'create cast (text as mood) with inout', true],
  ['a cast is dropped', ['statement "drop cast"'], 'drop cast (text as mood)', true],
  ['a block of code says something of a role', ['mine'], code("comment on role pg_monitor is 'x'"), false],
  ['a block of code gives an extension a function in scope', ['wider'], code('alter extension citext add function wider(citext)'), false],
  ['a block of code gives an extension a table in scope', ['mine'], code('alter extension citext add table mine'), false],
  [
    'a block of code takes a function in scope from an extension',
    ['citext_cmp'],
    code('alter extension citext drop function citext_cmp(citext, citext)'),
    false,
  ],
  [
    'a block of code lets a function in scope depend on an extension',
    ['wider'],
    code('alter function wider(citext) depends on extension citext'),
    false,
  ],
  [
    'a table and a function use what an extension brought',
    ['worded', 'wordier'],
    'create table worded (word citext unique); create function wordier(citext) returns citext language sql as $$ select $1 $$; insert into worded values (1); drop table worded',
    true,
  ],
  [
    'an extension is made that needs another',
    ['extension cube', 'extension earthdistance'],
    'create extension earthdistance cascade',
    true,
  ],
  ['a block of code makes a user mapping', ['mine'], code("create user mapping for public server far options (password 'y')"), false],
  [
    'a block of code changes a user mapping',
    ['mine'],
    code("alter user mapping for current_user server far options (set password 'y')"),
    false,
  ],
  ['a block of code drops a user mapping', ['mine'], code('drop user mapping for current_user server far'), false],
  [
    'a user mapping is made, changed and dropped',
    ['foreign server far'],
    "create user mapping for public server far; alter user mapping for current_user server far options (set password 'y'); drop user mapping for public server far",
    true,
  ],
  [
    'a block of code says something of a constraint of a domain',
    ['mine'],
    code("comment on constraint positive on domain price is 'x'"),
    false,
  ],
  ['something is said of a constraint of a domain', ['price'], "comment on constraint positive on domain price is 'x'", true],
  ['an extension brings along all kinds of objects', ['extension hstore'], 'create extension hstore; drop extension hstore', true],
  ['a block of code makes a large object', ['mine'], "do $$ begin execute 'select lo_cr' || 'eate(0)'; end $$", false],
  ['a block of code calls a function that reaches beyond', ['mine'], code("perform pg_read_file('PG_VERSION')"), false],
  ['a block of code calls one by its name in quotes', ['mine'], code(`perform "pg_read_file"('PG_VERSION')`), false],
  ['a block of code calls one with a comment behind its name', ['mine'], code("perform pg_read_file /* ( */ -- )\n ('PG_VERSION')"), false],
  ['a block of code reads a password', ['mine'], code('perform rolpassword from pg_authid'), false],
  ['a block of code is in a language that nothing holds back', ['mine'], 'do language plpython3u $$ pass $$', false],
  ['a function is made that calls one', ['f'], "create function f() returns text language sql as $$ select pg_read_file('x') $$", false],
  ['a block of code runs a program', ['mine'], code("copy mine to program 'true'"), false],
  ['a block of code writes a file of the server', ['mine'], code("copy mine to '/tmp/backout-never'"), false],
  ['a block of code writes one whose name is quoted otherwise', ['mine'], code("copy mine to E'/tmp/backout-never'"), false],
  ['a block of code reads a file of the server', ['mine'], code("copy mine from '/tmp/backout-never'"), false],
  ['all that a type brings along is made', ['span'], 'create type span as range (subtype = numeric)', true],
  ['another role does the work', ['mine'], "set role pg_monitor; update mine set name = 'f'", true],
  [
    'a block of code changes a password, and ends as somebody who sees none',
    ['mine'],
    code(
      "execute format('alter role %I password ''x''', current_database()); execute format('set session authorization %I', current_database())",
    ),
    false,
  ],
  ['a function of an extension reaches another session', ['mine'], "select public.dblink_exec('dbname=never', 'drop table theirs')", false],
  ['another session is ended', ['mine'], 'select pg_terminate_backend(0)', false],
  ['a file of the server is read', ['mine'], "insert into mine (name) select pg_read_file('PG_VERSION')", false],
  ['a large object is made', ['public.*'], 'select lo_create(0)', false],
  ['a lock is taken that outlives the transaction', ['mine'], 'select pg_advisory_lock(7)', false],
  ['a lock of the transaction is taken', ['mine'], "select pg_advisory_xact_lock(7); update mine set name = 'e'", true],
]
for (const [when, scope, sql, allowed] of writes) {
  test(`transact() ${allowed ? 'commits' : 'refuses and takes back'} when ${when}`, async () => {
    await using session = await openPostgres(database.url, { scope })
    const run = `r${Math.random()}`
    const epoch = await postgresDriver.claim(session, owner(run))
    const dump = (): Promise<unknown> =>
      database.query('select (select json_agg(t order by id) from theirs t) as theirs, (select count(*) from pg_class) as relations')
    const earlier = await dump()
    if (allowed) await transactSql(session, unit(run, 'a'), epoch, sql)
    else {
      const error = await rejection(transactSql(session, unit(run, 'a'), epoch, sql))
      assert.equal(error.code, 'out-of-scope', error.message)
      assert.deepEqual(await dump(), earlier)
    }
    assert.deepEqual(await postgresDriver.recorded(session, [unit(run, 'a')]), [allowed])
    await postgresDriver.release(session, owner(run), { last: true })
  })
}

test('transact() leaves no query of a cursor for COMMIT, behind the check of scope', async () => {
  await using session = await openPostgres(database.url, { scope: ['mine'] })
  const epoch = await postgresDriver.claim(session, owner('cursor'))
  const dump = (): Promise<unknown> => database.query('select * from theirs order by id')
  const earlier = await dump()
  await transactSql(session, unit('cursor', 'a'), epoch, code("execute 'declare c cursor with hold for select repair()'"))
  assert.deepEqual(await dump(), earlier)
  await postgresDriver.release(session, owner('cursor'), { last: true })
})

const reads: readonly [when: string, sql: string, code: string | undefined][] = [
  ['a table in scope is read', 'select * from mine', undefined],
  ['the catalog is read', 'select relname from pg_class limit 1', undefined],
  ['values of rows are read in the catalog', 'select most_common_vals from pg_stats', 'out-of-scope'],
  ['a table out of scope is read', 'select * from theirs', 'out-of-scope'],
  ['a view leads out of scope', 'select * from through', 'out-of-scope'],
  ['the text writes', "update mine set name = 'x' returning id", 'refused'],
  ['a CTE writes', 'with w as (delete from mine returning *) select * from w', 'refused'],
  ['a function writes', 'select repair()', 'refused'],
  ['a number is taken from a sequence', "select nextval('mine_id_seq')", 'refused'],
  ['the transaction is turned', 'set transaction read write', 'refused'],
  ['rows are locked', 'select * from mine for update', 'refused'],
  ['a lock is taken that outlives the transaction', 'select pg_advisory_lock(7)', 'refused'],
  ['a file of the server is read', "select pg_read_file('PG_VERSION')", 'out-of-scope'],
  ['a text is run as SQL', "select query_to_xml('select pg_reload_conf()', true, true, '')", 'out-of-scope'],
]
for (const access of ['read', 'write'] as const) {
  for (const [when, sql, code] of reads) {
    test(`query() of a session for ${access} ${code === undefined ? 'answers' : `is ${code}`} when ${when}`, async () => {
      await using session = await openPostgres(database.url, { scope: ['mine', 'through'], access })
      // Bypasses the dialect, as a plugin of somebody else's may.
      const statement = { sql, line: 1, kind: 'select', parameters: [] }
      if (code === undefined) assert.ok((await session.query(statement, [])).rows.length > 0)
      else assert.equal((await rejection(session.query(statement, []))).code, code)
    })
  }
}

for (const sql of [
  "select setval('theirs_day_id_seq', 900)",
  `select u&"\\0073etval"('theirs_day_id_seq', 900)`,
  "insert into mine (name) select nextval('theirs_day_id_seq'::regclass)",
]) {
  test(`transact() does not let "${sql}" touch a counter out of scope, which no transaction takes back`, async () => {
    await using session = await openPostgres(database.url, { scope: ['mine'] })
    const epoch = await postgresDriver.claim(session, owner(sql))
    assert.equal((await rejection(transactSql(session, unit(sql, 'a'), epoch, sql))).code, 'out-of-scope')
    await postgresDriver.release(session, owner(sql), { last: true })
    assert.deepEqual(await database.query('select is_called from theirs_day_id_seq'), [{ is_called: false }])
  })
}

test('query() takes one statement only', async () => {
  await using session = await openPostgres(database.url, { access: 'read' })
  const statement = { sql: 'select 1; commit; delete from mine', line: 1, kind: 'select', parameters: [] }
  assert.equal((await rejection(session.query(statement, []))).code, 'invalid')
})

test('execute() of a session for reading is refused by the server itself', async () => {
  await using session = await openPostgres(database.url, { access: 'read' })
  const statement = await statementOf("update mine set name = 'x'")
  assert.equal((await rejection(session.execute({ statements: [statement], transactional: true, settings: {} }, []))).code, 'refused')
})

test('execute() refuses a statement that names the ledger, even where everything is in scope', async () => {
  await using session = await openPostgres(database.url)
  const statement = { sql: 'drop schema backout cascade', line: 1, kind: 'drop schema', parameters: [] }
  const error = await rejection(session.execute({ statements: [statement], transactional: true, settings: {} }, []))
  assert.equal(error.code, 'out-of-scope')
})

test('a query inside a transaction cannot write either, and leaves the transaction able to', async () => {
  await using session = await openPostgres(database.url)
  const epoch = await postgresDriver.claim(session, owner('inside'))
  const call = { sql: 'select repair()', line: 1, kind: 'select', parameters: [] }
  const update = await statementOf("update mine set name = 'inside' where id = 1")
  await postgresDriver.transact(session, unit('inside', 'a'), epoch, async (inner) => {
    assert.equal((await rejection(inner.query(call, []))).code, 'refused')
    assert.deepEqual(await inner.execute({ statements: [update], transactional: true, settings: {} }, []), [{ rows: 1 }])
    assert.deepEqual((await inner.query(await statementOf('select name from mine where id = 1'), [])).rows, [{ name: 'inside' }])
  })
  await postgresDriver.release(session, owner('inside'), { last: true })
})
