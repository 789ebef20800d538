import assert from 'node:assert/strict'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import type { World } from '@backout/core/testing'
import { benchStep, readTree } from '../../support/bench-step.ts'
import { commitAll, git } from '../../support/git-tree.ts'

const byPath = [
  'lstatSync',
  'openSync',
  'readlinkSync',
  'linkSync',
  'renameSync',
  'unlinkSync',
  'rmdirSync',
  'mkdirSync',
  'chmodSync',
  'rmSync',
] as const

/** Has the file system take names for one that differ only in their case, as on macOS and Windows: what a path leads to is found by any of them. */
function ignoreCase(t: TestContext): void {
  const look = fs.lstatSync
  const asListed = (given: unknown): unknown => {
    if (typeof given !== 'string' || look(given, { throwIfNoEntry: false }) || !fs.existsSync(dirname(given))) return given
    const twin = fs.readdirSync(dirname(given)).find((name) => name.toLowerCase() === basename(given).toLowerCase())
    return twin === undefined ? given : join(dirname(given), twin)
  }
  for (const name of byPath) {
    const original = fs[name] as (...args: unknown[]) => unknown
    t.mock.method(fs, name, (...[first, second, ...rest]: unknown[]) =>
      original(asListed(first), name === 'linkSync' || name === 'renameSync' ? asListed(second) : second, ...rest),
    )
  }
  syncBuiltinESMExports()
  t.after(() => {
    t.mock.restoreAll()
    syncBuiltinESMExports()
  })
}

const tree = { 'src/Read.me': 'read', 'src/other': 'other' }

describe('where the file system ignores case', () => {
  for (const { uses, input, twin } of [
    { uses: 'file/write', input: { path: 'SRC/new', content: 'x' }, twin: 'src' },
    { uses: 'file/write', input: { path: 'src/READ.ME', content: 'x' }, twin: 'src/Read.me' },
    { uses: 'file/delete', input: { paths: ['src/Read.me', 'src/read.me'] }, twin: 'src/Read.me' },
    { uses: 'file/move', input: { from: 'src/other', to: 'src/Other' }, twin: 'src/other' },
    { uses: 'file/copy', input: { from: 'Src', to: 'copy' }, twin: 'src' },
  ]) {
    test(`${uses} refuses a path that leads to ${twin}, and is written otherwise`, async (t) => {
      await using step = await benchStep(uses, { with: input, scope: { files: ['**'] }, tree })
      ignoreCase(t)
      await assert.rejects(step.changes(), { code: 'failed', message: new RegExp(`: the file system takes it for "${twin}"$`) })
    })
  }

  for (const writes of [['src'], ['none']]) {
    test(`Law: what a command called otherwise has its name again once it is reverted, where it may write ${writes[0]}`, async (t) => {
      const given = async ({ root }: World): Promise<void> => {
        await commitAll(root)
        await git(root, 'config', 'core.ignoreCase', 'true')
      }
      const input = { command: ['mv', 'src/Read.me', 'src/READ.me'], writes }
      await using step = await benchStep('exec/run', { with: input, scope: { files: ['**'], commands: ['mv'] }, tree, given })
      const before = await readTree(step.root)
      ignoreCase(t)
      assert.equal(await step.revert(await step.apply()), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
  }
})
