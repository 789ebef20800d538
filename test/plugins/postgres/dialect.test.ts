import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sqlQuery } from '../../../packages/plugins/src/sql/query.ts'
import { postgresDialect } from '../../../packages/plugins/src/sql/postgres/dialect.ts'
import { rejection } from '../../support/rejection.ts'

const scripts: readonly [sql: string, kinds: string, touches: string, effect: string][] = [
  ['select count(*) from t', 'select', 'r:public.t', 'none'],
  ['with x as (select 1) select * from x join "Odd" on true', 'select', 'r:public."Odd"', 'none'],
  ['select crm.repair()', 'select', '', 'unknown'],
  ["select nextval('s')", 'select', '', 'write'],
  ['select * from pg_class, information_schema.tables', 'select', '', 'none'],
  ['select * into x from y', 'select', 'r:public.y w:public.x', 'write'],
  ['select * from t for update', 'select', 'r:public.t', 'write'],
  ['with gone as (delete from t returning *) select count(*) from gone', 'select', 'w:public.t', 'write'],
  ['explain delete from t', 'explain', 'w:public.t', 'none'],
  ['explain (analyze) delete from t', 'explain', 'w:public.t', 'write'],
  ['insert into a select * from crm.b on conflict do nothing', 'insert', 'r:crm.b w:public.a', 'write'],
  ['update t set a = (select max(b) from u)', 'update', 'r:public.u w:public.t', 'write'],
  ['merge into a using b on a.id = b.id when matched then delete', 'merge', 'r:public.b w:public.a', 'write'],
  ['create table a (id int references b, like c)', 'create table', 'r:public.c w:public.a w:public.b', 'write'],
  ['create table z as select * from q', 'create table as', 'r:public.q w:public.z', 'write'],
  ['alter table t rename to u', 'rename table', 'w:public.t w:public.u', 'write'],
  ['alter table t add foreign key (a) references c', 'alter table', 'w:public.c w:public.t', 'write'],
  ['alter table t set schema crm', 'alter table', 'w:crm.t w:public.t', 'write'],
  ['drop table a, crm.b', 'drop table', 'w:crm.b w:public.a', 'write'],
  ['drop trigger tr on t', 'drop trigger', 'w:public.t', 'write'],
  ['drop index i', 'drop index', '?', 'write'],
  ['drop index i; delete from t', 'drop index, delete', '? w:public.t', 'write'],
  ['do $$ begin end $$; select * from t', 'do, select', '? r:public.t', 'write'],
  ['set search_path = crm; delete from t', 'set, delete', '?', 'write'],
  ['do $$ begin end $$', 'do', '?', 'write'],
  ['create extension pg_trgm', 'create extension', 'w:extension pg_trgm', 'write'],
  ['create role app', 'create role', 'w:role app', 'write'],
  ['create function f() returns int language sql return 1', 'create function', 'w:public.f', 'write'],
  [
    'create function f() returns text language sql as $$ select pg_read_file($1) $$',
    'create function',
    'w:function pg_read_file w:public.f',
    'write',
  ],
  [
    'create function f() returns text language sql return pg_read_file($1)',
    'create function',
    'w:function pg_read_file w:public.f',
    'write',
  ],
  ['create function f() returns int language sql cost 7 as $$ select 1 $$', 'create function', 'w:public.f', 'write'],
  ["create function f() returns int language c as 'x', 'y'", 'create function', 'w:language c w:public.f', 'write'],
  ['comment on column t.a is $$x$$', 'comment', 'w:public.t', 'write'],
  ['comment on constraint positive on domain crm.price is $$x$$', 'comment', 'w:crm.price', 'write'],
  ['grant select on t to bob', 'grant', 'w:public.t', 'write'],
  ['select count(*) from pg_class, information_schema.tables', 'select', '', 'none'],
  ['select rolpassword from pg_authid', 'select', 'r:pg_catalog.pg_authid', 'none'],
  ['select most_common_vals from pg_catalog.pg_stats', 'select', 'r:pg_catalog.pg_stats', 'none'],
  [
    'create function f() returns text language sql as $$ select passwd from "pg_shadow" $$',
    'create function',
    'w:pg_catalog.pg_shadow w:public.f',
    'write',
  ],
  ['update pg_class set relname = relname', 'update', 'w:pg_catalog.pg_class', 'write'],
  ['alter default privileges grant select on tables to bob', 'alter default privileges', 'w:statement "alter default privileges"', 'write'],
  ['create cast (int as text) without function', 'create cast', 'w:statement "create cast"', 'write'],
  ['drop cast (int as text)', 'drop cast', 'w:statement "drop cast"', 'write'],
  ['alter user bob rename to eve', 'rename role', 'w:role bob w:role eve', 'write'],
  ['alter schema crm rename to sales', 'rename schema', 'w:schema crm w:schema sales', 'write'],
  ['alter database shop rename to store', 'rename database', 'w:database shop w:database store', 'write'],
  ['alter role bob set work_mem = 1', 'alter role', 'w:role bob', 'write'],
  ['alter function crm.f(int) rename to g', 'rename function', 'w:crm.f w:crm.g', 'write'],
  ['alter type mood set schema crm', 'alter type', 'w:crm.mood w:public.mood', 'write'],
  ['alter domain price rename constraint a to b', 'rename constraint', 'w:public.price', 'write'],
  ['grant select on large object 1 to bob', 'grant', 'w:statement grant', 'write'],
  ['create event trigger e on ddl_command_end execute function f()', 'create event trigger', 'w:event trigger e', 'write'],
  ['create foreign table ft (a int) server far', 'create foreign table', 'w:public.ft', 'write'],
  ['create table part partition of whole default', 'create table', 'w:public.part w:public.whole', 'write'],
  ['alter table whole attach partition part default', 'alter table', 'w:public.part w:public.whole', 'write'],
  ['alter index i set (fillfactor = 70)', 'alter index', '?', 'write'],
  ['reindex index i', 'reindex!', '?', 'write'],
  ['analyze', 'analyze!', 'w:statement analyze', 'write'],
  ['analyze t', 'analyze', 'w:public.t', 'write'],
  ['set constraints all deferred', 'constraints set', '', 'write'],
  ['-- only a comment', '', '', 'none'],
  ['create table a (); insert into a default values; -- end', 'create table, insert', 'w:public.a', 'write'],
  [
    'update t set a = 1; create index concurrently i on t (a); update t set b = 2',
    'update | create index! | update',
    'w:public.t',
    'write',
  ],
  ["alter type mood add value 'x'; insert into t values ('x')", 'alter type | insert', 'w:public.mood w:public.t', 'write'],
  ['vacuum t', 'vacuum!', 'w:public.t', 'write'],
  ["set client_encoding = 'UTF8'; set standard_conforming_strings = on; set transaction_timeout = 0", 'set, set, set', '', 'write'],
]
for (const [sql, kinds, touches, effect] of scripts) {
  test(`read() knows what "${sql}" is`, async () => {
    const script = await postgresDialect.read(sql)
    const shown = script.batches.map(
      ({ statements, transactional }) => statements.map(({ kind }) => kind).join(', ') + (transactional ? '' : '!'),
    )
    const [mark, named] = script.touches === 'unknown' ? ['?', script.known!] : ['', script.touches]
    const parts = named.map(({ part, access }) => `${access[0]}:${part}`).toSorted()
    assert.deepEqual([shown.join(' | '), [mark, ...parts].join(' ').trim(), script.effect], [kinds, touches, effect])
  })
}

for (const sql of ["select pg_read_file('/etc/passwd')", "select query_to_xml('select pg_reload_conf()', true, true, '')"])
  test(`"${sql}" is asked by a run alone: a plan that is previewed may not be reviewed yet`, async () => {
    const { batches, reachesOut } = await postgresDialect.read(sql)
    assert.equal(reachesOut, true)
    const unit = { connection: 'db', statement: batches[0]!.statements[0]!, params: [], reachesOut }
    const session = { query: async () => ({ rows: [{ one: 1n }] }) }
    const asked = (mode: 'preview' | 'run') =>
      sqlQuery.apply(unit, { mode, session: async () => session, signal: new AbortController().signal } as never)
    await assert.rejects(async () => asked('preview'), { code: 'refused' })
    assert.deepEqual(await asked('run'), { result: { rows: [{ one: 1n }], rowCount: 1n, value: 1n } })
  })

test('read() takes no time for code of long words and many comments', async () => {
  const code = `${'x'.repeat(200_000)} ${'/* */ '.repeat(5_000)} ${'-- -- '.repeat(5_000)}`
  const from = performance.now()
  await postgresDialect.read(`do $$${code}$$`)
  assert.ok(performance.now() - from < 2_000)
})

test('read() gives each statement without comments, with its line and its parameters', async () => {
  const script = await postgresDialect.read(
    `-- first, mit Ü\nupdate t set a = $2 where b = $1 /* x */ and c = $1;\n\n/* second */ delete from t\n  where d = ';$3' -- no parameter\n`,
  )
  assert.deepEqual(script.batches[0]!.statements, [
    { sql: 'update t set a = $2 where b = $1 /* x */ and c = $1', line: 2, kind: 'update', parameters: ['2', '1'] },
    { sql: "delete from t\n  where d = ';$3'", line: 4, kind: 'delete', parameters: [] },
  ])
})

test('read() says that no undo is derived on PostgreSQL yet', async () => {
  const { undo } = await postgresDialect.read('delete from t where a = 1')
  assert.equal(undo.kind, 'none')
  assert.match((undo as { reason: string }).reason, /later.*write a rollback/)
})

const guarantees: readonly [sql: string, guarantee: string][] = [
  ['update t set a = 1', 'exactly-once'],
  ['create index concurrently i on t (a)', 'at-least-once'],
  ['vacuum t', 'idempotent'],
  ['reindex table concurrently t', 'idempotent'],
  ['update t set a = 1; vacuum t', 'idempotent'],
]
for (const [sql, guarantee] of guarantees) {
  test(`read() gives ${guarantee} for "${sql}"`, async () => {
    assert.equal((await postgresDialect.read(sql)).guarantee, guarantee)
  })
}

const notes: readonly [sql: string, note: RegExp][] = [
  ['update t set a = 1', /^Line 1: UPDATE of every row of "t": there is no WHERE$/],
  ['\ndelete from t', /^Line 2: DELETE of every row of "t": there is no WHERE$/],
  ['alter table t drop column a', /^Line 1: Drops column "a" of "t" with its data$/],
  ['create index i on t (a)', /CONCURRENTLY does not/],
]
for (const [sql, note] of notes) {
  test(`read() warns of ${JSON.stringify(sql)}`, async () => {
    assert.match((await postgresDialect.read(sql)).notes.join('\n'), note)
  })
}

test('read() lets hold in each unit what the script has set before, and not what it has set for one transaction', async () => {
  const script = await postgresDialect.read(
    "set lock_timeout = '1s'; set local work_mem = 64; create index concurrently i on t (a); reset all; set jit = off; alter type m add value 'x'; update t set a = 1",
  )
  assert.deepEqual(
    script.batches.map(({ statements, settings }) => [statements.at(-1)!.kind, settings]),
    [
      ['set', {}],
      ['create index', { lock_timeout: "set lock_timeout = '1s'" }],
      ['alter type', { lock_timeout: "set lock_timeout = '1s'" }],
      ['update', { all: 'reset all', jit: 'set jit = off' }],
    ],
  )
})

const refused: readonly [sql: string, line: number][] = [
  ['select 1;\ncommit', 2],
  ['begin', 1],
  ['savepoint a', 1],
  ["copy t from '/etc/passwd'", 1],
  ["copy t to program 'sh'", 1],
  ['create database x', 1],
  ['alter system set work_mem = 1', 1],
  ['set session authorization bob', 1],
  ['set default_transaction_read_only = off', 1],
  ['set transaction read write', 1],
  ["set client_encoding = 'LATIN1'", 1],
  ["set names 'SJIS'", 1],
  ['set standard_conforming_strings = off', 1],
  ['select 1;\nselect 2\0; drop table t', 2],
  ['prepare p as delete from t', 1],
  ['execute p', 1],
  ['create index concurrently on t (a)', 1],
  ['set search_path = crm;\ncreate index concurrently i on t (a)', 2],
  ['delete from backout.units', 1],
  ['drop schema backout cascade', 1],
  ['select 1;\n\nselect (', 3],
  ["\nselect 'never ends", 2],
]
const foreign: readonly [sql: string, message: RegExp][] = [
  ['\\connect other', /line 1: "\\connect" is a command of psql/],
  ['select 1;\n\\i more.sql', /line 2: "\\i" is a command of psql/],
  ['copy t (a) from stdin;\n1\tAda\n\\.\n', /line 2: the rows after COPY … FROM stdin are for psql/],
  ['insert into t values (:name)', /line 1: ":name" is no parameter of PostgreSQL/],
  ["update t set a = :'name'", /line 1: variables are for psql/],
  ['insert into t values (?, 1)', /line 1: "\?" is no parameter of PostgreSQL/],
  ['select * from t where a = ?', /line 1: "\?" is no parameter of PostgreSQL/],
  ['start transaction; select 1; commit', /"start transaction" at line 1/],
  ['checkpoint', /"checkpoint"/],
  [`select ${'(select '.repeat(1200)}1${')'.repeat(1200)}`, /nested too deeply/],
  [`select ${'1 + '.repeat(20_000)}1`, /nested too deeply/],
]
for (const [sql, message] of foreign) {
  test(`read() says what ${JSON.stringify(sql.slice(0, 60))} is, and what to do`, async () => {
    const error = await rejection((async () => postgresDialect.read(sql))())
    assert.match(error.message, message)
    assert.ok(error.hint)
  })
}

for (const [sql, line] of refused) {
  test(`read() refuses ${JSON.stringify(sql)} at line ${line}`, async () => {
    const error = await rejection((async () => postgresDialect.read(sql))())
    assert.equal(error.code, 'invalid')
    assert.match(error.message, new RegExp(`line ${line}\\b`))
  })
}

test('read() finds each statement, its line and its parameters in a text of many bytes to a letter', async () => {
  const { batches } = await postgresDialect.read(
    "-- é😀\nselect 'é😀', $1; /* ü\n */ select 2;;\n\nupdate t set a = $tag$;\n$tag$ where b = $3 -- x;\n;",
  )
  assert.deepEqual(
    batches.flatMap(({ statements }) => statements.map(({ sql, line, parameters }) => [sql, line, parameters])),
    [
      ["select 'é😀', $1", 2, ['1']],
      ['select 2', 3, []],
      ['update t set a = $tag$;\n$tag$ where b = $3', 5, ['3']],
    ],
  )
})
