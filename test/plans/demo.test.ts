import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const script = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url))

test('The demo previews, runs, reports and rolls back the plan split-customer-name, and proves that all is as before', async () => {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [script], { reject: false, stdin: 'ignore', env: { NO_COLOR: '1' } })
  assert.equal(exitCode, 0, stdout + stderr)
  assert.equal(stdout.match(/✔ as before/g)?.length, 4)
  for (const said of ['update customers', 'PUT http://127.0.0.1', '✔ succeeded  split-customer-name', '↩ rolled-back  split-customer-name'])
    assert.ok(stdout.includes(said), said)
})
