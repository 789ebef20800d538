import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { sqliteWorld } from './sqlite-world.ts'

const rowsOf = (world: Awaited<ReturnType<typeof sqliteWorld>>): unknown => world.other((db) => db.prepare('SELECT a FROM t').all().length)

test('Law: a unit that SQLite has committed is not taken back by a journal that a power failure brings back', async () => {
  await using world = await sqliteWorld({ sql: 'CREATE TABLE t (a)' })
  const journal = `${world.path}-journal`
  await world.apply('INSERT INTO t VALUES (1)')
  const synced = readFileSync(journal)
  await world.apply('INSERT INTO t VALUES (2)')
  assert.deepEqual(readFileSync(journal).subarray(0, 28), Buffer.alloc(28))
  // What is on the disk is the journal as it was synced last, also where it was removed since.
  writeFileSync(journal, synced)
  assert.equal(rowsOf(world), 2)
})

test('A session leaves no journal beside the database, and takes none that others use', async () => {
  const world = await sqliteWorld({ sql: 'CREATE TABLE t (a)' })
  await world.apply('INSERT INTO t VALUES (1)')
  world.other((db) => db.exec('INSERT INTO t VALUES (2)'))
  await world.apply('INSERT INTO t VALUES (3)')
  assert.equal(rowsOf(world), 3)
  const left = await leftBy(world)
  assert.equal(left, false)
})

test('A database in WAL mode stays in it', async () => {
  await using world = await sqliteWorld({ sql: 'PRAGMA journal_mode = WAL; CREATE TABLE t (a)' })
  await world.apply('INSERT INTO t VALUES (1)')
  assert.deepEqual(
    world.other((db) => ({ ...db.prepare('PRAGMA journal_mode').get() })),
    { journal_mode: 'wal' },
  )
})

/** Whether a journal is beside the database once its session is closed. */
async function leftBy(world: Awaited<ReturnType<typeof sqliteWorld>>): Promise<boolean> {
  await (world.session as unknown as AsyncDisposable)[Symbol.asyncDispose]()
  const left = existsSync(`${world.path}-journal`)
  await world[Symbol.asyncDispose]()
  return left
}
