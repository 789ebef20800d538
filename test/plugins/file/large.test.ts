import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { open, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { capturePack } from '../../../packages/plugins/src/file/pack/capture.ts'
import { revertPack } from '../../../packages/plugins/src/file/pack/revert.ts'
import type { Pack, PackUndo } from '../../../packages/plugins/src/file/pack/unit.ts'
import { filesSession } from '../../../packages/plugins/src/file/session.ts'
import { diskTree } from '../../../packages/plugins/src/file/tree/disk/disk-tree.ts'
import { learnStates, stateOf } from '../../../packages/plugins/src/file/tree/state.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const size = 96 * 1024 * 1024
const guard = { allows: () => true, demand: () => undefined, demandAll: () => undefined }

/** A file of zeros that takes no room, with a byte at its end. */
async function largeFile(t: TestContext): Promise<{ readonly root: string; readonly path: string }> {
  const root = temporaryFolder(t)
  const path = join(root, 'large')
  await writeFile(path, '')
  await truncate(path, size)
  return { root, path }
}

async function writeLast(path: string, byte: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.write(byte, size - 1)
}

/** How often timers have their turn while something is done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  await work.finally(() => clearInterval(timer))
  return turns
}

describe('a large file', () => {
  test('is in another state where a byte was changed, and its size and its time were not', async (t) => {
    const { root, path } = await largeFile(t)
    const tree = diskTree(root)
    const { atime, mtime } = statSync(path)
    await learnStates(tree, ['large'])
    const before = stateOf(tree, 'large')
    await writeLast(path, 'x')
    await utimes(path, atime, mtime)
    assert.notEqual(stateOf(tree, 'large'), before)
    await writeLast(path, '\0')
    await utimes(path, atime, mtime)
    assert.equal(stateOf(tree, 'large'), before)
  })

  test('is read once by whoever asks for its state again', async (t) => {
    const { root } = await largeFile(t)
    const tree = diskTree(root)
    const first = process.cpuUsage()
    await learnStates(tree, ['large'])
    const once = process.cpuUsage(first)
    const since = process.cpuUsage()
    for (let i = 0; i < 50; i++) stateOf(tree, 'large')
    assert.ok(process.cpuUsage(since).user < 10 * once.user)
  })

  test('gives timers their turn while it is looked at, and while it is copied', async (t) => {
    const { root } = await largeFile(t)
    const session = filesSession(diskTree(root), { guard, access: 'write' })
    assert.ok((await turnsDuring(learnStates(session.tree, ['large']))) > 1)
    const after = stateOf(session.tree, 'large')
    const effect = { path: 'copy', expect: 'absent', stamp: undefined, state: after, become: 'file', mode: 0o644 } as const
    assert.ok((await turnsDuring(session.commit([{ ...effect, content: () => session.tree.chunks('large') }]))) > 1)
  })

  test('that was deleted comes back piece by piece', async (t) => {
    const { root, path } = await largeFile(t)
    await writeLast(path, 'x')
    const session = filesSession(diskTree(root), { guard, access: 'write' })
    const before = stateOf(session.tree, 'large')
    const pack: Pack = { files: [{ path: 'large', before, after: 'absent' }], made: [] }
    const undo = [...capturePack(session, pack)]
    await session.write('large', null)
    const read: number[] = []
    assert.equal(await revertPack(session, noting(undo, read)), 'reverted')
    assert.equal(stateOf(session.tree, 'large'), before)
    const all = undo.map((_, at) => at)
    assert.deepEqual(read, [...all, ...all.slice(1)])
  })

  test('is not saved as something else than it was planned as', async (t) => {
    const { root, path } = await largeFile(t)
    const session = filesSession(diskTree(root), { guard, access: 'write' })
    const pack: Pack = { files: [{ path: 'large', before: stateOf(session.tree, 'large'), after: 'absent' }], made: [] }
    await writeLast(path, 'x')
    assert.throws(() => [...capturePack(session, pack)], { code: 'conflict', message: 'Cannot save "large": its content has changed' })
  })
})

/** Pieces that note which of them are looked at, one after the other. */
function noting(pieces: readonly PackUndo[], read: number[]): readonly PackUndo[] {
  const noted: PackUndo[] = []
  for (const [at, piece] of pieces.entries()) {
    const get = (): PackUndo => {
      read.push(at)
      return piece
    }
    Object.defineProperty(noted, at, { get, enumerable: true })
  }
  return noted
}
