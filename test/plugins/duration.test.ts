import assert from 'node:assert/strict'
import { test } from 'node:test'
import { execRun } from '../../packages/plugins/src/exec/run.ts'
import { wait } from '../../packages/plugins/src/core/wait.ts'
import { durationOf } from '../../packages/plugins/src/duration.ts'
import { httpDriver, httpRequest } from '@backout/plugins/http'
import { benchStep } from '../support/bench-step.ts'
import { json, startService } from '../support/service.ts'
import { stepBench } from '../support/step-bench.ts'

for (const [text, ms] of [
  ['0s', 0],
  ['250ms', 250],
  ['1.5s', 1500],
  ['2d', 172_800_000],
  ['36525d', 3_155_760_000_000],
] as const)
  test(`durationOf() reads ${text} as ${ms} ms`, () => assert.equal(durationOf(text), ms))

for (const text of ['', '5', '-1s', '1 s', '36526d', '99999999999999999999d'])
  test(`durationOf() refuses "${text}"`, () => assert.throws(() => durationOf(text), { code: 'invalid' }))

for (const [uses, describe] of [
  ['core/wait', () => wait.describe({ for: '40000d' })],
  ['exec/run', () => execRun.describe({ command: ['x'], timeout: '40000d' })],
] as const)
  test(`${uses} is invalid for more than a hundred years`, async () => assert.rejects(async () => describe(), { code: 'invalid' }))

// A timer of Node that is set to more than 24.8 days is over at once.
test('http/request with a timeout of a month waits for the answer', async () => {
  await using service = await startService((_, response) => json(response, 200, {}))
  const config = { baseUrl: service.origin, timeout: '30d' }
  await stepBench({ 'services.api': { driver: httpDriver, config, scope: ['GET /'] } }).run(httpRequest, { connection: 'api' })
})

test('exec/run with a timeout of a month waits for the command', async () => {
  const command = [process.execPath, '-e', 'setTimeout(() => {}, 50)']
  await using step = await benchStep('exec/run', {
    with: { command, effect: 'none', timeout: '30d' },
    scope: { commands: [process.execPath] },
  })
  await step.apply()
})
