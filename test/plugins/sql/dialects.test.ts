import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialectOf, dialects } from '../../../packages/plugins/src/sql/dialects.ts'

for (const { driver } of dialects) {
  test(`read() of ${driver} reads a script once, however often a command asks for it`, async () => {
    const { read } = dialectOf(driver)!
    const script = await read('select 1 from t')
    await read('select 2 from t')
    assert.equal(await read('select 1 from t'), script)
  })
}

test('read() forgets what it has read before that is more than 16 million characters', async () => {
  const { read } = dialectOf('sqlite')!
  const script = await read('select 1 from t')
  const long = `select '${'x'.repeat(16 * 1024 * 1024)}' from u`
  assert.equal(await read(long), await read(long))
  assert.notEqual(await read('select 1 from t'), script)
})
