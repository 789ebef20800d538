import assert from 'node:assert/strict'
import { chmodSync, chownSync, lchownSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Value } from '@backout/core/plugin'
import type { World } from '@backout/core/testing'
import { benchStep } from '../../support/bench-step.ts'
import { commitAll } from '../../support/git-tree.ts'

/** A directory with a file, a program, a link and a directory, each of another user, as where a container works on a mounted folder. */
async function given({ root }: World): Promise<void> {
  mkdirSync(join(root, 'a/sub'), { recursive: true })
  writeFileSync(join(root, 'a/file'), 'x')
  writeFileSync(join(root, 'a/run'), 'x', { mode: 0o4755 })
  symlinkSync('file', join(root, 'a/link'))
  for (const [index, path] of ['a', 'a/sub', 'a/file', 'a/run'].entries()) chownSync(join(root, path), 1000 + index, 2000 + index)
  lchownSync(join(root, 'a/link'), 1009, 2009)
}

/** `1000:2000` by path, for what is in the tree. */
function ownersIn(root: string, directory = ''): { readonly [path: string]: string } {
  const found: { [path: string]: string } = {}
  for (const name of readdirSync(join(root, directory)).filter((one) => one !== '.backout')) {
    const path = join(directory, name)
    const stats = lstatSync(join(root, path))
    found[path] = `${stats.uid}:${stats.gid} ${(stats.mode & 0o7777).toString(8)}`
    if (stats.isDirectory()) Object.assign(found, ownersIn(root, path))
  }
  return found
}

const steps: readonly (readonly [uses: string, input: { readonly [name: string]: Value }])[] = [
  ['file/delete', { paths: ['a'] }],
  ['file/move', { from: 'a', to: 'b' }],
  ['file/replace', { paths: ['a'], find: 'x', replace: 'y' }],
  ['exec/run', { command: ['rm', '-r', 'a'], writes: ['a'] }],
]
const skip = process.geteuid?.() === 0 ? false : 'only root may give files away'

describe('owners', { skip }, () => {
  for (const [uses, input] of steps) {
    test(`Law: what ${uses} takes away belongs to its owner again once it is reverted`, async () => {
      await using step = await benchStep(uses, { with: input, scope: { files: ['**'], commands: ['rm'] }, given })
      const before = ownersIn(step.root)
      assert.equal(await step.revert(await step.apply()), 'reverted')
      assert.deepEqual(ownersIn(step.root), before)
    })
  }

  test('Law: what a command takes away of what is committed belongs to its owner again once it is reverted', async () => {
    const inGit = async (world: World): Promise<void> => {
      await given(world)
      writeFileSync(join(world.root, 'a/own'), 'x')
      await commitAll(world.root)
    }
    const options = { with: { command: ['rm', '-r', 'a'], writes: ['b'] }, scope: { files: ['**'], commands: ['rm'] }, given: inGit }
    await using step = await benchStep('exec/run', options)
    const before = ownersIn(step.root)
    assert.equal(await step.revert(await step.apply()), 'reverted')
    assert.deepEqual(ownersIn(step.root), before)
  })

  for (const [uses, input] of steps) {
    test(`Law: what ${uses} takes away of our own has our group again, although its directory gives another one`, async () => {
      const setgid = async ({ root }: World): Promise<void> => {
        mkdirSync(join(root, 'a/sub'), { recursive: true })
        for (const path of ['a/x', 'a/sub/y']) writeFileSync(join(root, path), 'x')
        symlinkSync('x', join(root, 'a/link'))
        chownSync(join(root, 'a'), 0, 2000)
        chmodSync(join(root, 'a'), 0o2775)
      }
      await using step = await benchStep(uses, { with: input, scope: { files: ['**'], commands: ['rm'] }, given: setgid })
      const before = ownersIn(step.root)
      assert.equal(await step.revert(await step.apply()), 'reverted')
      assert.deepEqual(ownersIn(step.root), before)
    })
  }

  test('file/move keeps owners, and file/copy does not', async () => {
    await using moved = await benchStep('file/move', { with: { from: 'a', to: 'b' }, scope: { files: ['**'] }, given })
    const before = ownersIn(moved.root)
    await moved.apply()
    assert.deepEqual(
      ownersIn(moved.root),
      Object.fromEntries(Object.entries(before).map(([path, owner]) => [path.replace('a', 'b'), owner])),
    )
    await using copied = await benchStep('file/copy', { with: { from: 'a/file', to: 'b' }, scope: { files: ['**'] }, given })
    await copied.apply()
    assert.equal(lstatSync(join(copied.root, 'b')).uid, 0)
  })
})
