import assert from 'node:assert/strict'
import { chmod, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import type { PlanError, Value } from '@backout/core/plugin'
import { files } from '../../../packages/plugins/src/file/driver.ts'
import { benchStep, readTree, type StepBench } from '../../support/bench-step.ts'

const nobody = 65534

/** Loads what steps load when they are used: this checkout may be closed to others. */
async function useEach(): Promise<void> {
  for (const [uses, input] of [
    ['file/replace', { find: 'a', replace: 'b' }],
    ['file/check', { paths: ['f'], matches: 'a' }],
    ['file/write', { path: 'g', content: '' }],
    ['file/copy', { from: 'f', to: 'g' }],
    ['file/move', { from: 'f', to: 'g' }],
    ['file/delete', { paths: ['f'] }],
  ] as const) {
    await using step = await benchStep(uses, { with: input, scope: { files: ['**'] }, tree: { f: 'a' } })
    const done = await step.apply()
    if (uses !== 'file/check') await step.revert(done)
  }
  await using step = await command('echo 1 > new')
  await step.revert(await step.apply())
  await fingerprint(step.root)
}

async function fingerprint(root: string): Promise<string> {
  const guard = { allows: () => true, demand: () => undefined, demandAll: () => undefined }
  const signal = new AbortController().signal
  await using session = await files.open({}, { resource: 'files', root, guard, signal, access: 'read', mode: 'run' })
  return await files.fingerprint!(session, ['**'])
}

/** A command that may write `new`, in a tree with a file that may not be read. */
function command(script: string, writes: readonly string[] = ['new']): Promise<StepBench> {
  return benchStep('exec/run', {
    with: { command: ['sh', '-c', script], writes },
    scope: { commands: ['sh'], files: ['**'] },
    tree: { closed: { content: 'a', mode: 0o000 }, open: 'b' },
  })
}

describe('what this process may not do', {
  skip: process.platform === 'win32' && 'NOT TESTED: modes of files mean little on Windows',
}, () => {
  // Root may do everything, so that all of this file runs as somebody else.
  before(async () => {
    await useEach()
    if (process.geteuid?.() !== 0) return
    process.setuid?.(nobody)
    // Nor need that of root be open to others.
    delete process.env['TMPDIR']
  })

  for (const { uses, input, path, mode, message } of [
    { uses: 'file/replace', input: { find: 'a', replace: 'b' }, path: 'd/f', mode: 0o000, message: 'Cannot read "d/f"' },
    { uses: 'file/check', input: { paths: ['d/*'], matches: 'a' }, path: 'd/f', mode: 0o000, message: 'Cannot read "d/f"' },
    { uses: 'file/copy', input: { from: 'd/f', to: 'x' }, path: 'd/f', mode: 0o000, message: 'Cannot read "d/f"' },
    { uses: 'file/delete', input: { paths: ['d/f'] }, path: 'd/f', mode: 0o000, message: 'Cannot read "d/f"' },
    { uses: 'file/check', input: { paths: ['**/f'] }, path: 'd', mode: 0o000, message: 'Cannot read "d"' },
    ...[
      { uses: 'file/replace', input: { find: 'a', replace: 'b' }, changed: 'd/f' },
      { uses: 'file/write', input: { path: 'd/new/file', content: '' }, changed: 'd/new/file' },
      { uses: 'file/delete', input: { paths: ['d'] }, changed: 'd/f' },
      { uses: 'file/move', input: { from: 'd', to: 'x' }, changed: 'd/f' },
      { uses: 'file/copy', input: { from: 'x.txt', to: 'd/x.txt' }, changed: 'd/x.txt' },
    ].map(({ uses, input, changed }) => ({
      uses,
      input,
      path: 'd',
      mode: 0o555,
      message: `Cannot change "${changed}": its directory may not be written`,
    })),
    {
      uses: 'file/copy',
      input: { from: 'd', to: 'x' },
      path: 'd',
      mode: 0o555,
      message: 'Cannot make directory "x" like "d": its mode, 555, lets nothing be put into it',
    },
  ] as readonly { uses: string; input: { readonly [name: string]: Value }; path: string; mode: number; message: string }[]) {
    test(`${uses} ${JSON.stringify(input)} fails before anything is touched, also in a preview, when "${path}" has mode ${mode.toString(8)}`, async () => {
      await using step = await benchStep(uses, { with: input, scope: { files: ['**'] }, tree: { 'd/f': 'a', 'x.txt': 'x' } })
      const before = await readTree(step.root)
      await chmod(join(step.root, path), mode)
      const hint = message.startsWith('Cannot read') ? /leave it out: with "!" in scope\.files/ : undefined
      await assert.rejects(step.apply(), (error: PlanError) => {
        assert.deepEqual([error.code, error.message], ['failed', message])
        return hint === undefined ? error.hint === undefined : hint.test(error.hint ?? '')
      })
      await chmod(join(step.root, path), path === 'd' ? 0o755 : 0o644)
      assert.deepEqual(await readTree(step.root), before)
    })
  }

  test('file/replace rewrites a file that may not be written, in a directory that may, and keeps its mode', async () => {
    const tree = { f: { content: 'a', mode: 0o444 } }
    await using step = await benchStep('file/replace', { with: { find: 'a', replace: 'b' }, scope: { files: ['**'] }, tree })
    const done = await step.apply()
    assert.deepEqual(await readTree(step.root), { f: '444 b' })
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), { f: '444 a' })
  })

  test('exec/run leaves a file that may not be read to itself, as long as the command does', async () => {
    await using step = await command('echo 1 > new; chmod 000 new')
    const done = await step.apply()
    await step.output(done)
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual((await readdir(step.root)).toSorted(), ['.backout', 'closed', 'open'])
  })

  for (const { what, name } of [
    { what: 'a file in scope', name: Buffer.from('b') },
    { what: 'a file in scope whose name is not UTF-8', name: Buffer.from([0x61, 0xff]) },
  ]) {
    test(`the working tree has a fingerprint also where ${what} may not be read, and another one once that was replaced`, async () => {
      await using step = await command('true')
      const path = Buffer.concat([Buffer.from(`${step.root}/`), name])
      await writeFile(path, 'a', { mode: 0o000 })
      const before = await fingerprint(step.root)
      assert.equal(await fingerprint(step.root), before)
      await rm(path)
      await writeFile(path, 'b', { mode: 0o000 })
      assert.notEqual(await fingerprint(step.root), before)
    })
  }

  for (const { does, script } of [
    { does: 'removes', script: 'rm -f closed' },
    { does: 'rewrites', script: 'chmod 600 closed; echo 1 > closed' },
    { does: 'replaces', script: 'rm -f closed; echo 1 > closed; chmod 000 closed' },
  ]) {
    test(`Law: a command that ${does} a file that may not be read, and that it was not to change, is told, and that it cannot be put back`, async () => {
      await using step = await command(script)
      const done = await step.apply()
      await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "closed", which/ })
      assert.deepEqual(await step.revert(done), { conflict: '"closed": what was there could not be read, and is not saved' })
    })
  }

  test('exec/run fails before it starts where it may write a file that may not be read', async () => {
    await using step = await command('echo 1 > new', ['closed', 'new'])
    await assert.rejects(step.apply(), { code: 'failed', message: 'Cannot read "closed"', hint: /`writes`/ })
    assert.deepEqual((await readdir(step.root)).toSorted(), ['closed', 'open'])
  })

  test('a step that can no longer be taken back names the file, and the reason', async () => {
    await using step = await benchStep('file/replace', {
      with: { find: 'a', replace: 'b' },
      scope: { files: ['**'] },
      tree: { 'd/f': 'a', g: 'a' },
    })
    const done = await step.apply()
    await chmod(join(step.root, 'd'), 0o555)
    await assert.rejects(step.revert(done), (error: Error) => {
      assert.equal(error.message, 'Cannot write "d/f"')
      assert.equal((error.cause as Error).message, 'permission denied (EACCES)')
      return true
    })
    await chmod(join(step.root, 'd'), 0o755)
    assert.deepEqual(await readTree(step.root), { 'd/': '755', 'd/f': '644 b', g: '644 b' })
  })
})
