import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { plan } from '../support/cli.ts'
import { dataFolder, makeShop } from '../support/shop.ts'

const missing = existsSync(join(dataFolder, 'chinook'))
  ? false
  : `NOT TESTED: the Chinook database is not in ${dataFolder} (set BACKOUT_TEST_DATA)`

test('the plan shop-address is validated, previewed, run, verified and rolled back on the Chinook database', {
  skip: missing,
}, async (t) => {
  await using shop = await makeShop()
  const before = await shop.state()

  await t.test('plan validate finds nothing wrong', async () => {
    const { exitCode, stdout, stderr } = await plan(shop.root, ['validate', '--json'])
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' }, stdout)
  })

  await t.test('plan preview shows every change and leaves no trace', async () => {
    const { exitCode, stdout } = await plan(shop.root, ['preview', 'shop-address'])
    assert.equal(exitCode, 0, stdout)
    for (const shown of ['59', '-export const everyone', '+export const everyone', 'CustomerAddress', 'PUT'])
      assert.ok(stdout.includes(shown), `${shown} in\n${stdout}`)
    assert.deepEqual(await shop.state(), before)
    assert.deepEqual(
      shop.service.requests.filter((request) => !request.startsWith('GET')),
      [],
    )
  })

  await t.test('plan run applies it and its criteria hold', async () => {
    const { exitCode, stdout, stderr } = await plan(shop.root, ['run', 'shop-address'])
    assert.equal(exitCode, 0, stdout + stderr)
    assert.equal(shop.service.flags['addresses'], true)
    assert.notDeepEqual(await shop.state(), before)
  })

  await t.test('plan run again says that it was applied', async () => {
    const after = await shop.state()
    const { exitCode, stdout } = await plan(shop.root, ['run', 'shop-address'])
    assert.equal(exitCode, 0)
    assert.match(stdout, /already applied by/)
    assert.deepEqual(await shop.state(), after)
  })

  await t.test('plan audit verifies the record', async () => {
    const { exitCode, stdout } = await plan(shop.root, ['audit'])
    assert.equal(exitCode, 0, stdout)
  })

  await t.test('plan rollback leaves every row, every file and the schema as before', async () => {
    const { exitCode, stdout, stderr } = await plan(shop.root, ['rollback', '--yes'])
    assert.equal(exitCode, 0, stdout + stderr)
    const after = await shop.state()
    assert.equal(after.database, before.database)
    assert.deepEqual(after.files, before.files)
    assert.equal(after.flags['addresses'], false)
  })
})
