import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import assert from 'node:assert/strict'
import { conformance, type DriverCase, type StepCase, type World } from '@backout/core/testing'
import { sql } from '@backout/plugins/sql'
import type { SqlSession } from '../../packages/plugins/src/sql/session.ts'
import { sqliteDialect } from '../../packages/plugins/src/sql/sqlite/dialect.ts'
import { dumpSqlite } from '../support/sqlite-dump.ts'

const exec = (text: string) => (world: World) => {
  const db = new DatabaseSync(pathIn(world))
  db.exec(text)
  db.close()
}

const pathIn = ({ root }: World): string => join(root, 'crm.db')

const given = exec(`
  create table customers (id integer primary key, full_name text, active integer not null default 1);
  insert into customers (full_name) values ('Ada Lovelace'), ('Grace Hopper'), (null);
  create table audit (line text);
  create table plain (a, b);
  insert into plain values (1, x'00ff'), (1, x'00ff'), (9007199254740993, 1.5);
  create virtual table names_index using fts5 (full_name, content = customers, content_rowid = id);
  insert into names_index (names_index) values ('rebuild')`)

const common = { given, connections: { 'databases.crm': { driver: 'sqlite', config: { file: 'crm.db' } } } }

const execute: readonly StepCase[] = [
  {
    ...common,
    does: 'updates rows',
    with: { connection: 'crm', sql: 'update customers set active = 0 where full_name is null and active = 1' },
    scope: { databases: { crm: ['customers'] } },
    edit: exec('update customers set active = 5 where full_name is null'),
  },
  {
    ...common,
    does: 'deletes rows of a table without a key',
    with: { connection: 'crm', sql: 'delete from plain where a = :a', params: { a: 1 } },
    scope: { databases: { crm: ['plain'] } },
    edit: exec('alter table plain rename column b to c'),
  },
  {
    ...common,
    does: 'inserts, and once more each time',
    with: { connection: 'crm', sql: "insert into audit values ('seen')" },
    scope: { databases: { crm: ['audit'] } },
    edit: exec("update audit set line = 'edited'"),
    again: 'repeats',
  },
  {
    ...common,
    does: 'defines and fills a table from a file',
    with: { connection: 'crm', file: 'names.sql' },
    files: {
      'names.sql':
        '-- names\ncreate table names (id integer primary key, last text);\ninsert into names select id, full_name from customers;\nalter table plain add column c;',
    },
    scope: { databases: { crm: ['*'] } },
    edit: exec("update names set last = 'edited' where id = 1"),
    again: 'refused',
  },
  {
    ...common,
    does: 'writes to a full-text index, of which the plan asks for a snapshot',
    with: { connection: 'crm', sql: "insert into names_index (rowid, full_name) values (9, 'Edsger')" },
    snapshot: true,
    scope: { databases: { crm: ['names_index'] } },
    edit: exec("insert into names_index (rowid, full_name) values (8, 'Barbara')"),
    again: 'repeats',
  },
]

const query: readonly StepCase[] = [
  {
    ...common,
    does: 'counts',
    with: { connection: 'crm', sql: 'select count(*) as n from customers where active = ?', params: [1] },
    scope: { databases: { crm: ['customers'] } },
    afterwards: (_, output) => assert.deepEqual(output, { rows: [{ n: 3n }], rowCount: 1n, value: 3n }),
  },
  {
    ...common,
    does: 'gives large integers and bytes',
    with: { connection: 'crm', sql: 'select distinct a, b from plain order by a' },
    scope: { databases: { crm: ['*'] } },
    afterwards: (_, output) =>
      assert.deepEqual(output, {
        rows: [
          { a: 1n, b: new Uint8Array([0, 255]) },
          { a: 9007199254740993n, b: 1.5 },
        ],
        rowCount: 2n,
      }),
  },
]

const customers: DriverCase = {
  does: 'keeps rows',
  config: { file: 'crm.db' },
  scope: ['customers', 'audit'],
  given,
  async write(session, _world, round) {
    const { batches } = await sqliteDialect.read(`update customers set full_name = 'round ${round}' where id = 2`)
    await (session as SqlSession).execute(batches[0]!, [])
  },
  state: (world) => dumpSqlite(pathIn(world), /^backout_/),
  edit: exec('delete from customers where id = 1'),
  replace(world) {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(`${pathIn(world)}${ending}`, { force: true })
    given(world)
  },
}

/** The suite holds PostgreSQL elsewhere. */
const plugin = { ...sql, drivers: sql.drivers.filter(({ kind }) => kind === 'sqlite') }

conformance(plugin, { steps: { 'sql/execute': execute, 'sql/query': query }, drivers: { sqlite: [customers] } })
