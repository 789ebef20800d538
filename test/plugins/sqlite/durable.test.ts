import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { driverOf } from '@backout/core/plugin'
import { sql } from '@backout/plugins/sql'
import { type Connection, connect } from '../../../packages/plugins/src/sql/sqlite/connection/connection.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { sqliteWorld } from './world.ts'

const sqliteDriver = driverOf([sql], 'sqlite')!

/** `PRAGMA synchronous`: 0 off, 1 normal, 2 full, 3 extra. */
for (const mode of ['delete', 'truncate', 'wal'])
  test(`Law: what SQLite commits is on the disk, with the folder that its journal has left, where the mode is ${mode}`, async (t) => {
    using connection = await writeTo(databaseIn(t, mode))
    assert.deepEqual({ ...connection.db.prepare('PRAGMA synchronous').get() }, { synchronous: 3n })
  })

test('connect() keeps the journal between transactions, and removes it at the end', async (t) => {
  const path = databaseIn(t, 'delete')
  const connection = await writeTo(path)
  connection.db.exec('CREATE TABLE u (a)')
  assert.deepEqual(readFileSync(`${path}-journal`).subarray(0, 28), Buffer.alloc(28))
  connection[Symbol.dispose]()
  assert.equal(existsSync(`${path}-journal`), false)
  assert.equal(modeOf(path), 'delete')
})

test('connect() keeps no more than a part of a large journal', async (t) => {
  const path = databaseIn(t, 'delete')
  using connection = await writeTo(path)
  connection.db.exec(
    `INSERT INTO t SELECT randomblob(4000) FROM json_each('[${Array(1000).fill(1).join()}]'); UPDATE t SET a = zeroblob(4000)`,
  )
  assert.ok(readFileSync(`${path}-journal`).length <= 1024 * 1024)
})

test('connect() removes the journal that a killed process has kept', async (t) => {
  const path = databaseIn(t, 'delete')
  writeFileSync(`${path}-journal`, Buffer.alloc(4096))
  const connection = await writeTo(path)
  connection[Symbol.dispose]()
  assert.equal(existsSync(`${path}-journal`), false)
})

test('release() removes the journal of a process that was killed once it had given up its claim', async () => {
  await using world = await sqliteWorld()
  const owner = { run: 'run-1', plan: 'world', environment: 'local', holder: 'test', lease: 30_000 }
  await sqliteDriver.release!(world.session, owner, { last: true })
  writeFileSync(`${world.path}-journal`, Buffer.alloc(4096))
  await using session = await world.open('write')
  await sqliteDriver.release!(session, owner, { last: true })
  assert.equal(existsSync(`${world.path}-journal`), false)
})

test('connect() leaves a write-ahead log that somebody switched to meanwhile', async (t) => {
  const path = databaseIn(t, 'delete')
  const connection = await writeTo(path)
  connection.db.exec('CREATE TABLE u (a)')
  assert.equal(modeOf(path, 'wal'), 'wal')
  connection[Symbol.dispose]()
  assert.equal(modeOf(path), 'wal')
})

test('connect() closes a database that another program has locked', async (t) => {
  const path = databaseIn(t, 'delete')
  const connection = await writeTo(path)
  connection.db.exec('CREATE TABLE u (a)')
  using other = new DatabaseSync(path)
  other.exec('BEGIN EXCLUSIVE')
  connection[Symbol.dispose]()
  other.exec('INSERT INTO u VALUES (1); COMMIT')
  assert.equal(existsSync(`${path}-journal`), false)
})

function databaseIn(t: TestContext, mode: string): string {
  const path = join(temporaryFolder(t), 'app.db')
  using db = new DatabaseSync(path)
  db.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE t (a)`)
  return path
}

function writeTo(path: string): Promise<Connection> {
  const config = { file: 'app.db', create: false, busyTimeout: 0, foreignKeys: true, doubleQuotedStrings: false }
  return connect({ path, config, queryOnly: false })
}

/** The mode that another program finds, or that it switches to. */
function modeOf(path: string, wanted?: string): unknown {
  using db = new DatabaseSync(path)
  return db.prepare(`PRAGMA journal_mode${wanted === undefined ? '' : ` = ${wanted}`}`).get()?.['journal_mode']
}
