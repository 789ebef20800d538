import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Touch, Value } from '@backout/core/plugin'
import type { World } from '@backout/core/testing'
import { file } from '@backout/plugins/file'
import { files } from '../../../packages/plugins/src/file/driver.ts'
import type { FilesSession } from '../../../packages/plugins/src/file/session.ts'
import { applyOne, type Done } from '../../../packages/core/src/testing/stage/walk.ts'
import { benchStep, readTree, type StepBench, type Tree } from '../../support/bench-step.ts'
import { commitAll, git } from '../../support/git-tree.ts'

type Given = { readonly tree?: Tree; readonly scope?: readonly string[]; given?(world: World): Promise<void> }

const bench = (
  uses: string,
  input: { readonly [name: string]: Value },
  { tree = {}, scope = ['**'], given }: Given = {},
): Promise<StepBench> => benchStep(uses, { with: input, scope: { files: scope }, tree, ...(given && { given }) })

/** The tree after a step; it is reverted to what it was on the way. */
async function after(uses: string, input: { readonly [name: string]: Value }, given: Given = {}): Promise<object> {
  await using step = await bench(uses, input, given)
  const before = await readTree(step.root)
  const done = await step.apply()
  const result = await readTree(step.root)
  assert.equal(await step.revert(done), 'reverted')
  assert.deepEqual(await readTree(step.root), before)
  return result
}

async function refused(uses: string, input: { readonly [name: string]: Value }, given: Given, expected: object): Promise<void> {
  await using step = await bench(uses, input, given)
  const before = await readTree(step.root)
  await assert.rejects(step.apply(), expected)
  assert.deepEqual(await readTree(step.root), before)
}

for (const [order, processes] of [
  ['first', 'one process'],
  ['last', 'one process'],
  ['first', 'two processes'],
  ['last', 'two processes'],
] as const) {
  test(`Law: a directory that two steps fill in ${processes} is gone once both are taken back, who made it ${order}`, async () => {
    await using step = await bench('file/write', { path: 'new/deep/a', content: 'a' }, { tree: { 'old/x': '' } })
    const before = await readTree(step.root)
    const made = await step.applyOne((await step.changes())[0]!)
    if (processes === 'two processes') (await step.stage.context('write').session<FilesSession>('files')).made.clear()
    const other = { path: 'new/deep/b', content: 'b' }
    const [change] = await Array.fromAsync(step.stage.type.changes(other, step.stage.context('read'), {}))
    const filled = await step.applyOne(change!)
    for (const one of order === 'first' ? [made, filled] : [filled, made]) assert.equal(await step.revert([one]), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })
}

test('Law: an empty directory comes back that a step fills, another deletes, and a third makes anew', async () => {
  await using step = await bench('file/write', { path: 'x', content: '' }, { given: ({ root }) => mkdir(join(root, 'empty')) })
  const before = await readTree(step.root)
  const take = async (uses: string, input: { readonly [name: string]: Value }): Promise<Done> => {
    const type = file.steps.find((one) => one.uses === uses)!
    const stage = { ...step.stage, type }
    const [change] = await Array.fromAsync(type.changes(input, step.stage.context('read'), {}))
    return applyOne(stage, change!, 0)
  }
  const filled = await take('file/write', { path: 'empty/a', content: 'a' })
  const deleted = await take('file/delete', { paths: ['empty'] })
  const made = await take('file/write', { path: 'empty/b', content: 'b' })
  for (const one of [made, deleted, filled]) assert.equal(await step.revert([one]), 'reverted')
  assert.deepEqual(await readTree(step.root), before)
})

for (const type of file.steps.filter((one) => JSON.stringify(one.input).includes('"paths"'))) {
  test(`${type.uses} refuses paths that only exclude`, () => {
    const input = { paths: ['!src/**', '!b'], find: 'a', replace: 'b' }
    assert.throws(() => type.describe(input), { code: 'invalid', message: /^Cannot use "!src\/\*\*" alone/ })
  })
}

test('file/delete takes a list of alternatives that is longer than any name', async () => {
  const tree = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`src/component-${i}.ts`, '']))
  const names = Object.keys(tree).map((path) => path.slice(4, -3))
  assert.deepEqual(await after('file/delete', { paths: [`src/{${names.slice(1).join(',')}}.ts`] }, { tree }), {
    'src/': '755',
    'src/component-0.ts': '644 ',
  })
})

for (const { edited, says } of [
  { edited: 2, says: '"f0": its content has changed; "f1": its content has changed' },
  {
    edited: 7,
    says: `${[0, 1, 2, 3, 4].map((i) => `"f${i}": its content has changed`).join('; ')}; and 2 more`,
  },
]) {
  test(`Law: ${edited} files that somebody edited are told at once, and nothing is touched`, async () => {
    const tree = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`f${i}`, 'before']))
    await using step = await bench('file/replace', { paths: ['f*'], find: 'before', replace: 'after' }, { tree })
    const done = await step.apply()
    for (let i = 0; i < edited; i++) await writeFile(join(step.root, `f${i}`), 'mine')
    const left = await readTree(step.root)
    assert.deepEqual(await step.revert(done), { conflict: says })
    assert.deepEqual(await readTree(step.root), left)
  })
}

describe('file/write', () => {
  for (const { does, input, tree = {}, gives } of [
    { does: 'makes a file of mode 644', input: { path: 'a', content: 'ä' }, gives: { a: `644 ${Buffer.from('ä').toString('latin1')}` } },
    { does: 'makes an empty file', input: { path: 'a', content: '' }, gives: { a: '644 ' } },
    { does: 'makes a program', input: { path: 'a', content: 'x', executable: true }, gives: { a: '755 x' } },
    {
      does: 'keeps the mode of a file',
      input: { path: 'a', content: 'x' },
      tree: { a: { content: 'y', mode: 0o640 } },
      gives: { a: '640 x' },
    },
    {
      does: 'makes a program of a file',
      input: { path: 'a', content: 'x', executable: true },
      tree: { a: { content: 'x', mode: 0o640 } },
      gives: { a: '750 x' },
    },
    {
      does: 'takes the program away',
      input: { path: 'a', content: 'x', executable: false },
      tree: { a: { content: 'x', mode: 0o755 } },
      gives: { a: '644 x' },
    },
    {
      does: 'writes a name of special characters',
      input: { path: 'app/[id]/(x) *.ts', content: 'x' },
      gives: { 'app/': '755', 'app/[id]/': '755', 'app/[id]/(x) *.ts': '644 x' },
    },
  ] as readonly { does: string; input: { readonly [name: string]: Value }; tree?: Tree; gives: object }[]) {
    test(`file/write ${does}`, async () => assert.deepEqual(await after('file/write', input, { tree }), gives))
  }

  for (const { input, tree = {}, title, notes } of [
    { input: { content: 'x' }, title: 'a: new, 1 byte', notes: [] },
    { input: { content: '', executable: true }, title: 'a: new, 0 bytes, mode 755', notes: ['a: mode 755'] },
    { input: { content: 'new' }, tree: { a: 'old' }, title: 'a: rewritten, 3 bytes', notes: [] },
    { input: { content: 'x', executable: true }, tree: { a: 'x' }, title: 'a: mode 644 → 755', notes: ['a: mode 644 → 755'] },
    {
      input: { content: 'yy', executable: false },
      tree: { a: { content: 'x', mode: 0o750 } },
      title: 'a: rewritten, 2 bytes, mode 750 → 640',
      notes: ['a: mode 750 → 640'],
    },
  ] as readonly { input: { readonly [name: string]: Value }; tree?: Tree; title: string; notes: readonly string[] }[]) {
    test(`file/write of ${JSON.stringify(input)} over ${JSON.stringify(tree)} tells of "${title}"`, async () => {
      await using step = await benchStep('file/write', { with: { path: 'a', ...input }, scope: { files: ['**'] }, tree })
      const [change] = await step.changes()
      const details = (await change!.details?.()) ?? []
      assert.equal(change!.title, title)
      assert.deepEqual(
        details.flatMap((detail) => (detail.kind === 'note' ? [detail.text] : [])),
        notes,
      )
    })
  }

  test('file/copy tells of the mode that a file gets from the one that it becomes', async () => {
    const tree = { a: { content: 'x', mode: 0o755 }, b: 'x' }
    await using step = await benchStep('file/copy', { with: { from: 'a', to: 'b' }, scope: { files: ['**'] }, tree })
    const [change] = await step.changes()
    assert.deepEqual((await change!.details?.())?.[0], { kind: 'note', text: 'b: mode 644 → 755' })
  })

  test('file/write does nothing where the content is there', async () => {
    await using step = await bench('file/write', { path: 'a', content: 'x' }, { tree: { a: 'x' } })
    assert.deepEqual(await step.changes(), [])
    assert.deepEqual(await step.output([]), { files: 0 })
  })

  test('file/write makes the same mode under any umask', async () => {
    const umask = process.umask(0o077)
    try {
      assert.deepEqual(await after('file/write', { path: 'a', content: 'x', executable: true }), { a: '755 x' })
    } finally {
      process.umask(umask)
    }
  })

  test('file/write gives one name of a file a new content, and leaves its other names', async () => {
    const given = ({ root }: World): Promise<void> => link(join(root, 'a'), join(root, 'b'))
    assert.deepEqual(await after('file/write', { path: 'a', content: 'x' }, { tree: { a: 'y' }, given }), { a: '644 x', b: '644 y' })
  })

  for (const { when, path } of [
    { when: 'a directory is there', path: 'dir' },
    { when: 'a file is above it', path: 'dir/file/x' },
  ]) {
    test(`file/write fails when ${when}`, () =>
      refused('file/write', { path, content: '' }, { tree: { 'dir/file': '' } }, { code: 'failed' }))

    const long = 'x'.repeat(300)
    for (const { what, path } of [
      { what: 'file', path: `new/${long}` },
      { what: 'directory', path: `new/${long}/file` },
    ])
      test(`file/write says which ${what} has too long a name, by its path in the tree`, () =>
        refused('file/write', { path, content: '' }, {}, (error: Error) => {
          assert.equal(error.message, `Cannot write "new/${long}"`)
          assert.equal((error.cause as Error).message, 'name too long (ENAMETOOLONG)')
          return true
        }))
  }

  test('file/write does not wait for a pipe', async () => {
    const given = async ({ root }: World): Promise<void> => void execFileSync('mkfifo', [join(root, 'pipe')])
    await using step = await bench('file/write', { path: 'pipe', content: '' }, { given })
    await assert.rejects(step.apply(), { code: 'failed' })
  })
})

const directory: Tree = { 'old/a': 'a', 'old/deep/b.sh': { content: 'b', mode: 0o755 }, 'x.txt': 'x' }

async function furnish({ root }: World): Promise<void> {
  await mkdir(join(root, 'old/empty'))
  await chmod(join(root, 'old/empty'), 0o700)
  await symlink('../x.txt', join(root, 'old/link'))
}

const moved = {
  'to/': '755',
  'to/here/': '755',
  'to/here/a': '644 a',
  'to/here/deep/': '755',
  'to/here/deep/b.sh': '755 b',
  'to/here/empty/': '700',
  'to/here/link': '-> ../x.txt',
}
const left = {
  'old/': '755',
  'old/a': '644 a',
  'old/deep/': '755',
  'old/deep/b.sh': '755 b',
  'old/empty/': '700',
  'old/link': '-> ../x.txt',
}

describe('file/copy and file/move', () => {
  test('file/copy copies a directory with modes, links and empty directories', async () =>
    assert.deepEqual(await after('file/copy', { from: 'old', to: 'to/here' }, { tree: directory, given: furnish }), {
      ...left,
      ...moved,
      'x.txt': '644 x',
    }))

  test('file/move moves a directory with modes, links and empty directories', async () =>
    assert.deepEqual(await after('file/move', { from: 'old', to: 'to/here' }, { tree: directory, given: furnish }), {
      ...moved,
      'x.txt': '644 x',
    }))

  test('file/move moves a directory into its own parent', async () =>
    assert.deepEqual(await after('file/move', { from: 'old/deep', to: 'old/a.d/deep' }, { tree: { 'old/deep/b': 'b' } }), {
      'old/': '755',
      'old/a.d/': '755',
      'old/a.d/deep/': '755',
      'old/a.d/deep/b': '644 b',
    }))

  test('file/copy brings only what is missing into a directory that is there', async () =>
    assert.deepEqual(await after('file/copy', { from: 'a', to: 'b' }, { tree: { 'a/1': '1', 'a/2': '2', 'b/2': 'other', 'b/3': '3' } }), {
      'a/': '755',
      'a/1': '644 1',
      'a/2': '644 2',
      'b/': '755',
      'b/1': '644 1',
      'b/2': '644 2',
      'b/3': '644 3',
    }))

  test('file/copy copies a link as a link', async () => {
    const given = ({ root }: World): Promise<void> => symlink('nowhere', join(root, 'l'))
    assert.deepEqual(await after('file/copy', { from: 'l', to: 'm' }, { given }), { l: '-> nowhere', m: '-> nowhere' })
  })

  for (const uses of ['file/copy', 'file/move']) {
    test(`${uses} fails when there is nothing to take`, () => refused(uses, { from: 'a', to: 'b' }, {}, { code: 'missing' }))
    for (const to of ['a', 'a/b', './a//b/c']) {
      test(`${uses} is invalid from "a" to "${to}"`, () =>
        assert.throws(() => typeOf(uses).describe({ from: 'a', to }), { code: 'invalid' }))
    }
  }

  test('file/move fails when something is there already', () =>
    refused('file/move', { from: 'a', to: 'b' }, { tree: { a: '1', b: '1' } }, { code: 'failed' }))

  test('file/move does nothing when it was done before', async () => {
    await using step = await bench('file/move', { from: 'a', to: 'b' }, { tree: { b: '1' } })
    assert.deepEqual(await step.changes(), [])
  })

  test('file/move goes on in the middle of a large directory', async () => {
    const tree = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`old/${String(i).padStart(3, '0')}`, String(i)]))
    await using step = await bench('file/move', { from: 'old', to: 'new' }, { tree })
    const before = await readTree(step.root)
    const [first] = await step.changes()
    const begun = await step.applyOne(first!)
    const context = step.stage.context('write')
    const rest = []
    for await (const change of step.stage.type.changes(step.stage.input, context, { checkpoint: first!.checkpoint! }))
      rest.push(await step.applyOne(change))
    const now = await readTree(step.root)
    assert.equal(Object.keys(now).length, 301)
    assert.ok(Object.keys(now).every((path) => path.startsWith('new/')))
    assert.deepEqual(await step.output([begun, ...rest]), { files: 300 })
    assert.equal(await step.revert([begun, ...rest]), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })

  test('a chain of renames is undone in the other direction', async () => {
    await using step = await bench('file/move', { from: 'a', to: 'b' }, { tree: { a: '1', b2: '2' } })
    const before = await readTree(step.root)
    const context = step.stage.context('write')
    const undo: (() => Promise<unknown>)[] = []
    for (const input of [
      { from: 'a', to: 'b' },
      { from: 'b2', to: 'a' },
      { from: 'b', to: 'b2' },
    ]) {
      for await (const { unit } of step.stage.type.changes(input, context, {})) {
        const pieces: Value[] = []
        for await (const piece of step.stage.type.capture!(unit, context)) pieces.push(piece as Value)
        undo.push(() => step.stage.type.revert!(pieces, null, context))
        await step.stage.type.apply(unit, context)
      }
    }
    assert.deepEqual(await readTree(step.root), { a: '644 2', b2: '644 1' })
    for (const back of undo.toReversed()) assert.equal(await back(), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })
})

describe('file/delete', () => {
  for (const { does, paths, gives } of [
    { does: 'deletes a directory whole', paths: ['old'], gives: { 'x.txt': '644 x' } },
    { does: 'deletes all there is', paths: ['.'], gives: {} },
    { does: 'deletes what a pattern matches, and directories in which nothing is left', paths: ['old/**'], gives: { 'x.txt': '644 x' } },
    {
      does: 'leaves a directory that its pattern does not name',
      paths: ['old/deep/*'],
      gives: { ...left, 'x.txt': '644 x', 'old/deep/b.sh': undefined },
    },
    {
      does: 'leaves what is excluded, and what it is in',
      paths: ['old', '!**/*.sh'],
      gives: { 'old/': '755', 'old/deep/': '755', 'old/deep/b.sh': '755 b', 'x.txt': '644 x' },
    },
    { does: 'deletes a link, not what it leads to', paths: ['old/link'], gives: { ...left, 'old/link': undefined, 'x.txt': '644 x' } },
    { does: 'does not mind what is not there', paths: ['gone', 'gone/**'], gives: { ...left, 'x.txt': '644 x' } },
  ]) {
    test(`file/delete ${does}`, async () => {
      const result = await after('file/delete', { paths }, { tree: directory, given: furnish })
      assert.deepEqual(result, Object.fromEntries(Object.entries(gives).filter(([, value]) => value !== undefined)))
    })
  }

  for (const { pattern, other, waits } of [
    { pattern: 'old/*', other: 'old/deep/c', waits: true },
    { pattern: '*', other: 'old/deep/c', waits: true },
    { pattern: 'old/d?ep', other: 'old/deep/c', waits: true },
    { pattern: 'old/*', other: 'new/deep/c', waits: false },
    { pattern: 'old/*.sh', other: 'old/deep/c', waits: false },
  ]) {
    test(`Law: a step that writes "${other}" ${waits ? 'waits' : 'does not wait'} for file/delete of "${pattern}", which may remove directories`, async () => {
      const touchesOf = async (uses: string, input: { readonly [name: string]: Value }): Promise<readonly Touch[]> => {
        const { touches } = await typeOf(uses).describe(input)
        return touches as readonly Touch[]
      }
      const deleted = await touchesOf('file/delete', { paths: [pattern] })
      const written = await touchesOf('file/write', { path: other, content: '' })
      assert.equal(
        deleted.some((one) => written.some((two) => files.overlaps(one, two))),
        waits,
      )
      assert.deepEqual(
        deleted.flatMap(({ part, alone }) => (alone ? [] : [part])),
        [pattern],
      )
    })
  }

  test('Law: file/delete never touches .git', async () => {
    const given = async ({ root }: World): Promise<void> => commitAll(root)
    await using step = await bench('file/delete', { paths: ['**'] }, { tree: { a: '', 'sub/b': '' }, given })
    await step.apply()
    assert.equal(await git(step.root, 'status', '--porcelain'), ' D a\n D sub/b')
  })
})

describe('file/check', () => {
  const tree = { 'src/a.ts': 'full_name\nfull_name', 'src/b.ts': 'display_name', 'bin/blob': new Uint8Array([0, 1]) }
  for (const { input, output } of [
    { input: { paths: ['src/a.ts', 'src'] }, output: { files: 2, matches: 0 } },
    { input: { paths: ['.'] }, output: { files: 3, matches: 0 } },
    { input: { paths: ['src/*.ts'], matches: '_name$' }, output: { files: 2, matches: 3 } },
    { input: { paths: ['src/*.js', 'lib'], exists: false }, output: { files: 0, matches: 0 } },
    { input: { paths: ['**/*'], absent: 'nobody' }, output: { files: 3, matches: 0 } },
    { input: { paths: ['lib/**'], absent: 'x' }, output: { files: 0, matches: 0 } },
    { input: { paths: ['src/a.ts'], matches: 'full', absent: 'display' }, output: { files: 1, matches: 2 } },
    { input: { matches: 'name', paths: ['src'] }, output: { files: 2, matches: 3 } },
  ]) {
    test(`file/check holds for ${JSON.stringify(input)}`, async () => {
      await using step = await bench('file/check', input, { tree })
      assert.deepEqual(await step.output(await step.apply()), output)
    })
  }
  for (const { input, message } of [
    {
      input: { paths: ['src/c.ts', 'lib/**'] },
      message: 'Files are not as they should be: "src/c.ts" is not there; no file matches "lib/**"',
    },
    { input: { paths: ['src/*.ts'], exists: false }, message: 'Files are not as they should be: "src/a.ts" is there; "src/b.ts" is there' },
    { input: { paths: ['src/*.ts'], matches: 'full' }, message: 'Files are not as they should be: "src/b.ts" does not match /full/' },
    { input: { paths: ['src/*.ts'], absent: 'full' }, message: 'Files are not as they should be: "src/a.ts" matches /full/ 2 times' },
  ]) {
    test(`file/check fails for ${JSON.stringify(input)}`, async () => refused('file/check', input, { tree }, { code: 'failed', message }))
  }
  test('file/check says which files it could not search', async () => {
    const blobs = { 'src/latin1': new Uint8Array([0x66, 0x75, 0x6c, 0x6c, 0xe4]), 'src/other': new Uint8Array([0xe4]), 'src/text': 'x' }
    await using step = await bench('file/check', { paths: ['src'], absent: 'full' }, { tree: blobs })
    const notes: string[] = []
    const [change] = await step.changes()
    await step.stage.type.apply(change!.unit, { ...step.stage.context('write'), note: (text) => void notes.push(text) })
    assert.deepEqual(notes, ['src/latin1 is not UTF-8 text, and is not searched'])
  })
  for (const { when, input } of [
    { when: 'it is to look into files that must not be there', input: { exists: false, matches: 'x' } },
    { when: 'it would hold whatever is there', input: {} },
  ]) {
    test(`file/check is invalid when ${when}`, () => assert.throws(() => typeOf('file/check').describe(input), { code: 'invalid' }))
  }
})

function typeOf(uses: string) {
  return file.steps.find((step) => step.uses === uses)!
}
