import assert from 'node:assert/strict'
import fs, { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { cleanMode, cleanModes } from '../../../packages/plugins/src/exec/tree/look/modes.ts'
import { diskTree } from '../../../packages/plugins/src/file/tree/disk/disk-tree.ts'
import { benchStep, readTree } from '../../support/bench-step.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Has the system give each new file the mode 777: silently, as a share does, or with an error, as FAT does. */
function withoutModes(t: TestContext, refusal?: Error): void {
  const give = fs.fchmodSync
  const { mock } = t.mock.method(fs, 'fchmodSync', (fd: number) => {
    give(fd, 0o777)
    if (refusal) throw refusal
  })
  syncBuiltinESMExports()
  t.after(() => {
    mock.restore()
    syncBuiltinESMExports()
  })
}

describe('a file system without modes', () => {
  const refusal = Object.assign(new Error('EPERM: operation not permitted, fchmod'), { code: 'EPERM' })
  const cases = [
    { uses: 'file/write', made: 'new/a.sh', given: { path: 'new/a.sh', content: 'x', executable: true } },
    { uses: 'file/write', made: 'old.sh', given: { path: 'old.sh', content: 'x', executable: false } },
    { uses: 'file/copy', made: 'copy.txt', given: { from: 'plain.txt', to: 'copy.txt' } },
  ] as const
  const tree = { 'old.sh': { content: 'old', mode: 0o777 }, 'plain.txt': { content: 'plain', mode: 0o644 } }
  for (const [how, error] of [
    ['ignores modes', undefined],
    ['refuses modes', refusal],
  ] as const) {
    for (const { uses, made, given } of cases) {
      test(`that ${how} lets ${uses} make ${made}, twice, and take it back`, async (t) => {
        await using step = await benchStep(uses, { with: given, scope: { files: ['**'] }, tree })
        const before = await readTree(step.root)
        withoutModes(t, error)
        const [change] = await step.changes()
        const done = await step.applyOne(change!)
        assert.equal(statSync(join(step.root, made)).mode & 0o777, 0o777)
        assert.equal(await step.stage.type.probe!(change!.unit, step.stage.context('write')), 'applied')
        await step.stage.type.apply(change!.unit, step.stage.context('write'))
        assert.equal(await step.revert([done]), 'reverted')
        assert.deepEqual(await readTree(step.root), before)
      })
    }
  }

  test('is told from one where somebody has changed the mode', async () => {
    await using step = await benchStep('file/write', { with: { path: 'a', content: 'x' }, scope: { files: ['**'] } })
    const done = await step.apply()
    chmodSync(join(step.root, 'a'), 0o777)
    assert.deepEqual(await step.revert(done), { conflict: '"a": its mode is 777, not 644' })
    assert.deepEqual(
      readdirSync(step.root).filter((name) => name.startsWith('.backout-')),
      [],
    )
  })

  test('has git check all files out as programs, and none seems to be changed by that', (t) => {
    const root = temporaryFolder(t)
    writeFileSync(join(root, 'a'), 'x')
    chmodSync(join(root, 'a'), 0o777)
    assert.equal(cleanMode(cleanModes(diskTree(root), [{ path: 'a', executable: false }]), 'a', true), 0o777)
  })
})
