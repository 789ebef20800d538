import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { encodeValue, type Value } from '@backout/core/plugin'
import type { World } from '@backout/core/testing'
import { benchStep, readTree, type StepBench, type Tree } from '../../support/bench-step.ts'

const bench = (
  uses: string,
  input: { readonly [name: string]: Value },
  tree: Tree,
  given?: (world: World) => Promise<void>,
): Promise<StepBench> => benchStep(uses, { with: input, scope: { files: ['**'] }, tree, ...(given && { given }) })

const pipe =
  (path: string) =>
  async ({ root }: World): Promise<void> =>
    void execFileSync('mkfifo', [join(root, path)])

const unnamed = async ({ root }: World): Promise<void> =>
  writeFile(Buffer.concat([Buffer.from(`${root}/d/`), Buffer.from([0x62, 0xff])]), 'content')

const linked =
  (target: string | Buffer) =>
  async ({ root }: World): Promise<void> =>
    symlink(target, join(root, 'l'))

const noUtf8 = linked(Buffer.from([0x62, 0xff]))

describe('what could not be put back is refused, and shown so by a preview', () => {
  for (const { uses, does, input, given } of [
    { uses: 'file/delete', does: 'a pipe', input: { paths: ['d/p'] }, given: pipe('d/p') },
    { uses: 'file/delete', does: 'a directory with a pipe', input: { paths: ['d'] }, given: pipe('d/p') },
    { uses: 'file/delete', does: 'a name that is not UTF-8', input: { paths: ['d'] }, given: unnamed },
    { uses: 'file/delete', does: 'a link to what is not UTF-8', input: { paths: ['l'] }, given: noUtf8 },
    { uses: 'file/move', does: 'a pipe', input: { from: 'd/p', to: 'e' }, given: pipe('d/p') },
    { uses: 'file/move', does: 'a directory with a pipe', input: { from: 'd', to: 'e' }, given: pipe('d/p') },
    { uses: 'file/move', does: 'a name that is not UTF-8', input: { from: 'd', to: 'e' }, given: unnamed },
    { uses: 'file/copy', does: 'a directory with a pipe', input: { from: 'd', to: 'e' }, given: pipe('d/p') },
    { uses: 'file/copy', does: 'a name that is not UTF-8', input: { from: 'd', to: 'e' }, given: unnamed },
    { uses: 'file/copy', does: 'a link to what is not UTF-8', input: { from: 'l', to: 'e' }, given: noUtf8 },
  ]) {
    test(`${uses} refuses ${does}`, async () => {
      await using step = await bench(uses, input, { 'd/f': 'f' }, given)
      await assert.rejects(step.changes(), { code: 'failed', message: /: it could not be put back$/ })
    })
  }

  test('file/replace passes over a pipe and a name that is not UTF-8', async () => {
    const given = async (world: World): Promise<void> => {
      await unnamed(world)
      await pipe('d/p')(world)
    }
    await using step = await bench('file/replace', { paths: ['**'], find: 'f', replace: 'g' }, { 'd/f': 'f' }, given)
    assert.deepEqual(
      (await step.changes()).map(({ title }) => title),
      ['d/f: 1 replacement'],
    )
  })
})

describe('what stands in the way is refused, and shown so by a preview', () => {
  const toDirectory = async ({ root }: World): Promise<void> => symlink('d', join(root, 'l'))
  const repository = async ({ root }: World): Promise<void> => void (await mkdir(join(root, 'd/sub/.git'), { recursive: true }))
  const nowhereOntoPipe = async (world: World): Promise<void> => {
    await linked('nowhere')(world)
    await pipe('d/p')(world)
  }
  for (const { uses, when, input, given, message } of [
    {
      uses: 'file/copy',
      when: 'a link would replace a directory',
      input: { from: 'l', to: 'd' },
      given: linked('nowhere'),
      message: 'Cannot write "d": it is a directory, not a file',
    },
    {
      uses: 'file/copy',
      when: 'a link would replace a pipe',
      input: { from: 'l', to: 'd/p' },
      given: nowhereOntoPipe,
      message: 'Cannot write "d/p": it is a special file, not a file',
    },
    ...['file/copy', 'file/move'].flatMap((uses) => {
      const doing = uses.slice('file/'.length)
      return [
        {
          uses,
          when: 'a link leads to the same place',
          input: { from: 'd/f', to: 'l/f' },
          given: toDirectory,
          message: `Cannot ${doing} "d/f" to "l/f": by way of a symbolic link it is the same, or inside of it`,
        },
        {
          uses,
          when: 'a link leads into what is taken',
          input: { from: 'd', to: 'l/x' },
          given: toDirectory,
          message: `Cannot ${doing} "d" to "l/x": by way of a symbolic link it is the same, or inside of it`,
        },
      ]
    }),
    {
      uses: 'file/move',
      when: 'a repository inside of it would be left behind',
      input: { from: 'd', to: 'e' },
      given: repository,
      message: 'Cannot move "d/sub": ".git" in it can\'t be in scope',
    },
  ]) {
    test(`${uses} fails when ${when}`, async () => {
      await using step = await bench(uses, input, { 'd/f': 'f' }, given)
      await assert.rejects(step.changes(), { code: 'failed', message })
    })
  }
})

test("file/copy leaves a repository's own folder out, and says so", async () => {
  const noted: string[] = []
  await using step = await bench('file/copy', { from: 'd', to: 'e' }, { 'd/sub/.git/config': '', 'd/sub/f': 'f' })
  const context = { ...step.stage.context('read'), note: (text: string) => void noted.push(text) }
  const titles: string[] = []
  for await (const { details } of step.stage.type.changes(step.stage.input, context, {})) {
    for (const detail of (await details?.()) ?? []) titles.push('path' in detail ? detail.path : '')
  }
  assert.deepEqual(noted, ["d/sub/.git is left out: it can't be in scope"])
  assert.deepEqual(titles.filter(Boolean), ['e/sub/f'])
})

describe('what others put into directories', () => {
  const tree = { 'old/a': 'a', 'old/deep/b': 'b' }

  test('file/move touches nothing when somebody has put something into its directory in the meantime', async () => {
    await using step = await bench('file/move', { from: 'old', to: 'new' }, tree)
    const [change] = await step.changes()
    await writeFile(join(step.root, 'old/deep/theirs'), 'theirs')
    const before = await readTree(step.root)
    await assert.rejects(step.applyOne(change!), {
      code: 'conflict',
      message: 'Cannot remove directory "old/deep": somebody else has put "theirs" into it',
    })
    assert.deepEqual(await readTree(step.root), before)
  })

  test('file/move is taken back whole, and leaves what somebody has put beside what it moved', async () => {
    await using step = await bench('file/move', { from: 'old', to: 'new' }, tree)
    const before = await readTree(step.root)
    const done = await step.apply()
    await writeFile(join(step.root, 'new/deep/theirs'), 'theirs')
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), { ...before, 'new/': '755', 'new/deep/': '755', 'new/deep/theirs': '644 theirs' })
  })
})

describe('large files', () => {
  const large = async ({ root }: World): Promise<void> => {
    await writeFile(join(root, 'large'), 'x')
    await truncate(join(root, 'large'), 17 * 1024 * 1024)
  }

  for (const { uses, input, path, sides } of [
    { uses: 'file/delete', input: { paths: ['large'] }, path: 'large', sides: ['large', null] },
    { uses: 'file/copy', input: { from: 'large', to: 'small' }, path: 'small', sides: ['small', 'large'] },
    { uses: 'file/move', input: { from: 'large', to: 'new' }, path: 'new', sides: ['large', 'large'] },
  ]) {
    test(`${uses} shows sizes and hashes of them, and no content`, async () => {
      await using step = await bench(uses, input, { small: 'x' }, large)
      const [change] = await step.changes()
      const said = {
        large: '17825792 bytes, SHA-256 f83c18e38d238eb8',
        small: '1 bytes, SHA-256 2d711642b726b044',
      }
      const [detail] = (await change!.details!()) as readonly {
        path: string
        before: string | null
        after: string | null
        binary: boolean
      }[]
      const short = (text: string | null): string | null => text?.slice(0, text.indexOf('SHA-256 ') + 'SHA-256 '.length + 16) ?? null
      const [before, after] = sides.map((side) => (side === null ? null : said[side as keyof typeof said]))
      assert.deepEqual(
        { path: detail!.path, before: short(detail!.before), after: short(detail!.after), binary: detail!.binary },
        { path, before, after, binary: true },
      )
    })
  }

  test('file/replace says of what begins as text and is larger than one can be that it is too large', async () => {
    const given = async ({ root }: World): Promise<void> => {
      await writeFile(join(root, 'huge'), 'x'.repeat(8000))
      await truncate(join(root, 'huge'), 600 * 1024 * 1024)
    }
    await using step = await bench('file/replace', { paths: ['huge'], find: 'x', replace: 'y' }, {}, given)
    await assert.rejects(step.changes(), { code: 'failed', message: 'Cannot read "huge" whole: it is larger than 512 MiB' })
  })

  test('file/delete keeps what is no text in little more room than it takes', async () => {
    await using step = await bench('file/delete', { paths: ['zeros'] }, { zeros: new Uint8Array(100_000) })
    const [change] = await step.changes()
    const undo = await Array.fromAsync(step.stage.type.capture!(change!.unit, step.stage.context('write')))
    assert.ok(JSON.stringify(encodeValue(undo as Value)).length < 150_000)
  })
})
