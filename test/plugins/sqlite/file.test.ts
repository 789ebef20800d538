import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { driverOf } from '@backout/core/plugin'
import { sql } from '@backout/plugins/sql'
import { sqliteDialect } from '../../../packages/plugins/src/sql/sqlite/dialect.ts'
import { type SqliteWorld, sqliteWorld } from './world.ts'

const sqliteDriver = driverOf([sql], 'sqlite')!

const inItsPlace: readonly (readonly [what: string, make: (path: string) => unknown, says: RegExp])[] = [
  ['a directory', (path) => mkdirSync(path), /Cannot open database "app\.db": it is a directory, and not a file/],
  ['a pipe', (path) => spawnSync('mkfifo', [path]), /it is a pipe/],
  ['a device', (path) => symlinkSync('/dev/zero', path), /it is a device/],
  ['a socket', (path) => new Promise<void>((resolve) => void createServer().unref().listen(path, resolve)), /it is a socket/],
  ['a link to itself', (path) => symlinkSync('app.db', path), /Cannot open database "app\.db": ELOOP/],
  ['a link to nothing', (path) => symlinkSync('nothing.db', path), /there is no such file/],
  ['nothing', () => undefined, /there is no such file/],
  ['another kind of file', (path) => writeFileSync(path, 'PK\u0003\u0004'.padEnd(9000)), /the file is not an SQLite database/],
]

for (const mode of ['run', 'preview'] as const) {
  for (const [what, make, says] of inItsPlace) {
    test(`a ${mode} says at once that ${what} is where a database should be`, { timeout: 20_000 }, async () => {
      await using world = await sqliteWorld()
      await world.session[Symbol.asyncDispose]()
      rmSync(world.path)
      await make(world.path)
      await assert.rejects(count(world, mode), { name: 'PlanError', message: says })
    })
  }
}

for (const mode of ['run', 'preview'] as const) {
  test(`a ${mode} says that there is no folder for a database that is to be created`, async () => {
    await using world = await sqliteWorld()
    const config = { file: 'nowhere/new.db', create: true }
    await assert.rejects(world.open('write', mode, ['*'], config), { code: 'missing', message: /there is no folder for it/ })
  })
}

test('a database that is to be created is empty for whoever only asks, and there once it is claimed', async () => {
  await using world = await sqliteWorld()
  const config = { file: 'new.db', create: true }
  const count = (await sqliteDialect.read('SELECT count(*) AS n FROM sqlite_schema')).batches[0]!.statements[0]!
  const isThere = (): boolean => existsSync(join(world.root, 'new.db'))
  await using asking = await world.open('read', 'run', ['*'], config)
  await using writing = await world.open('write', 'run', ['*'], config)
  const owner = { run: 'run-9', plan: 'p', environment: 'local', holder: 'test', lease: 30_000 }
  assert.deepEqual((await asking.query(count, [])).rows, [{ n: 0n }])
  assert.equal(await sqliteDriver.identity!(writing), '')
  await sqliteDriver.release!(writing, owner, { last: true })
  assert.equal(isThere(), false)
  await sqliteDriver.claim!(writing, owner)
  assert.equal(isThere(), true)
  assert.deepEqual((await asking.query(count, [])).rows, [{ n: 2n }])
})

test('a preview does not wait for a pipe that is called like the log of a database', { timeout: 20_000 }, async () => {
  await using world = await sqliteWorld()
  await world.session[Symbol.asyncDispose]()
  spawnSync('mkfifo', [`${world.path}-wal`])
  await assert.rejects(count(world, 'preview'), { code: 'failed', message: /"app\.db-wal" beside it is not a file/ })
})

for (const journal of ['WAL', 'DELETE']) {
  test(`a preview needs no right to write the file in ${journal} mode`, async () => {
    await using world = await sqliteWorld({ sql: `PRAGMA journal_mode = ${journal}; CREATE TABLE t (a)` })
    await world.session[Symbol.asyncDispose]()
    chmodSync(world.root, 0o555)
    chmodSync(world.path, 0o444)
    try {
      await asNobody(async () => {
        assert.equal(await count(world, 'preview'), 1n)
        await using session = await world.open('write', 'preview')
        const { batches } = await sqliteDialect.read('INSERT INTO t VALUES (1), (2)')
        assert.equal((await session.estimate!(batches[0]!, []))?.[0]?.rows, 2)
      })
    } finally {
      chmodSync(world.root, 0o755)
    }
  })
}

test('a preview has no copy of the database under any name while it works on it', { skip: process.platform === 'win32' }, async () => {
  await using world = await sqliteWorld({ sql: 'CREATE TABLE t (a); INSERT INTO t VALUES (1)' })
  using _ = temporaryFilesIn(world.root)
  await using session = await world.open('write', 'preview')
  const { batches } = await sqliteDialect.read('UPDATE t SET a = 2; CREATE TABLE u AS SELECT a FROM t')
  await session.executeReversibly!(batches[0]!, [], 'derived')
  assert.deepEqual(copiesIn(world.root), [])
  const ask = (await sqliteDialect.read('SELECT a FROM u')).batches[0]!.statements[0]!
  assert.deepEqual((await session.query(ask, [])).rows, [{ a: 2n }])
})

test('a preview removes the copy that one before it was killed at, and no other', { skip: process.platform === 'win32' }, async () => {
  await using world = await sqliteWorld()
  using _ = temporaryFilesIn(world.root)
  const { pid } = spawnSync(process.execPath, ['-e', '0'])
  const [dead, alive, elsewhere] = [`${hostname()}-${pid}-a`, `${hostname()}-${process.pid}-b`, `elsewhere-${pid}-c`].map(
    (name) => `backout-sqlite-${name}`,
  )
  for (const name of [dead, alive, elsewhere]) mkdirSync(join(world.root, name!))
  writeFileSync(join(world.root, dead!, 'copy.db'), 'half')
  await count(world, 'preview')
  assert.deepEqual(new Set(copiesIn(world.root)), new Set([alive, elsewhere]))
})

function copiesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('backout-sqlite-'))
}

function temporaryFilesIn(folder: string): Disposable {
  const given = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  return {
    [Symbol.dispose]() {
      if (given === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = given
    },
  }
}

async function count(world: SqliteWorld, mode: 'run' | 'preview'): Promise<unknown> {
  await using session = await world.open('read', mode)
  const { batches } = await sqliteDialect.read("SELECT count(*) AS n FROM sqlite_schema WHERE tbl_name NOT LIKE 'backout%'")
  return (await session.query(batches[0]!.statements[0]!, [])).rows[0]!['n']
}

/** Does work as a user for whom rights count: for root they do not. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  if (process.getuid!() !== 0) return work()
  process.seteuid!(65_534)
  try {
    await work()
  } finally {
    process.seteuid!(0)
  }
}
