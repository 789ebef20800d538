import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepBench } from '../support/step-bench.ts'
import { conformance } from '@backout/core/testing'
import { core } from '@backout/plugins/core'
import { wait } from '../../packages/plugins/src/core/wait.ts'

conformance(core, {
  steps: {
    'core/wait': [
      {
        does: 'lets time pass',
        with: { for: '1s' },
        scope: {},
        afterwards: (_world, output) => assert.deepEqual(output, { until: '1970-01-01T00:00:01.000Z' }),
      },
    ],
  },
})

/** What the step waits for, when it was started at zero and it is now so many ms later; undefined where it does not wait. */
async function waitsUntil(given: string, now: number): Promise<string | undefined> {
  const context = stepBench({}).context()
  let until: string | undefined
  const asked = {
    ...context,
    now: () => new Date(now),
    wait(time: Date): never {
      until = time.toISOString()
      throw new Error('waits')
    },
  }
  await wait.apply({ for: given }, asked).catch(() => undefined)
  return until
}

for (const { given, now, until } of [
  { given: '30m', now: 0, until: '1970-01-01T00:30:00.000Z' },
  { given: '30m', now: 1_799_999, until: '1970-01-01T00:30:00.000Z' },
  { given: '30m', now: 1_800_000, until: undefined },
  { given: '1.5s', now: 1000, until: '1970-01-01T00:00:01.500Z' },
  { given: '2d', now: 86_400_000, until: '1970-01-03T00:00:00.000Z' },
]) {
  test(`core/wait for ${given} ${until ? `waits until ${until}` : 'is over'} when ${now} ms have passed since it was started`, async () =>
    assert.equal(await waitsUntil(given, now), until))
}

test('core/wait refuses to be an invariant, which is about what is so now', () => {
  const context = stepBench({}).context()
  assert.throws(() => wait.describe({ for: '1s' }, { ...context, alone: false }), /about what is so now/)
  assert.doesNotThrow(() => wait.describe({ for: '1s' }, context))
})
