import assert from 'node:assert/strict'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodeValue, decodeValue, type Value } from '@backout/core/plugin'
import { benchStep, readTree, type StepBench, type Tree } from '../../support/bench-step.ts'
import { type Fault, withFault } from '../../support/fs-faults.ts'

const tree: Tree = {
  'src/a.ts': 'old',
  'src/b.ts': { content: 'old old', mode: 0o600 },
  'src/deep/c.sh': { content: '#!/bin/sh\nold\n', mode: 0o755 },
  'src/blob': new Uint8Array([0, 255, 1]),
}

/** Steps whose units change several files in several ways. */
const steps: readonly { readonly uses: string; readonly with: { readonly [name: string]: Value } }[] = [
  { uses: 'file/replace', with: { find: 'old', replace: 'new' } },
  { uses: 'file/write', with: { path: 'src/n/e/w.txt', content: 'new' } },
  { uses: 'file/write', with: { path: 'src/a.ts', content: 'new' } },
  { uses: 'file/copy', with: { from: 'src', to: 'copy/of' } },
  { uses: 'file/move', with: { from: 'src', to: 'moved/to' } },
  { uses: 'file/delete', with: { paths: ['src'] } },
]

async function bench({ uses, with: input }: (typeof steps)[number]): Promise<StepBench> {
  return benchStep(uses, {
    with: input,
    scope: { files: ['src', 'copy', 'moved'] },
    tree,
    given: async ({ root }) => {
      await mkdir(join(root, 'src/empty'), { mode: 0o700 })
      await symlink('a.ts', join(root, 'src/link'))
    },
  })
}

/** The unit of a step (these have one), captured and stored as the engine does before it applies it. */
async function intend(step: StepBench): Promise<{ readonly unit: Value; readonly undo: readonly Value[] }> {
  const changes = await step.changes()
  assert.equal(changes.length, 1)
  const unit = stored(changes[0]!.unit)
  const undo: Value[] = []
  for await (const piece of step.stage.type.capture!(unit, step.stage.context('write'))) undo.push(stored(piece as Value))
  return { unit, undo }
}

function stored(value: Value): Value {
  return decodeValue(JSON.parse(JSON.stringify(encodeValue(value))))
}

/** Applies with the n-th change of the file system failing, for every n, and gives each such world to `then`. */
async function strikeEverywhere(
  one: (typeof steps)[number],
  fault: Fault,
  then: (step: StepBench, intended: Awaited<ReturnType<typeof intend>>, before: object, error: unknown) => Promise<void>,
): Promise<number> {
  for (let n = 1; ; n++) {
    await using step = await bench(one)
    const before = await readTree(step.root)
    const intended = await intend(step)
    const context = step.stage.context('write')
    const { struck, error } = await withFault(n, fault, () => step.stage.type.apply(intended.unit, context))
    if (!struck) return n - 1
    await then(step, intended, before, error)
  }
}

async function undisturbed(one: (typeof steps)[number]): Promise<object> {
  await using step = await bench(one)
  await step.apply()
  return await readTree(step.root)
}

for (const one of steps) {
  const name = `${one.uses} ${JSON.stringify(one.with)}`
  test(`Law: ${name}, killed at any change of the file system, ends as an undisturbed run when it is applied again`, async (t) => {
    const wanted = await undisturbed(one)
    const points = await strikeEverywhere(one, 'death', async (step, { unit }) => {
      const { type } = step.stage
      const context = step.stage.context('write')
      if ((await type.probe!(unit, context)) !== 'applied') await type.apply(unit, context)
      assert.deepEqual(await readTree(step.root), wanted)
      assert.equal(await type.probe!(unit, context), 'applied')
    })
    t.diagnostic(`${points} points`)
    assert.ok(points >= 3)
  })

  test(`Law: ${name}, killed at any change of the file system, is as before when it is reverted`, async () => {
    await strikeEverywhere(one, 'death', async (step, { unit, undo }, before) => {
      const { type } = step.stage
      const context = step.stage.context('write')
      // The engine does not revert what is absent.
      if ((await type.probe!(unit, context)) === 'absent') return assert.deepEqual(await readTree(step.root), before)
      assert.equal(await type.revert!(undo, null, context), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
  })

  test(`Law: ${name}, killed at any change of the file system while it is reverted, is as before when it is reverted again`, async () => {
    for (let n = 1; ; n++) {
      await using step = await bench(one)
      const before = await readTree(step.root)
      const { unit, undo } = await intend(step)
      const context = step.stage.context('write')
      await step.stage.type.apply(unit, context)
      const { struck } = await withFault(n, 'death', async () => step.stage.type.revert!(undo, null, context))
      assert.equal(await step.stage.type.revert!(undo, null, context), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
      if (!struck) break
    }
  })

  for (const fault of one.uses === 'file/replace' ? (['ENOSPC', 'EIO'] as const) : (['ENOSPC'] as const)) {
    test(`Law: ${name} fails and can be taken back when the system gives ${fault} at any of its changes`, async () => {
      await strikeEverywhere(one, fault, async (step, { unit, undo }, before, error) => {
        const { type } = step.stage
        const context = step.stage.context('write')
        const state = await type.probe!(unit, context)
        if (error === undefined) assert.equal(state, 'applied')
        else assert.equal((error as { code?: string }).code, 'failed')
        if (state !== 'absent') assert.equal(await type.revert!(undo, null, context), 'reverted')
        assert.deepEqual(await readTree(step.root), before)
      })
    })
  }
}
