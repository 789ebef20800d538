import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { postgresDriver } from '../../packages/plugins/src/sql/postgres/driver.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'
import { openPostgres, owner, rejection, statementOf, transactSql, unit } from '../support/postgres-bench.ts'

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

let database: TestDatabase
before(async () => {
  database = await createDatabase()
  await database.query(`
    create table mine (id serial primary key, name text);
    create table theirs (id int primary key, name text);
    insert into mine (name) values ('a'), ('b');
    insert into theirs values (1, 'x');
    create view through as select m.id, t.name from mine m join theirs t on t.id = m.id;
    create function meddle() returns trigger language plpgsql as $$ begin insert into theirs values (new.id + 100, 'audit'); return new; end $$;
    create table audited (id int primary key);
    create trigger meddle after insert on audited for each row execute function meddle();
    create function repair() returns int language plpgsql as $$ begin update theirs set name = 'y'; return 1; end $$;
    create table parent (id int primary key);
    create table child (id int primary key, parent int references parent on delete cascade);
    create table plain_child (id int primary key, parent int references parent);
    insert into parent values (1), (2); insert into child values (1, 1);
    create table whole (id int, day date) partition by range (day);
    create table whole_2026 partition of whole for values from ('2026-01-01') to ('2027-01-01');
    create table keyed (id int primary key references theirs)`)
})
after(() => database[Symbol.asyncDispose]())

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
  ['an index of a table in scope is made', ['mine'], 'create index mine_name on mine (name)', true],
  ['an index of a table out of scope is dropped', ['mine'], 'alter index theirs_pkey rename to other', false],
  ['the search path leads elsewhere', ['mine'], 'set local search_path = pg_catalog, public; update theirs set name = name', false],
  ['the catalog is written', ['public.*'], "update pg_class set relname = relname where relname = 'mine'", false],
  ['default privileges are changed', ['public.*'], 'alter default privileges grant select on tables to public', false],
  ['a role is made', ['public.*'], 'create role backout_never', false],
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

const reads: readonly [when: string, sql: string, code: string | undefined][] = [
  ['a table in scope is read', 'select * from mine', undefined],
  ['the catalog is read', 'select relname from pg_class limit 1', undefined],
  ['a table out of scope is read', 'select * from theirs', 'out-of-scope'],
  ['a view leads out of scope', 'select * from through', 'out-of-scope'],
  ['the text writes', "update mine set name = 'x' returning id", 'refused'],
  ['a CTE writes', 'with w as (delete from mine returning *) select * from w', 'refused'],
  ['a function writes', 'select repair()', 'refused'],
  ['a number is taken from a sequence', "select nextval('mine_id_seq')", 'refused'],
  ['the transaction is turned', 'set transaction read write', 'refused'],
  ['rows are locked', 'select * from mine for update', 'refused'],
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
