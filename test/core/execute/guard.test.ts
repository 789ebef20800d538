import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyStepType, Plugin } from '@backout/core/plugin'
import { files } from '../../../packages/plugins/src/file/driver.ts'
import { makeGuard } from '../../../packages/core/src/execute/supervise/guard.ts'
import { engineBench } from '../../support/engine.ts'
import { boundPlan, commitStep, putStep, Shelf, shelfPlugin } from '../../support/shelf.ts'

const cases = [
  { entries: ['src'], part: 'plans/a.yaml', hint: 'Add "plans/a.yaml" to scope.files, and have the plan reviewed again' },
  { entries: ['**', '!plans'], part: 'plans/a.yaml', hint: 'Leave it out of the step: "!plans" takes it out of scope.files' },
]
for (const { entries, part, hint } of cases)
  test(`a guard says what to do about "${part}" where scope allows ${entries.join(', ')}`, () => {
    const guard = makeGuard('files', entries, files, () => undefined)
    assert.throws(() => guard.demand(part, 'write'), { code: 'out-of-scope', hint })
  })

test('a guard tells at once of all that is out of scope, and only begins to list a long scope', () => {
  const entries = Array.from({ length: 22 }, (_, number) => `f${number}`)
  const guard = makeGuard('files', entries, files, () => undefined)
  const named = entries.slice(0, 20).map((entry) => `"${entry}"`)
  const touches = [
    { part: 'b', access: 'read' },
    { part: 'a', access: 'read' },
    { part: 'f1', access: 'write' },
    { part: 'a', access: 'write' },
    { part: 'c', access: 'write' },
  ] as const
  assert.throws(() => guard.demandAll(touches), {
    code: 'out-of-scope',
    message: `Cannot write "a", "c", and read "b" of files: scope.files allows ${named.join(', ')} and 2 more`,
    hint: 'Add "a", "c", "b" to scope.files, and have the plan reviewed again',
  })
})

/** The shelf, with a step type that does not say what it touches, and is different in other ways. */
function silent(shelf: Shelf, change: Partial<AnyStepType>): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const put = plugin.steps.find(({ uses }) => uses === 'shelf/put')!
  const describe: AnyStepType['describe'] = async (...given) => ({ ...(await put.describe(...given)), touches: [] })
  return [{ ...plugin, steps: [{ ...put, describe, ...change }] }]
}

test('Law: a context refuses effects outside scope, also those of a step that did not say what it touches', async () => {
  const shelf = new Shelf()
  await using bench = await engineBench(silent(shelf, {}))
  const { ending, failure } = await bench.run({ ...boundPlan([putStep('a')]), scope: { databases: { plain: ['b'] } } })
  assert.deepEqual([ending, failure?.code, shelf.slots.size], ['failed', 'out-of-scope', 0])
})

test('Law: a context refuses effects of a step that says that it has none', async () => {
  const shelf = new Shelf()
  const undo = { kind: 'none', reason: 'it reads' } as const
  const describe: AnyStepType['describe'] = () => ({ effect: 'none', guarantee: 'idempotent', touches: [], undo })
  await using bench = await engineBench(silent(shelf, { describe }))
  const { ending, failure } = await bench.run(boundPlan([putStep('a')]))
  assert.deepEqual([ending, failure?.code, shelf.slots.size], ['failed', 'out-of-scope', 0])
})

interface Writing {
  write(slot: string, value: string, log: string): Promise<void>
}

for (const [when, claims] of [
  ['before', 0],
  ['after', 1],
] as const)
  test(`Law: a context refuses effects after an abort: a step that is told to stop ${when} it opens what it would change`, async () => {
    const shelf = new Shelf()
    const abort = new AbortController()
    const apply: AnyStepType['apply'] = async (_, context) => {
      if (when === 'before') abort.abort()
      const session = await context.session<Writing>('databases.ledgered')
      abort.abort()
      await session.write('a', 'new', 'put a')
      return { result: null }
    }
    await using bench = await engineBench(silent(shelf, { apply }))
    const { ending } = await bench.run(boundPlan([putStep('a', { with: commitStep('a').with! })]), { abort: abort.signal })
    assert.deepEqual([ending, shelf.slots.size, shelf.epoch], ['interrupted', 0, claims])
  })
