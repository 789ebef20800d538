import assert from 'node:assert/strict'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { World } from '@backout/core/testing'
import { benchStep, readTree, type StepBench, type Tree } from '../support/bench-step.ts'
import { commitAll } from '../support/git-tree.ts'

const tree: Tree = {
  '.gitignore': 'cache/\n*.log\n.env\n',
  '.env': 'PASSWORD=1',
  'cache/x': '1',
  'src/a.ts': 'a',
  'src/a.log': 'log',
  'src/b.ts': 'b',
}

/** A repository with ignored files, directories and an untracked directory, and a shell command for it. */
function bench(
  script: string,
  more: { readonly writes?: readonly string[]; given?(world: World): Promise<void> } = {},
): Promise<StepBench> {
  const { writes, given } = more
  return benchStep('exec/run', {
    with: { command: ['sh', '-c', script], ...(writes ? { writes } : { effect: 'none' }) },
    scope: { commands: ['sh'], files: writes ?? [] },
    tree,
    given: async (world) => {
      await mkdir(join(world.root, 'cache/empty'))
      await commitAll(world.root)
      await mkdir(join(world.root, 'new/empty'), { recursive: true })
      await given?.(world)
    },
  })
}

/** What changes what git tells of a tree, and leaves the files alone that git ignored. */
const shifts: readonly { readonly does: string; readonly script: string }[] = [
  { does: 'makes git ignore nothing any more', script: 'echo > .gitignore' },
  { does: 'removes the rules', script: 'rm .gitignore' },
  { does: 'makes git ignore a directory that was there', script: 'echo new/ >> .gitignore' },
  { does: 'adds ignored files to the index', script: 'echo >> .gitignore; git add --force .env cache src/a.log' },
  { does: 'leaves the branch for an empty one', script: 'echo > .gitignore; git checkout -q --orphan other' },
]

describe('exec/run where a command changes what git tells', { concurrency: 4 }, () => {
  for (const { does, script } of shifts) {
    test(`Law: a command that ${does} is taken back, and what git ignored stays`, async () => {
      await using step = await bench(script, { writes: ['.gitignore'] })
      const before = await readTree(step.root)
      const done = await step.apply()
      await step.output(done)
      assert.equal(await step.revert(done), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: after a crash, a command that ${does} is taken back, and what git ignored stays`, async () => {
      await using step = await bench(script, { writes: ['.gitignore'] })
      const before = await readTree(step.root)
      const crashed = (await step.apply()).map((one) => ({ ...one, after: null }))
      assert.equal(await step.revert(crashed), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: a command that ${does} and is repeated is taken back to before its first start, and what git ignored stays`, async () => {
      await using step = await bench(script, { writes: ['.gitignore'] })
      const before = await readTree(step.root)
      const [change] = await step.changes()
      const context = step.stage.context('write')
      const undo = await Array.fromAsync(step.stage.type.capture!(change!.unit, context))
      await step.stage.type.apply(change!.unit, context)
      const { after } = await step.stage.type.apply(change!.unit, context)
      assert.equal(await step.stage.type.revert!(undo, after!, context), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: a command without effect that ${does} fails for that alone, and what git ignored stays`, async () => {
      await using step = await bench(script)
      const before = await readTree(step.root)
      await assert.rejects(step.apply(), { code: 'out-of-scope', message: /changed "\.gitignore", although/ })
      assert.deepEqual(await readTree(step.root), before)
    })
  }

  test('Law: a command that makes a repository is watched as if it had not', async () => {
    await using step = await bench('git init -q; echo 2 > src/a.log; echo 2 > src/a.ts', {
      writes: ['src/a.ts'],
      given: async ({ root }) => rm(join(root, '.git'), { recursive: true }),
    })
    const before = await readTree(step.root)
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "src\/a\.log", which/ })
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })

  const removals = [
    { when: 'a command removes the repository', script: 'echo 2 > src/a.ts; rm -r .git' },
    { when: 'a command breaks the repository', script: 'echo 2 > src/a.ts; echo broken > .git/HEAD' },
  ]
  for (const { when, script } of removals) {
    test(`Law: ${when}, and nothing is taken for its work`, async () => {
      await using step = await bench(script, { writes: ['src/a.ts'] })
      const left = { ...(await readTree(step.root)), 'src/a.ts': '644 2\n' }
      await assert.rejects(step.apply(), { code: 'failed', message: /git no longer tells/ })
      assert.deepEqual(await readTree(step.root), left)
    })
  }

  test('Law: where git is not to be asked any more, what a crash left is a conflict', async () => {
    await using step = await bench('echo 2 > src/a.ts', { writes: ['src/a.ts'] })
    const crashed = (await step.apply()).map((one) => ({ ...one, after: null }))
    const left = await readTree(step.root)
    await rm(join(step.root, '.git'), { recursive: true })
    await assert.rejects(step.revert(crashed), { code: 'failed', message: /git no longer tells/ })
    assert.deepEqual(await readTree(step.root), left)
  })
})
