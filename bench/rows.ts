/**
 * An UPDATE of 200,000 rows on SQLite with its undo, and the way back, beside the statement alone and beside what people write by hand: a copy of the table
 * first, and from there the old values back. Run: `node --conditions=backout-source bench/rows.ts`
 */
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { compare, type Contender } from './measure.ts'
import { programs, start, temporaryFolder } from './processes.ts'

const count = 200_000
const folder = temporaryFolder('rows')
const database = join(folder, 'app.db')
const update = `update customers set name = upper(name), orders = orders + 1`
const copy = 'create table customers_before as select * from customers'
const back = `update customers set name = b.name, orders = b.orders from customers_before b where b.id = customers.id; drop table customers_before`

try {
  writeFileSync(join(folder, 'plan.yaml'), plan())
  makeDatabase()
  await compare(
    `An UPDATE of ${count} rows`,
    [
      contender('the statement alone', 'before', () => execute(update)),
      contender('a copy of the table, then the statement', 'before', () => execute(`${copy}; ${update}`)),
      contender('plan run', 'before', () => backout('run', 'plan.yaml')),
    ],
    { rounds: 5, operations: count },
  )
  await compare(
    'The way back',
    [contender('an UPDATE from the copy', 'copied', () => execute(back)), contender('plan rollback', 'ran', () => backout('rollback'))],
    { rounds: 5, operations: count },
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** What a contender begins with: the rows as they were, changed beside a copy, or changed by a run. */
type Beginning = 'before' | 'copied' | 'ran'

function contender(name: string, beginning: Beginning, run: () => void): Contender {
  return {
    name,
    before() {
      for (const path of [database, `${database}-journal`, join(folder, '.backout')]) rmSync(path, { recursive: true, force: true })
      copyFileSync(join(folder, 'empty.db'), database)
      if (beginning === 'copied') execute(`${copy}; ${update}`)
      if (beginning === 'ran') backout('run', 'plan.yaml')
    },
    run,
    after() {
      using opened = new DatabaseSync(database, { readOnly: true })
      const { changed } = opened.prepare(`select count(*) as changed from customers where name = upper(name)`).get()!
      if (changed !== (beginning === 'before' ? count : 0)) throw new Error(`${name} left ${String(changed)} changed rows`)
    },
  }
}

function execute(sql: string): void {
  using opened = new DatabaseSync(database)
  opened.exec(`pragma synchronous = full; begin immediate; ${sql}; commit`)
}

function backout(...args: readonly string[]): void {
  start(programs.plan, [...args, '--root', folder, '--yes'], { cwd: folder })
}

function makeDatabase(): void {
  using made = new DatabaseSync(join(folder, 'empty.db'))
  made.exec('create table customers (id integer primary key, name text, email text, orders integer); begin')
  const insert = made.prepare('insert into customers (name, email, orders) values (?, ?, ?)')
  for (let i = 0; i < count; i++) insert.run(`First${i} Last${i}`, `customer${i}@example.com`, i % 17)
  made.exec('commit')
}

function plan(): string {
  return `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: bench-rows }
connections:
  app: { driver: sqlite, file: app.db }
scope:
  databases: { app: [customers] }
steps:
  - id: update
    uses: sql/execute
    with: { connection: app, sql: "${update}" }
`
}
