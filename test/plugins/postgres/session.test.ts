import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { messageOf, PlanError, type Value } from '@backout/core/plugin'
import type { Params } from '../../../packages/plugins/src/sql/session.ts'
import { createDatabase, type TestDatabase } from '../../support/postgres.ts'
import { batchOf, openPostgres, statementOf } from '../../support/postgres-bench.ts'
import { rejection } from '../../support/rejection.ts'
import { until } from '../../support/until.ts'

let database: TestDatabase
before(async () => {
  database = await createDatabase()
  await database.query(`create type mood as enum ('ok', 'not, ok'); create domain price as numeric(10, 2);
    create domain count as int; create domain counts as int[]; create domain few as count; create domain facts as jsonb; create domain known as facts;
    create table things (id int primary key, name text unique, price price check (price > 0), made timestamptz default now())`)
})
after(() => database[Symbol.asyncDispose]())

const values: readonly [sql: string, expected: Value][] = [
  ['1', 1n],
  ['9223372036854775807', 9223372036854775807n],
  ['1::smallint', 1n],
  ['count(*)', 1n],
  ['12345678901234567890.123::numeric', '12345678901234567890.123'],
  ['1.50::price', '1.50'],
  ['1.5::float8', 1.5],
  ["'NaN'::float8", 'NaN'],
  ["'-Infinity'::float4", '-Infinity'],
  ['true', true],
  ['null::int', null],
  ["'ä'", 'ä'],
  ["'\\x00ff'::bytea", new Uint8Array([0, 255])],
  ["timestamptz '2026-01-02 03:04:05.678901+02'", '2026-01-02T01:04:05.678901Z'],
  ["timestamp '2026-01-02 03:04:05'", '2026-01-02T03:04:05'],
  ["timestamp 'infinity'", 'infinity'],
  ["date '2026-01-02'", '2026-01-02'],
  ["time '03:04'", '03:04:00'],
  ["timetz '03:04+05:30'", '03:04:00+05:30'],
  ["interval '1 month 2 days 3 hours'", 'P1M2DT3H'],
  [`'{"a": [1, 9007199254740993, 1.5, null]}'::jsonb`, { a: [1, 9007199254740993n, 1.5, null] }],
  ["'null'::json", null],
  ["'6d1c1f9c-2f2f-4f5e-8f5e-000000000001'::uuid", '6d1c1f9c-2f2f-4f5e-8f5e-000000000001'],
  ["'not, ok'::mood", 'not, ok'],
  ['array[1, null, 3]', [1n, null, 3n]],
  ["array['a', 'b,c', '\"d\\e', 'NULL', '']", ['a', 'b,c', '"d\\e', 'NULL', '']],
  [
    'array[[1, 2], [3, 4]]',
    [
      [1n, 2n],
      [3n, 4n],
    ],
  ],
  ["'[2:3]={a,b}'::text[]", ['a', 'b']],
  ['array[]::int[]', []],
  ["array['ok', 'not, ok']::mood[]", ['ok', 'not, ok']],
  ['array[\'{"a": 1}\'::jsonb]', [{ a: 1 }]],
  ['array[5]::few[]', [5n]],
  ["array['{1,2}', null]::counts[]", [[1n, 2n], null]],
  ['array[\'{"a": 1}\']::known[]', [{ a: 1 }]],
  ["row(1, 'a')", '(1,a)'],
  ['\'{"a": 12345678901234567890, "b": 1e400, "c": [-1e400, 1e5]}\'::json', { a: '12345678901234567890', b: '1e400', c: ['-1e400', 1e5] }],
  ['array[1, 2]::counts', [1n, 2n]],
  ['array[int4range(1, 5), null]', ['[1,5)', null]],
  ["array['(1,2)'::point, '(3,4)']", ['(1,2)', '(3,4)']],
  ["array['(3,4),(1,2)'::box, '(3,4),(1,2)']", '{(3,4),(1,2);(3,4),(1,2)}'],
  ["'1 2'::int2vector", '1 2'],
  ['array[1, 2]::count[]', [1n, 2n]],
]
for (const [sql, expected] of values) {
  test(`query() gives ${sql} as ${typeof expected === 'bigint' ? `${expected}n` : JSON.stringify(expected, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item))}`, async () => {
    await using session = await openPostgres(database.url, { access: 'read' })
    const { columns, rows } = await session.query(await statementOf(`select ${sql} as value`), [])
    assert.deepEqual([columns, rows], [['value'], [{ value: expected }]])
  })
}

const params: readonly [sql: string, given: Value, expected: Value][] = [
  ['$1::int', 7n, 7n],
  ['$1::int', 7, 7n],
  ['$1::numeric', '1.10', '1.10'],
  ['$1::text', null, null],
  ['$1::bool', true, true],
  ['$1::bytea', new Uint8Array([0, 1, 255]), new Uint8Array([0, 1, 255])],
  ['$1::jsonb', { a: 9007199254740993n }, { a: 9007199254740993n }],
  ['$1::int[]', [1n, null, 3], [1n, null, 3n]],
  ['$1::text[]', ['a"b', 'c\\d', 'NULL', ''], ['a"b', 'c\\d', 'NULL', '']],
  ['$1::text', "'; drop table things --", "'; drop table things --"],
  ['$1::jsonb', [1n, { a: [null] }], [1, { a: [null] }]],
  ['$1::known', [1n, { a: [null] }], [1, { a: [null] }]],
  ['$1::counts', [1n, null], [1n, null]],
  ['(select x from json_to_record($1) as r (x int[]))', { x: [1n] }, [1n]],
  ['(select json_agg(x) from json_array_elements($1) x)', ['a', []], ['a', []]],
  ['$1::int[]', [[1n], [2n]], [[1n], [2n]]],
]
for (const [sql, given, expected] of params) {
  test(`query() sends a parameter as ${sql}`, async () => {
    await using session = await openPostgres(database.url, { access: 'read' })
    const { rows } = await session.query(await statementOf(`select ${sql} as value`), [given])
    assert.deepEqual(rows, [{ value: expected }])
  })
}

test('query() looks up the types of several columns one after the other, and the driver has nothing to warn of', async (t) => {
  const warnings: string[] = []
  const warn = ({ message }: Error): void => void warnings.push(message)
  process.on('warning', warn)
  t.after(() => process.off('warning', warn))
  await using session = await openPostgres(database.url)
  const { rows } = await session.query(await statementOf('select int4range(1, 2) as a, int8range(3, 4) as b, numrange(5, 6) as c'), [])
  assert.deepEqual([rows, warnings], [[{ a: '[1,2)', b: '[3,4)', c: '[5,6)' }], []])
})

test('query() takes a map of parameters by their numbers, and refuses one without value', async () => {
  await using session = await openPostgres(database.url, { access: 'read' })
  const statement = await statementOf('select $1::int + $2::int as sum')
  assert.deepEqual((await session.query(statement, { 1: 2, 2: 3n })).rows, [{ sum: 5n }])
  for (const given of [[1], { 1: 1 }, { a: 1 }] as readonly Params[]) {
    assert.match((await rejection(session.query(statement, given))).message, /"params" has no value for \$[12]/)
  }
})

test('execute() takes one list of parameters for all statements, of which each uses its own', async () => {
  await using session = await openPostgres(database.url)
  const batch = await batchOf(`create temporary table used (a int, b text, c jsonb); insert into used values ($1::int, $2, $4);
    update used set b = $3 || /* ü */ $3, c = $4 where a = $1; delete from used where b = $5`)
  assert.deepEqual(
    (await session.execute(batch, [7n, 'x', 'y', [1n], 'yy'])).map(({ rows }) => rows),
    [0, 1, 1, 1],
  )
})

test('an error names the line also where a list is given', async () => {
  await using session = await openPostgres(database.url, { access: 'read' })
  const error = await rejection(session.query(await statementOf('select $1::jsonb,\n  nothing'), [[1n]]))
  assert.match(error.message, /at line 2 .*column "nothing" does not exist/)
})

test('query() refuses an answer of which a row could hold only a part', async () => {
  await using session = await openPostgres(database.url, { access: 'read' })
  const error = await rejection(session.query(await statementOf('select 1 as a, 2 as b, 3 as a'), []))
  assert.deepEqual([error.code, /called "a"/.test(error.message)], ['invalid', true])
})

test('query() stops where an answer is too large to be held, and the session goes on', async () => {
  await using session = await openPostgres(database.url, { access: 'read' })
  const error = await rejection(session.query(await statementOf("select repeat('x', 1000000) from generate_series(1, 1000000)"), []))
  assert.deepEqual([error.code, /larger than 64 MiB/.test(error.message)], ['failed', true])
  assert.deepEqual((await session.query(await statementOf('select 1 as one'), [])).rows, [{ one: 1n }])
})

test('execute() holds no rows that its statements return', async () => {
  await using session = await openPostgres(database.url)
  const batch = await batchOf(
    "create temporary table many as select repeat('x', 1000000) as x from generate_series(1, 70); delete from many returning x || x",
  )
  assert.deepEqual(await session.execute(batch, []), [{ rows: 0 }, { rows: 70 }])
})

test('execute() gives the rows of each statement, and all or nothing of them', async () => {
  await using session = await openPostgres(database.url)
  const batch = await batchOf(
    "insert into things values (1, 'a', 1), (2, 'b', 2); create table more (); update things set price = 3; select 1; delete from things where id = 2",
  )
  assert.deepEqual(await session.execute(batch, []), [{ rows: 2 }, { rows: 0 }, { rows: 2 }, { rows: 0 }, { rows: 1 }])
  const failing = await batchOf("delete from things;\n\ninsert into things values (1, 'a', 1),\n (1, 'b', 0)")
  const error = await rejection(session.execute(failing, []))
  assert.equal(error.code, 'failed')
  assert.match(error.message, /run "insert" at line 3 in databases\.crm: .*things_price_check|price/)
  assert.ok(!error.message.includes("'b'"))
  assert.deepEqual(await database.query('select id from things'), [{ id: 1 }])
})

test('an error names the line in a statement of several lines, and no values of rows', async () => {
  await using session = await openPostgres(database.url)
  const wrong = await rejection(session.execute(await batchOf('\nselect 1,\n  nothing\nfrom things'), []))
  assert.match(wrong.message, /at line 3/)
  const doubled = await rejection(
    session.execute(await batchOf("insert into things values (9, 'secret name', 1), (10, 'secret name', 1)"), []),
  )
  assert.match(doubled.message, /duplicate key.*23505/)
  assert.ok(!doubled.message.includes('secret name'), doubled.message)
})

test('an error of code says what went wrong once, and where in the code', async () => {
  await using session = await openPostgres(database.url)
  const error = await rejection(session.execute(await batchOf('do $$ begin perform 1 / 0; end $$'), []))
  const said = messageOf(error)
  assert.equal(said.split('division by zero').length, 2, said)
  assert.match(said, /line 1 at PERFORM/)
})

test('an error with details says what went wrong once', async () => {
  await using session = await openPostgres(database.url)
  const said = messageOf(await rejection(session.execute(await batchOf('insert into things (id) values (9), (9)'), [])))
  assert.equal(said.split('duplicate key value').length, 2, said)
})

test('an error of code that commits says who commits', async () => {
  await using session = await openPostgres(database.url)
  const { hint } = await rejection(session.execute(await batchOf('do $$ begin commit; end $$'), []))
  assert.match(String(hint), /Backout itself begins and commits/)
})

test('a statement that was stopped before it was sent is interrupted', async () => {
  await using session = await openPostgres(database.url)
  const error = await rejection(session.execute(await batchOf('select 1'), [], AbortSignal.abort()))
  assert.deepEqual([error.code, error.message], ['interrupted', 'Cannot run "select" at line 1 in databases.crm: it was stopped'])
})

test('an error of what was stopped leaves it to who stopped it to say why', async () => {
  await using session = await openPostgres(database.url)
  const stop = new AbortController()
  const sleeping = rejection(session.execute(await batchOf('select pg_sleep(60) as stoppable'), [], stop.signal))
  const sleeps = "select 1 from pg_stat_activity where query like '%as stoppable' and state = 'active' and datname = current_database()"
  await until(async () => (await database.query(sleeps)).length > 0)
  stop.abort(new PlanError('timeout', 'it took longer than its timeout of 1 s'))
  const error = await sleeping
  assert.deepEqual([error.code, /timeout of 1 s/.test(error.message)], ['timeout', false])
})

for (const [what, sql] of [
  ['a value with parentheses', "insert into things values (9, 'a) secret (b', 1), (10, 'a) secret (b', 1)"],
  ['ranges that overlap', 'insert into booked values (int4range(4711, 4720)), (int4range(4712, 4713))'],
  ['a row that is not allowed', "insert into things values (11, 'secret', -4711)"],
  ['a row that no partition takes', "insert into parted values ('secret 4711')"],
  ['a statement that code has made of it', "do $$ begin execute format('insert into named values (%L), (%1$L)', 'secret 4711'); end $$"],
  ['a key that is not there', "insert into refers values ('secret) (4711')"],
  ['a value of another type', "select v::int from (values ('secret \"4711')) x (v)"],
  ['a value of no list', "select v::int[] from (values ('secret'), ('{4711')) x (v)"],
  ['a value that is no JSON', "select v::json from (values ('secret 4711')) x (v)"],
  ['a value that is no XML', "select v::xml from (values ('<secret')) x (v)"],
  ['a value that is out of range', "select v::float8 from (values ('4711e999')) x (v)"],
  ['a value that is no date', "select to_date(v, 'YYYY') from (values ('secret')) x (v)"],
  ['a value that is no search', "select to_tsquery(v) from (values ('secret 4711')) x (v)"],
  ['a character that an encoding has not', "select convert_to(v, 'LATIN1') from (values ('日')) x (v)"],
] as const) {
  test(`an error shows nothing of ${what}`, async () => {
    await database.query(`create table if not exists booked (r int4range, exclude using gist (r with &&));
      create table if not exists parted (name text) partition by list (name);
      create table if not exists named (name text primary key); create table if not exists refers (name text references named)`)
    await using session = await openPostgres(database.url)
    const error = await rejection(session.execute(await batchOf(sql), []))
    assert.deepEqual([error.code, /secret|471\d|0xe6/.test(messageOf(error))], ['failed', false], messageOf(error))
  })
}

for (const [what, sql, given] of [
  ['a text', 'insert into things (id) values ($1)', 'secret "4711'],
  ['a piece of JSON', 'select $1::jsonb', 'secret 4711'],
  ['a list', 'select $1::int[]', ['secret "4711']],
  ['lists of different lengths', 'select $1::text[]', [['secret "4711'], ['a', 'b']]],
  ['a map', 'insert into things (id) values ($1)', { secret: '4711' }],
] as const) {
  test(`an error shows nothing of a parameter that is ${what}`, async () => {
    await database.query(`alter database ${database.name} set log_parameter_max_length_on_error = -1`)
    await using session = await openPostgres(database.url)
    const error = await rejection(session.execute(await batchOf(sql), [given]))
    assert.deepEqual([error.code, /secret|471\d|0xe6/.test(messageOf(error))], ['failed', false], messageOf(error))
    await database.query(`alter database ${database.name} reset log_parameter_max_length_on_error`)
  })
}

test('an error shows what it quotes of the statement itself', async () => {
  await using session = await openPostgres(database.url)
  assert.match((await rejection(session.execute(await batchOf("select 'abc'::int"), []))).message, /for type integer: "abc"/)
})

test('limits of time that are set for a database do not hold for runs in it', async () => {
  const names = ['statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout']
  const known = await database.query('select name from pg_settings where name = any($1) order by name', [names])
  await using limited = await createDatabase()
  for (const { name } of known) await limited.query(`alter database ${limited.name} set ${String(name)} = '4s'`)
  await using session = await openPostgres(limited.url)
  const asked = await statementOf(
    "select name, setting from pg_settings where name ~ '^(statement|idle_session|idle_in_transaction_session|transaction)_timeout$' order by name",
  )
  const ten = 10 * 60 * 1000
  assert.deepEqual(
    (await session.query(asked, [])).rows,
    known.map(({ name }) => ({ name, setting: name === 'idle_in_transaction_session_timeout' ? String(ten) : '0' })),
  )
})

test('settings, temporary tables and roles of one batch are gone in the next', async () => {
  await using session = await openPostgres(database.url)
  await session.execute(await batchOf("set timezone = 'Asia/Tokyo'; set lock_timeout = '1ms'; create temporary table scratch (id int)"), [])
  const { rows } = await session.query(
    await statementOf(
      "select current_setting('timezone') as zone, current_setting('lock_timeout') as lock, to_regclass('pg_temp.scratch') is null as gone",
    ),
    [],
  )
  assert.deepEqual(rows, [{ zone: 'UTC', lock: '10s', gone: true }])
})

test('a lock that somebody else holds ends as busy after the lock timeout', async () => {
  await using session = await openPostgres({ url: database.url, lockTimeout: '100ms' })
  const other = await database.client()
  await other.query('begin; lock table things in access exclusive mode')
  const error = await rejection(session.execute(await batchOf('delete from things'), []))
  await other.query('rollback')
  assert.deepEqual([error.code, typeof error.hint], ['busy', 'string'])
})

test('a statement that takes longer than the statement timeout ends as timeout', async () => {
  await using session = await openPostgres({ url: database.url, statementTimeout: '100ms' })
  assert.equal((await rejection(session.execute(await batchOf('select pg_sleep(60)'), []))).code, 'timeout')
})

test('an abort cancels the statement on the server, and the session goes on', async () => {
  await using session = await openPostgres(database.url)
  const stop = new AbortController()
  const sleeping = rejection(session.execute(await batchOf("select pg_sleep(60), 'asleep'"), [], stop.signal))
  const isAsleep = async (): Promise<boolean> =>
    (await database.query("select 1 from pg_stat_activity where query like '%asleep%' and query not like '%pg_stat%' and state = 'active'"))
      .length > 0
  await until(isAsleep)
  stop.abort()
  assert.equal((await sleeping).code, 'interrupted')
  assert.equal(await isAsleep(), false)
  assert.deepEqual((await session.query(await statementOf('select 1 as one'), [])).rows, [{ one: 1n }])
})

for (const [setting, own] of [
  ['synchronous_commit', 'on'],
  ['transform_null_equals', 'off'],
] as const) {
  test(`a session has ${setting} ${own}, whatever the database says`, async () => {
    await database.query(`alter database ${database.name} set ${setting} = ${own === 'on' ? 'off' : 'on'}`)
    await using session = await openPostgres(database.url, { access: 'read' })
    assert.deepEqual((await session.query(await statementOf(`show ${setting}`), [])).rows, [{ [setting]: own }])
    await database.query(`alter database ${database.name} reset ${setting}`)
  })
}

test('a session has no settings of the environment, which no sign-off covers', async (t) => {
  t.after(() => {
    delete process.env['PGOPTIONS']
    delete process.env['PGREPLICATION']
  })
  Object.assign(process.env, { PGOPTIONS: '-c session_replication_role=replica', PGREPLICATION: 'database' })
  await using session = await openPostgres(database.url)
  const { rows } = await session.query(await statementOf('show session_replication_role'), [])
  assert.deepEqual(rows, [{ session_replication_role: 'origin' }])
})

test('a database of which somebody has said that it is only to be read is read, and never written', async () => {
  await database.query(`alter database ${database.name} set default_transaction_read_only = on`)
  try {
    await using writing = await openPostgres(database.url)
    const error = await rejection(writing.execute(await batchOf('delete from things'), []))
    assert.match(error.message, /Cannot write to postgres:.*default_transaction_read_only is on/)
    await using reading = await openPostgres(database.url, { access: 'read' })
    assert.equal((await reading.query(await statementOf('select count(*) from things'), [])).rows.length, 1)
  } finally {
    await database.query(`begin; set transaction read write; alter database ${database.name} reset default_transaction_read_only; commit`)
  }
})

test('sixteen callers at once share the connections of a session', async () => {
  await using session = await openPostgres(database.url)
  const batch = await batchOf('select pg_sleep(0.01)')
  await Promise.all(Array.from({ length: 16 }, () => session.execute(batch, [])))
  const [row] = await database.query(
    "select count(*)::int as open from pg_stat_activity where datname = current_database() and application_name = 'backout databases.crm'",
  )
  assert.ok(Number(row!['open']) <= 8)
})

const estimates: readonly [sql: string, params: Value[], rows: (number | undefined)[]][] = [
  ['update things set price = price + 1 where id <= 2', [], [2]],
  [
    'update only things as t set (price, name) = (1, (select max(name) from things where id < 9)) where t.id in (1, 2) returning id',
    [],
    [2],
  ],
  ['delete from things', [], [3]],
  ["delete from things t where t.name = 'where ) set'", [], [0]],
  ['update things set name = $1 where id = $2', ['x', 1], [1]],
  ['update things set name = $2 where id = $1 or id = $1 + 1', [1n, 'x'], [2]],
  ["insert into things (id, name) values (7, 'x'), (8, 'y')", [], [2]],
  ['insert into things (id) select id + $1 from things where id > $2 returning id', [10, 1], [2]],
  ['insert into things default values', [], [1]],
  ['insert into things (id) values (7) union all select $1 union all select 9', [8], [3]],
  ['insert into things (id) (select 7) union all select 8', [], [undefined]],
  ['insert into things (id) with things as (select 7 as id) select id from things', [], [1]],
  ['insert into things (id) values (1) on conflict do nothing', [], [undefined]],
  ['update things set price = 1 from things o where o.id = things.id', [], [undefined]],
  ['create table other ()', [], [undefined]],
  ['delete from things where id = 1; delete from things', [], [1, undefined]],
  ['delete from nowhere', [], [undefined]],
  ["-- é😀\nupdate things as t set name = 'é😀' /* ü */ where name = 'é😀' or id = $2 or name = $1", ['b', 1], [2]],
]
for (const [sql, given, expected] of estimates) {
  test(`estimate() counts what "${sql}" would change, and changes nothing`, async () => {
    await database.query("truncate things; insert into things (id, name, price) values (1, 'a', 1), (2, 'b', 1), (3, 'c', 1)")
    await using session = await openPostgres(database.url, { access: 'read', mode: 'preview' })
    const estimated = await session.estimate!(await batchOf(sql), given)
    assert.deepEqual(
      estimated!.map(({ rows }) => rows),
      expected,
    )
    assert.deepEqual(await database.query('select count(*)::int as n from things'), [{ n: 3 }])
  })
}

test('estimate() counts nothing under another search path, where names mean something else', async () => {
  await using session = await openPostgres(database.url, { access: 'read' })
  const estimates = await session.estimate!(await batchOf('set search_path = crm; delete from things'), [])
  assert.deepEqual(estimates!.map(({ rows, note }) => [rows, note])[1], [undefined, 'rows unknown: the search path was set'])
})

test('estimate() tells a count as that of now where a step before writes, also to another table', async () => {
  await database.query("truncate things; insert into things (id, name, price) values (1, 'a', 1), (2, 'b', 1)")
  await using session = await openPostgres(database.url, { access: 'read', mode: 'preview' })
  const [first] = (await session.estimate!(await batchOf('delete from things where id = 2'), []))!
  const [second] = (await session.estimate!(await batchOf('delete from things'), []))!
  assert.deepEqual(
    [first!.rows, second!.rows, second!.note],
    [1, undefined, '2 rows as things are now; what runs before it may change that'],
  )
})

for (const sql of [
  'insert into things (id) select pg_advisory_lock(7)::text::int',
  "delete from things where id = nextval('numbers')",
  'update things set name = $1 where pg_try_advisory_xact_lock(7)',
]) {
  test(`estimate() calls nothing that does more than read, as in "${sql}"`, async () => {
    await database.query('create sequence if not exists numbers')
    await using session = await openPostgres(database.url, { access: 'read', mode: 'preview' })
    const [estimate] = (await session.estimate!(await batchOf(sql), ['x']))!
    assert.match(estimate!.note!, /rows unknown: it calls \w+, which does more than read/)
    const locks =
      "select 1 from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"
    assert.deepEqual([await database.query(locks), await database.query('select is_called from numbers')], [[], [{ is_called: false }]])
  })
}

test('estimate() counts nothing that lies out of scope behind a view or function', async () => {
  await database.query(`create or replace function peek() returns bigint stable language sql as 'select count(*) from things';
    create table if not exists apart (id int); delete from apart; insert into apart values (1)`)
  await using session = await openPostgres(database.url, { access: 'read', mode: 'preview', scope: ['apart'] })
  const [peeking] = (await session.estimate!(await batchOf('delete from apart where id < peek()'), []))!
  assert.deepEqual([peeking!.rows, /Cannot read "public.things"/.test(peeking!.failure ?? '')], [undefined, true])
})

test('estimate() gives up a count that takes too long, and stops one that is told to', async () => {
  const batch = await batchOf('delete from things where (select pg_sleep(60)) is null')
  await using short = await openPostgres({ url: database.url, statementTimeout: '1s' }, { access: 'read' })
  assert.deepEqual(
    (await short.estimate!(batch, []))!.map(({ rows, note }) => [rows, note]),
    [[undefined, 'rows unknown: to count them takes too long']],
  )
  await using session = await openPostgres(database.url, { access: 'read' })
  const stop = new AbortController()
  const estimating = rejection(session.estimate!(batch, [], undefined, stop.signal))
  setTimeout(() => stop.abort(new PlanError('timeout', 'its time is over')), 300)
  assert.equal((await estimating).code, 'timeout')
})

test('a statement that somebody cancels says so, and speaks of no timeout', async () => {
  await using session = await openPostgres(database.url)
  const sleeping = rejection(session.execute(await batchOf('select pg_sleep(60) as cancelled'), []))
  const cancel =
    "select pg_cancel_backend(pid) from pg_stat_activity where query like '%as cancelled' and state = 'active' and datname = current_database()"
  await until(async () => (await database.query(cancel)).length > 0)
  assert.match((await sleeping).message, /the server has stopped it: [^(]*user request \(57014\)/)
})
