/** A thousand SQLite migrations of one statement each, beside tools that do just that. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { compare, type Contender } from './measure.ts'
import { programs, start, temporaryFolder } from './processes.ts'

const count = 1000
const folder = temporaryFolder('migrations')

const head = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: bench-migrations }
connections:
  app: { driver: sqlite, file: app.db }
scope:
  databases: { app: ["*"] }
steps:
`

try {
  writeMigrations()
  await measure('WAL', 0.85)
  await measure('DELETE', 1.35)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * In WAL mode dbmate's driver syncs only now and then unless it is told otherwise: `durable` makes it as durable as Backout is,
 * each migration on disk before the next one begins. knex makes all of them one transaction, and syncs 16 times in all.
 */
async function measure(mode: 'WAL' | 'DELETE', time: number): Promise<void> {
  const durable = 'dbmate, each one durable'
  await compare(
    `${count} SQLite migrations, ${mode} mode`,
    [
      tool(mode, durable, (database) => migrateWithDbmate(database, '?_synchronous=FULL')),
      tool(mode, 'dbmate', (database) => migrateWithDbmate(database, '')),
      tool(mode, 'knex', (database) => void start(programs.knex, [database, String(count)])),
      tool(mode, 'bare node:sqlite', migrateBare),
      tool(mode, 'backout', migrateWithBackout),
    ],
    { rounds: 5, operations: count, targets: [{ subject: 'backout', against: durable, time }] },
  )
}

function tool(mode: string, name: string, migrate: (database: string) => void): Contender {
  const database = join(folder, 'app.db')
  return {
    name,
    before() {
      for (const path of [database, `${database}-wal`, `${database}-shm`, `${database}-journal`, join(folder, '.backout')])
        rmSync(path, { recursive: true, force: true })
      copyFileSync(emptyDatabase(mode), database)
    },
    run: () => migrate(database),
    after() {
      using opened = new DatabaseSync(database, { readOnly: true })
      const found = opened.prepare(`select count(*) as tables from sqlite_schema where type = 'table' and name like 't0%'`).get()
      if (found?.['tables'] !== count) throw new Error(`${name} left ${String(found?.['tables'])} of ${count} tables`)
    },
  }
}

function emptyDatabase(mode: string): string {
  const path = join(folder, `${mode}.db`)
  using database = new DatabaseSync(path)
  database.exec(`pragma journal_mode = ${mode}; create table if not exists first (id integer primary key)`)
  return path
}

function migrateWithDbmate(database: string, query: string): void {
  start(programs.dbmate, ['--url', `sqlite:${database}${query}`, '--migrations-dir', join(folder, 'migrations'), '--no-dump-schema', 'up'])
}

function migrateWithBackout(): void {
  start(programs.plan, ['run', 'plan.yaml', '--root', folder, '--yes'], { cwd: folder })
}

/** What SQLite itself takes for the same transactions: the migration, and the row that remembers it. */
function migrateBare(path: string): void {
  using database = new DatabaseSync(path)
  database.exec('pragma synchronous = full; create table ledger (key text primary key)')
  const remember = database.prepare('insert into ledger values (?)')
  for (const name of names()) {
    database.exec('begin immediate')
    remember.run(name)
    database.exec(statement(name))
    database.exec('commit')
  }
}

function writeMigrations(): void {
  mkdirSync(join(folder, 'migrations'))
  for (const name of names()) {
    const text = `-- migrate:up\n${statement(name)};\n\n-- migrate:down\ndrop table t${name};\n`
    writeFileSync(join(folder, 'migrations', `20260101${name}_table.sql`), text)
  }
  const steps = names().map((name) => `  - id: t${name}\n    uses: sql/execute\n    with: { connection: app, sql: "${statement(name)}" }\n`)
  writeFileSync(join(folder, 'plan.yaml'), `${head}${steps.join('')}`)
}

function names(): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index + 1).padStart(6, '0'))
}

function statement(name: string): string {
  return `create table t${name} (id integer primary key)`
}
