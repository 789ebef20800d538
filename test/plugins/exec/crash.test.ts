import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '@backout/core/testing'
import { markStarted, noteOf } from '../../../packages/plugins/src/exec/marker.ts'
import { fileState, hashOf } from '../../../packages/plugins/src/file/tree/state.ts'
import { temporaryName } from '../../../packages/plugins/src/file/tree/disk/temporary.ts'
import { benchStep, readTree } from '../../support/bench-step.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { bench, committed, node, tree } from './bench.ts'

describe('exec/run after a crash', () => {
  const body = `fs.mkdirSync('src/new', { recursive: true }); fs.writeFileSync('src/new/a', 'x'); fs.writeFileSync('src/a.ts', 'changed'); console.log('said')`

  test('Law: a command that was not started is known to be absent, and one that ended to be applied, with what it gave', async () => {
    await using step = await bench(body, { writes: ['src/**'], tree, given: committed })
    const before = await readTree(step.root)
    const context = step.stage.context('read')
    const [change] = await step.changes()
    await Array.fromAsync(step.stage.type.capture!(change!.unit, step.stage.context('write')))
    assert.equal(await step.stage.type.probe!(change!.unit, context), 'absent')
    const done = await step.apply()
    const probed = (await step.stage.type.probe!(change!.unit, context)) as { readonly result: never; readonly after: never }
    assert.deepEqual(probed, { result: done[0]!.result, after: done[0]!.after })
    assert.equal(await step.revert([{ ...done[0]!, ...probed }]), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
    assert.deepEqual(await readdir(join(step.root, '.backout/commands')), [])
    await step.apply()
    await step.stage.type.discard!([], step.stage.context('write'))
    assert.deepEqual(await readdir(join(step.root, '.backout/commands')), [])
  })

  test('Law: a command of which the working tree knows nothing may have been started in another one', async () => {
    await using step = await bench(body, { writes: ['src/**'], tree, given: committed })
    const [change] = await step.changes()
    assert.equal(await step.stage.type.probe!(change!.unit, step.stage.context('read')), 'partial')
  })

  test('Law: a command that was started and not seen to end is neither', async () => {
    await using step = await bench(body, { writes: ['src/**'], tree, given: committed })
    const [change] = await step.changes()
    markStarted(step.root, step.stage.context('read'))
    assert.equal(await step.stage.type.probe!(change!.unit, step.stage.context('read')), 'partial')
  })

  test('Law: what somebody changes after a command was killed is a conflict, and nothing is touched until it is as it was before', async () => {
    await using step = await bench(body, { writes: ['src/**'], tree, given: committed })
    const before = await readTree(step.root)
    const context = step.stage.context('write')
    const [change] = await step.changes()
    const undo = await Array.fromAsync(step.stage.type.capture!(change!.unit, context))
    const path = (name: string): string => join(step.root, name)
    markStarted(step.root, context)
    await writeFile(path('src/a.ts'), 'by the command')
    await writeFile(noteOf(step.root, context), '')
    const { mtimeMs } = await stat(noteOf(step.root, context))
    await writeAfter(path('src/mine.ts'), 'by somebody', mtimeMs)
    const conflict = '"src/mine.ts": changed by somebody else, after the command was killed'
    assert.deepEqual(await step.stage.type.revert!(undo, null, context), { conflict })
    assert.deepEqual(
      [await readFile(path('src/a.ts'), 'utf8'), await readFile(path('src/mine.ts'), 'utf8')],
      ['by the command', 'by somebody'],
    )
    await rm(path('src/mine.ts'))
    assert.equal(await step.stage.type.revert!(undo, null, context), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
    assert.deepEqual(await readdir(path('.backout/commands')), [])
  })

  test('Law: what somebody changes between a command that was killed and its repetition is a conflict, or stays', async () => {
    await using step = await bench(`fs.writeFileSync('src/deep/b.ts', 'B')`, { writes: ['src/**'], tree, given: committed })
    const context = step.stage.context('write')
    const [change] = await step.changes()
    const undo = await Array.fromAsync(step.stage.type.capture!(change!.unit, context))
    markStarted(step.root, context)
    await writeFile(noteOf(step.root, context), '')
    const { mtimeMs } = await stat(noteOf(step.root, context))
    await writeAfter(join(step.root, 'src/a.ts'), 'by somebody', mtimeMs)
    await writeAfter(join(step.root, 'src/mine.ts'), 'by somebody', mtimeMs)
    await using again = await benchStep('exec/run', { with: step.stage.input, scope: step.stage.scope })
    const elsewhere = {
      ...again.stage.context('write'),
      session: async () => ({ ...(await context.session<object>('commands')), baselines: new Map() }) as never,
    }
    const { after } = await step.stage.type.apply(change!.unit, elsewhere)
    assert.deepEqual(await step.stage.type.revert!(undo, after!, context), { conflict: '"src/a.ts": there is a file now' })
    await writeFile(join(step.root, 'src/a.ts'), tree['src/a.ts'] as string)
    assert.equal(await step.stage.type.revert!(undo, after!, context), 'reverted')
    const left = await readTree(step.root)
    await rm(join(step.root, 'src/mine.ts'))
    assert.deepEqual([left['src/mine.ts'] !== undefined, await readFile(join(step.root, 'src/deep/b.ts'), 'utf8')], [true, 'b'])
  })

  test('Law: nothing is settled, and nothing undone or repeated, while a command whose engine was killed still ends', async () => {
    await using step = await bench(body, { writes: ['src/**'], tree, given: committed })
    const context = step.stage.context('write')
    const [change] = await step.changes()
    const undo = await Array.fromAsync(step.stage.type.capture!(change!.unit, context))
    markStarted(step.root, context)
    for (const settle of [
      () => step.stage.type.probe!(change!.unit, context),
      () => step.stage.type.revert!(undo, null, context),
      () => step.stage.type.apply(change!.unit, context),
    ]) {
      const order: string[] = []
      await writeFile(noteOf(step.root, context), `${process.pid}`)
      const ending = sleep(500).then(async () => {
        order.push('ended')
        await writeFile(noteOf(step.root, context), '')
      })
      await settle()
      order.push('settled')
      await ending
      assert.deepEqual(order, ['ended', 'settled'])
    }
  })

  test('exec/run does not start a command where it cannot be noted, and names the place', async () => {
    await using step = await bench(body, { writes: ['src/**'], tree: { ...tree, '.backout/commands': '' }, given: committed })
    const before = await readTree(step.root)
    await assert.rejects(step.apply(), { code: 'failed', message: 'Cannot write ".backout/commands"' })
    assert.deepEqual(await readTree(step.root), before)
  })

  for (const [does, program] of [
    ['writes and makes directories', body],
    ['removes a directory', "fs.rmSync('src', { recursive: true, force: true })"],
    ['removes files, of which one is changed', "for (const path of ['src/odd', 'src/mine']) fs.rmSync(path, { force: true })"],
    ['puts a file back that is not its own', "fs.writeFileSync('other.txt', 'other')"],
  ] as const)
    test(`Law: a command that ${does} and is repeated is taken back to before its first start`, async () => {
      for (const where of [committed, async () => undefined]) {
        const given = async (world: World): Promise<void> => {
          await where(world)
          await chmod(join(world.root, 'src'), 0o750)
          for (const path of ['src/mine', 'src/odd', 'other.txt']) await writeFile(join(world.root, path), 'mine')
        }
        await using step = await bench(program, { writes: ['src/**'], tree, given })
        const before = await readTree(step.root)
        const [change] = await step.changes()
        const context = step.stage.context('write')
        const undo = await Array.fromAsync(step.stage.type.capture!(change!.unit, context))
        await step.stage.type.apply(change!.unit, context)
        // Another process goes on: it knows nothing of the first start but what was stored.
        await using again = await benchStep('exec/run', { with: step.stage.input, scope: step.stage.scope })
        const elsewhere = {
          ...again.stage.context('write'),
          session: async () => ({ ...(await context.session<object>('commands')), baselines: new Map() }) as never,
        }
        const { after } = await step.stage.type.apply(change!.unit, elsewhere)
        assert.equal(await step.stage.type.revert!(undo, after!, context), 'reverted')
        assert.deepEqual(await readTree(step.root), before)
      }
    })

  test('exec/run leaves nothing of a checkout behind, and removes after a day what a killed process left', async () => {
    await using step = await bench(`fs.rmSync('other.txt')`, { writes: ['src/**'], tree, given: committed })
    const checkouts = join(step.root, '.backout/checkouts')
    for (const [name, age] of [
      ['c0ld00s', 25],
      ['cYoung0', 23],
      ['of somebody else', 25],
    ] as const) {
      await mkdir(join(checkouts, name, 'files'), { recursive: true })
      const time = Date.now() / 1000 - age * 3600
      await utimes(join(checkouts, name), time, time)
    }
    assert.equal(await step.revert(await step.apply()), 'reverted')
    assert.deepEqual((await readdir(checkouts)).toSorted(), ['cYoung0', 'of somebody else'])
  })

  for (const folder of ['checkouts', 'commands'])
    test(`exec/run uses no .backout/${folder} that is a link, and removes nothing behind it`, async (t) => {
      const elsewhere = temporaryFolder(t)
      await mkdir(join(elsewhere, 'cOld000'))
      await writeFile(join(elsewhere, '0123456789abcdef.json'), '')
      await utimes(join(elsewhere, 'cOld000'), 1, 1)
      const given = async (world: World): Promise<void> => {
        await committed(world)
        await mkdir(join(world.root, '.backout'))
        await symlink(elsewhere, join(world.root, '.backout', folder))
      }
      await using step = await bench(`fs.writeFileSync('other.txt', 'x')`, { writes: ['src/**'], tree, given })
      await assert.rejects(step.apply(), { code: 'refused', message: `Cannot use the folder ".backout/${folder}": it is a link` })
      assert.deepEqual((await readdir(elsewhere)).toSorted(), ['0123456789abcdef.json', 'cOld000'])
    })

  test('exec/run names the place where it cannot check a file out to compare it', async () => {
    await using step = await bench(`fs.writeFileSync('other.txt', 'x')`, {
      writes: ['src/**'],
      tree: { ...tree, '.backout/checkouts': '' },
      given: committed,
    })
    await assert.rejects(step.apply(), { code: 'failed', message: 'Cannot write ".backout/checkouts"' })
  })

  test('Law: a rollback that is tried again leaves nothing behind that the first try had half written, also where somebody put the file back since', async () => {
    await using step = await bench(body, { writes: ['src/**'], tree })
    const before = await readTree(step.root)
    const done = await step.apply()
    const was = await stat(join(step.root, 'other.txt'))
    const half = temporaryName('src/a.ts', fileState(was.mode & 0o7777, hashOf(Buffer.from('a\r\n'))))
    await writeFile(join(step.root, 'src', half), 'a')
    await writeFile(join(step.root, 'src/a.ts'), 'a\r\n')
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })

  test('Law: what a command with an environment says is not left beside the record, since a secret may be in it', async () => {
    const command = [node, '-e', 'console.log(process.env.TOKEN); console.error(process.env.TOKEN)']
    await using step = await benchStep('exec/run', {
      with: { command, env: { TOKEN: 'hunter2' }, writes: ['src/**'] },
      scope: { commands: [node], files: ['src'] },
    })
    const [done] = await step.apply()
    assert.equal((done!.result as { readonly stdout: string }).stdout, 'hunter2')
    const folder = join(step.root, '.backout/commands')
    const kept = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
    assert.equal(kept.length, 1)
    assert.doesNotMatch(kept.join(), /hunter2/)
  })
})

/** Writes a file so that its time is later than another one (ms), however coarse the clock of the file system is. */
async function writeAfter(path: string, text: string, time: number): Promise<void> {
  do await writeFile(path, text)
  while ((await stat(path)).ctimeMs <= time)
}
