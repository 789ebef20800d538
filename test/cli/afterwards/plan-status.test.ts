import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunHeader } from '@backout/core/record'
import type { Repository } from '../../../packages/cli/src/compose/repository/repository.ts'
import { planStatus } from '../../../packages/cli/src/status/plan-status.ts'
import type { Call } from '../../../packages/cli/src/terminal/call.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('planStatus() looks at each run as often, however many there are', async (t) => {
  const root = temporaryFolder(t)
  const looksAtEach = async (count: number): Promise<number> => {
    let looks = 0
    const runOf = (_: unknown, index: number): RunHeader =>
      ({
        run: `run-${index}`,
        environment: 'local',
        state: 'succeeded',
        get plan() {
          looks += 1
          return `plan-${index}`
        },
      }) as unknown as RunHeader
    const store = { list: async () => Array.from({ length: count }, runOf) }
    const repository = { root, project: undefined, store, installed: async () => [] } as unknown as Repository
    const { plans } = await planStatus(repository, [], 'local', { cwd: root } as Call)
    assert.equal(plans.length, count)
    return looks / count
  }
  assert.equal(await looksAtEach(100), await looksAtEach(10))
})
