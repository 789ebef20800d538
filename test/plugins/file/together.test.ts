import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { diskTree } from '../../../packages/plugins/src/file/tree/disk/disk-tree.ts'
import type { Tree } from '../../../packages/plugins/src/file/tree/tree.ts'
import { effectOf } from '../../../packages/plugins/src/file/tree/write-effect.ts'

const files = 100

/** Writes so many files into a directory, in one commit. */
async function fill(tree: Tree, directory: string, proceed: () => void = () => undefined, length = files): Promise<void> {
  const paths = Array.from({ length }, (_, index) => `${directory}/${index}`)
  await tree.commit(
    paths.map((path) => effectOf(tree, path, 'text', {})),
    proceed,
  )
}

describe('commits of one tree at the same time', () => {
  test('hold no more files open than one', { skip: process.platform !== 'linux' }, async () => {
    await using root = await folder()
    const tree = diskTree(root.path)
    const most = await mostOpen(Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((directory) => fill(tree, directory))))
    assert.ok(most < 2 * files, `${most} files were open at once`)
  })

  test('go on where one of them is stopped', async () => {
    await using root = await folder()
    const tree = diskTree(root.path)
    const stop = (): void => {
      throw new Error('stopped')
    }
    const ended = await Promise.allSettled([fill(tree, 'a'), fill(tree, 'b', stop), fill(tree, 'c')])
    assert.deepEqual(
      ended.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual((await readdir(root.path)).toSorted(), ['a', 'c'])
  })
})

test('a commit of any size holds no more files open than one of a pack', { skip: process.platform !== 'linux' }, async () => {
  await using root = await folder()
  const most = await mostOpen(fill(diskTree(root.path), 'a', undefined, 600))
  assert.ok(most < 300, `${most} files were open at once`)
  assert.equal((await readdir(join(root.path, 'a'))).length, 600)
})

/** How many files were open at once while something was done, beyond those before it. */
async function mostOpen(doing: Promise<unknown>): Promise<number> {
  const before = openFiles()
  let [most, done] = [0, false]
  const all = doing.finally(() => (done = true))
  while (!done) {
    most = Math.max(most, openFiles() - before)
    await nextTurn()
  }
  await all
  return most
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length
}

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'backout-together-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
