import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ClaimOwner, driverOf, type UnitKey } from '@backout/core/plugin'
import { sql } from '@backout/plugins/sql'
import { until } from '../../support/until.ts'
import { type SqliteWorld, sqliteWorld } from './world.ts'

const driver = driverOf([sql], 'sqlite')!
const owner = (run: string, lease: number): ClaimOwner => ({ run, plan: 'world', environment: 'local', holder: 'test', lease })
const unit = (key: string, environment = 'local'): UnitKey => ({ key, run: 'run-1', plan: 'world', environment })

/** When the holder of the claim, if there is one, last gave a sign of life, in ms since the epoch. */
const beatIn = ({ other }: SqliteWorld): unknown =>
  other((db) => db.prepare('SELECT beat FROM backout_runs WHERE holder IS NOT NULL').get()?.['beat'])

test('a holder of a SQLite database gives signs of life while it works, and is none once it has given its claim up', async () => {
  await using world = await sqliteWorld()
  await driver.claim!(world.session, owner('run-1', 60))
  const first = beatIn(world)
  await until(() => beatIn(world) !== first)
  await driver.release!(world.session, owner('run-1', 60), { last: false })
  assert.equal(beatIn(world), undefined)
})

test('Law: two runs never interleave: a holder of a SQLite database that gave no sign of life for its lease has lost it', async () => {
  await using world = await sqliteWorld()
  await using later = await world.open('write')
  await assert.rejects(driver.claim!(later, owner('run-2', 30_000)), { code: 'busy' })
  world.other((db) => db.exec('UPDATE backout_runs SET beat = 0 WHERE holder IS NOT NULL'))
  assert.equal(await driver.claim!(later, owner('run-2', 30_000)), world.epoch + 1)
  await assert.rejects(world.apply('CREATE TABLE t (x)'), { code: 'stale' })
  await assert.rejects(driver.settle!(world.session, unit('run-1/step/1'), world.epoch), { code: 'stale' })
})

test('Law: exactly once by ledger: what another environment did came with a copy of its SQLite database, and is history', async () => {
  await using world = await sqliteWorld()
  const { key } = await world.apply('CREATE TABLE t (x)')
  const asked = [unit(key), unit('run-1/other/0'), unit(key, 'staging')]
  assert.deepEqual(await driver.recorded!(world.session, asked), [true, false, false])
})
