import assert from 'node:assert/strict'
import { after } from 'node:test'
import { Client } from 'pg'
import { conformance, type DriverCase, type StepCase, type World } from '@backout/core/testing'
import { sql } from '@backout/plugins/sql'
import { postgresDialect } from '../../packages/plugins/src/sql/postgres/dialect.ts'
import type { PostgresSession } from '../../packages/plugins/src/sql/postgres/session.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'

/** One database for all cases, and a schema of its own for each law: creating databases takes longer than the laws. */
let database: Promise<TestDatabase> | undefined
after(async () => (await database)?.[Symbol.asyncDispose]())

async function given(world: World): Promise<void> {
  database ??= createDatabase()
  const shared = await database
  world.notes.set('url', shared.url)
  await shared.query(`drop schema public cascade; create schema public; drop schema if exists backout cascade;
    create table customers (id serial primary key, full_name text, active boolean not null default true);
    insert into customers (full_name) values ('Ada Lovelace'), ('Grace Hopper'), (null);
    create table audit (line text)`)
}

const common = {
  given,
  connections: (world: World) => ({ 'databases.crm': { driver: 'postgres', config: { url: String(world.notes.get('url')) } } }),
}

const execute: readonly StepCase[] = [
  {
    ...common,
    does: 'updates rows',
    with: { connection: 'crm', sql: 'update customers set active = false where full_name is null' },
    scope: { databases: { crm: ['public.customers'] } },
    again: 'nothing',
  },
  {
    ...common,
    does: 'defines, fills and indexes a table',
    with: {
      connection: 'crm',
      sql: 'create table names (id int primary key, last text); insert into names select id, split_part(full_name, $1, 2) from customers; create index on names (last)',
      params: [' '],
    },
    scope: { databases: { crm: ['customers', 'names'] } },
    again: 'refused',
  },
  {
    ...common,
    does: 'inserts, and once more each time',
    with: { connection: 'crm', sql: "insert into audit values ('seen')" },
    scope: { databases: { crm: ['public.*'] } },
    again: 'repeats',
  },
  {
    ...common,
    does: 'builds an index outside of any transaction',
    with: { connection: 'crm', sql: 'create index concurrently customers_name on customers (full_name)' },
    scope: { databases: { crm: ['customers'] } },
    again: 'refused',
  },
  {
    ...common,
    does: 'runs a file of several units',
    with: { connection: 'crm', file: 'sql/names.sql' },
    files: {
      'sql/names.sql':
        '-- first\nalter table customers add last_name text;\ncreate index concurrently last on customers (last_name);\nupdate customers set active = false;',
    },
    scope: { databases: { crm: ['customers'] } },
    again: 'refused',
  },
]

const query: readonly StepCase[] = [
  {
    ...common,
    does: 'counts',
    with: { connection: 'crm', sql: 'select count(*) from customers where active = $1', params: [true] },
    scope: { databases: { crm: ['customers'] } },
  },
  {
    ...common,
    does: 'gives rows',
    with: { connection: 'crm', sql: 'select id, full_name from customers order by id limit 1' },
    scope: { databases: { crm: ['*'] } },
  },
]

const outputs = [
  { rows: [{ count: 3n }], rowCount: 1n, value: 3n },
  { rows: [{ id: 1n, full_name: 'Ada Lovelace' }], rowCount: 1n },
]

const customers: DriverCase = {
  does: 'keeps rows',
  config: (world) => ({ url: String(world.notes.get('url')) }),
  scope: ['public.customers'],
  given,
  async write(session, _world, round) {
    const { batches } = await postgresDialect.read(`update customers set full_name = 'round ${round}' where id = 2`)
    await (session as PostgresSession).execute(batches[0]!, [])
  },
  state: async () => JSON.stringify(await (await database!).query('select * from customers order by id')),
  edit: async () => void (await (await database!).query('delete from customers where id = 1')),
  async replace(world) {
    const { name, url } = await database!
    const client = new Client(url.replace(`/${name}`, '/postgres'))
    await client.connect()
    await client.query(`drop database ${name} with (force)`)
    await client.query(`create database ${name}`)
    await client.end()
    await given(world)
  },
}

/** The suite holds SQLite elsewhere. */
const plugin = { ...sql, drivers: sql.drivers.filter(({ kind }) => kind === 'postgres') }

conformance(plugin, {
  steps: {
    'sql/execute': execute,
    'sql/query': query.map((one, index) => ({ ...one, afterwards: (_, output) => assert.deepEqual(output, outputs[index]) })),
  },
  drivers: { postgres: [customers] },
})
