import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { AnyStepType, Value } from '@backout/core/plugin'
import type { World } from '@backout/core/testing'
import { exec } from '@backout/plugins/exec'
import { file } from '@backout/plugins/file'
import { isReserved, normalPath } from '../../../packages/plugins/src/file/path.ts'
import { touchesOf } from '../../../packages/plugins/src/file/touches.ts'
import { temporaryName } from '../../../packages/plugins/src/file/tree/disk/temporary.ts'
import { benchStep, readTree, type StepBench, type Tree } from '../../support/bench-step.ts'
import { withFault } from '../../support/fs-faults.ts'

describe('normalPath()', () => {
  for (const { path, is } of [
    { path: 'src/a.ts', is: 'src/a.ts' },
    { path: './src//./a.ts', is: 'src/a.ts' },
    { path: 'src/', is: 'src' },
    { path: 'src/..a', is: 'src/..a' },
    { path: '.github/workflows/ci.yml', is: '.github/workflows/ci.yml' },
    { path: '.gitignore', is: '.gitignore' },
  ]) {
    test(`normalPath() gives "${is}" for "${path}"`, () => assert.equal(normalPath(path), is))
  }

  for (const path of [
    '../a',
    'a/../../b',
    'a/..',
    '/etc/passwd',
    'C:\\x',
    'c:/x',
    'a\0b',
    '',
    '.',
    './',
    '.git/config',
    'a/.git/hooks/pre-commit',
    '.GIT/config',
    '.Git',
    '.backout/runs',
    '.BACKOUT/x',
    'GIT~1/config',
    '.git./x',
    '.git /x',
    '.g\u200cit/config',
    '.git::$INDEX_ALLOCATION/x',
    '.backout-0123456789abcdef.tmp',
  ]) {
    test(`Law: normalPath() refuses ${JSON.stringify(path)}`, () => assert.throws(() => normalPath(path), { code: 'out-of-scope' }))
  }

  test('isReserved() knows what half-written files are called', () => assert.ok(isReserved(temporaryName('a/b', 'absent'))))

  test('isReserved() lets names be that only look alike', () => {
    for (const name of ['git', '.gitkeep', '.backoutrc', 'a.git', '.gi', 'gitt']) assert.equal(isReserved(name), false, name)
  })
})

describe('what can never be in scope', () => {
  for (const pattern of [
    '../x',
    'src/../x',
    'src/../*',
    'src/{..,a}/x',
    '/tmp/*',
    '/tmp/x',
    '.git',
    '.git/**',
    'sub/.GIT/*',
    '.backout',
    '.backout/runs/**',
  ]) {
    for (const { uses, input } of [
      { uses: 'file/delete', input: { paths: [pattern] } },
      { uses: 'file/replace', input: { paths: ['src/**', pattern], find: 'a', replace: 'b' } },
      { uses: 'file/check', input: { paths: [pattern] } },
      { uses: 'exec/run', input: { command: ['npm'], writes: [pattern] } },
    ]) {
      test(`Law: ${uses} refuses ${JSON.stringify(pattern)} at validate`, () =>
        assert.throws(() => typeOf(uses).describe(input), { code: 'out-of-scope' }))
    }
  }

  test('what can never be in scope may be excluded', async () => {
    const paths = ['**', '!.git/**', '!.git', '!.backout/**']
    await using step = await benchStep('file/check', { with: { paths }, scope: { files: ['**'] }, tree: { a: '' } })
    assert.deepEqual(await step.output(await step.apply()), { files: 1, matches: 0 })
  })
})

describe('what the scope takes away', () => {
  const scope = { files: ['src/**', 'to/**', '!src/secret/**', '!**/*.key'] }
  const tree = { 'src/a': 'a', 'src/secret/b': 'a', 'src/c.key': 'a' }
  for (const { uses, input } of [
    { uses: 'file/write', input: { path: 'src/secret/b', content: '' } },
    { uses: 'file/write', input: { path: 'to/x.key', content: '' } },
    { uses: 'file/copy', input: { from: 'src/secret/b', to: 'src/b' } },
    { uses: 'file/copy', input: { from: 'src/a', to: 'src/a.key' } },
    { uses: 'file/move', input: { from: 'src', to: 'to/src' } },
    { uses: 'file/delete', input: { paths: ['src'] } },
    { uses: 'file/replace', input: { paths: ['src/**'], find: 'a', replace: 'b' } },
    { uses: 'file/replace', input: { paths: ['src/secret/b'], find: 'a', replace: 'b' } },
  ]) {
    test(`Law: ${uses} ${JSON.stringify(input)} is refused when an entry with "!" takes away what it touches`, async () => {
      await using step = await benchStep(uses, { with: input, scope, tree })
      const before = await readTree(step.root)
      await assert.rejects(step.apply(), { code: 'out-of-scope' })
      assert.deepEqual(await readTree(step.root), before)
    })
  }

  test('file/replace leaves it alone by default', async () => {
    await using step = await benchStep('file/replace', { with: { find: 'a', replace: 'b' }, scope, tree })
    await step.apply()
    const now = await readTree(step.root)
    assert.deepEqual([now['src/a'], now['src/secret/b'], now['src/c.key']], ['644 b', '644 a', '644 a'])
  })
})

const typeOf = (uses: string): AnyStepType => [...file.steps, ...exec.steps].find((step) => step.uses === uses)!

/** What is outside of the root: nobody may touch it. */
async function outside(world: World): Promise<void> {
  const away = `${world.root}-outside`
  await mkdir(away)
  await writeFile(join(away, 'secret.txt'), 'find me')
  world.defer(() => rm(away, { recursive: true }))
}

async function secret(root: string): Promise<object> {
  return readTree(`${root}-outside`)
}

interface Try {
  readonly does: string
  readonly uses: string
  readonly with: { readonly [name: string]: Value }
  readonly scope?: readonly string[]
  readonly tree?: Tree
  readonly links: { readonly [path: string]: string }
  readonly says?: RegExp
}

/** A step over a tree with links; `OUT` in a target is the directory outside. */
async function bench({ uses, with: input, scope = ['**'], tree = {}, links }: Omit<Try, 'does'>): Promise<StepBench> {
  return benchStep(uses, {
    with: input,
    scope: { files: scope },
    tree,
    given: async (world) => {
      await outside(world)
      for (const [path, target] of Object.entries(links))
        await symlink(target.replace('OUT', `${world.root}-outside`), join(world.root, path))
    },
  })
}

const out = { out: 'OUT' }

describe('Law: a link does not lead a step out of the root or the scope', () => {
  const refused: readonly Try[] = [
    { does: 'writes through a directory', uses: 'file/write', with: { path: 'out/new.txt', content: 'x' }, links: out },
    { does: 'overwrites through a directory', uses: 'file/write', with: { path: 'out/secret.txt', content: 'x' }, links: out },
    { does: 'writes through a relative link', uses: 'file/write', with: { path: 'up/x', content: 'x' }, links: { up: '..' } },
    { does: 'writes through two links', uses: 'file/write', with: { path: 'a/x', content: 'x' }, links: { a: 'b', b: 'OUT' } },
    { does: 'goes round in a circle', uses: 'file/write', with: { path: 'a/x', content: 'x' }, links: { a: 'b', b: 'a' } },
    {
      does: 'writes into .git through a link',
      uses: 'file/write',
      with: { path: 'g/x', content: 'x' },
      links: { g: '.git' },
      says: /leads to "\.git", which can't be in scope$/,
    },
    { does: 'copies from outside', uses: 'file/copy', with: { from: 'out/secret.txt', to: 'here.txt' }, links: out },
    { does: 'copies to the outside', uses: 'file/copy', with: { from: 'a.txt', to: 'out/b.txt' }, tree: { 'a.txt': 'a' }, links: out },
    { does: 'moves from outside', uses: 'file/move', with: { from: 'out/secret.txt', to: 'here.txt' }, links: out },
    { does: 'deletes outside', uses: 'file/delete', with: { paths: ['out/secret.txt'] }, links: out },
    { does: 'replaces outside', uses: 'file/replace', with: { paths: ['out/secret.txt'], find: 'find', replace: 'x' }, links: out },
    { does: 'looks outside', uses: 'file/check', with: { paths: ['out/secret.txt'] }, links: out },
    {
      does: 'writes where a link leads out of scope',
      uses: 'file/write',
      with: { path: 'in/link/x', content: 'x' },
      scope: ['in'],
      tree: { 'in/a': '', 'other/b': '' },
      links: { 'in/link': '../other' },
      says: /^Cannot write "in\/link\/x": by way of a symbolic link it is "other\/x", which scope\.files does not cover$/,
    },
    { does: 'writes out of scope', uses: 'file/write', with: { path: 'other/x', content: 'x' }, scope: ['in'], links: {} },
    {
      does: 'copies from out of scope',
      uses: 'file/copy',
      with: { from: 'other/b', to: 'in/b' },
      scope: ['in'],
      tree: { 'other/b': '' },
      links: {},
    },
  ]
  for (const one of refused) {
    test(`Law: ${one.uses} is refused when it ${one.does}`, async () => {
      await using step = await bench(one)
      const before = [await readTree(step.root), await secret(step.root)]
      await assert.rejects(step.apply(), { code: 'out-of-scope', message: one.says ?? /^Cannot / })
      assert.deepEqual([await readTree(step.root), await secret(step.root)], before)
    })
  }

  const unaware: readonly Try[] = [
    {
      does: 'replaces',
      uses: 'file/replace',
      with: { find: 'find', replace: 'lost' },
      links: { out: 'OUT', 'secret.txt': 'OUT/secret.txt' },
    },
    { does: 'deletes', uses: 'file/delete', with: { paths: ['**'] }, links: { out: 'OUT', 'secret.txt': 'OUT/secret.txt' } },
    { does: 'deletes a directory', uses: 'file/delete', with: { paths: ['dir'] }, tree: { 'dir/a': '' }, links: { 'dir/out': 'OUT' } },
    {
      does: 'moves a directory',
      uses: 'file/move',
      with: { from: 'dir', to: 'moved' },
      tree: { 'dir/a': '' },
      links: { 'dir/out': 'OUT' },
    },
    {
      does: 'deletes what a pattern names beneath a link',
      uses: 'file/delete',
      with: { paths: ['out/**', 'up/*.txt', 'round/**', 'in/**', 'a'] },
      tree: { a: '', 'dir/b': '' },
      links: { out: 'OUT', up: '..', round: 'round', in: 'dir' },
    },
  ]
  for (const one of unaware) {
    test(`Law: ${one.uses} that ${one.does} treats links as what they are, and follows none`, async () => {
      await using step = await bench(one)
      const [before, there] = [await readTree(step.root), await secret(step.root)]
      const done = await step.apply()
      assert.deepEqual(await secret(step.root), there)
      assert.equal(await step.revert(done), 'reverted')
      assert.deepEqual([await readTree(step.root), await secret(step.root)], [before, there])
    })
  }

  test('file/write goes through a link that stays in scope, and undoes that', async () => {
    await using step = await bench({
      uses: 'file/write',
      with: { path: 'short/x', content: 'x' },
      scope: ['short', 'long/way'],
      tree: { 'long/way/y': '' },
      links: { short: 'long/way' },
    })
    const before = await readTree(step.root)
    const done = await step.apply()
    assert.equal(await readFile(join(step.root, 'long/way/x'), 'utf8'), 'x')
    await step.revert(done)
    assert.deepEqual(await readTree(step.root), before)
  })

  for (const uses of ['file/write', 'file/replace']) {
    test(`${uses} refuses a path that is a link itself, and names the reason`, async () => {
      const input: Try['with'] = uses === 'file/write' ? { path: 'l', content: 'x' } : { paths: ['l'], find: 'a', replace: 'b' }
      await using step = await bench({ uses, with: input, tree: { 'a.txt': 'a' }, links: { l: 'a.txt' } })
      await assert.rejects(step.apply(), { code: 'failed', message: /symbolic link/ })
      assert.equal(await readlink(join(step.root, 'l')), 'a.txt')
    })
  }
})

describe('Law: what is swapped in between looking and writing is not followed', () => {
  const swaps: readonly { readonly does: string; swap(root: string): Promise<void> }[] = [
    {
      does: 'the directory became a link to the outside',
      async swap(root) {
        await rename(join(root, 'dir'), join(root, 'moved'))
        await symlink(`${root}-outside`, join(root, 'dir'))
      },
    },
    {
      does: 'the directory became a link to another directory in scope',
      async swap(root) {
        await rename(join(root, 'dir'), join(root, 'moved'))
        await symlink('other', join(root, 'dir'))
      },
    },
    {
      does: 'the file became a link to the outside',
      async swap(root) {
        await rm(join(root, 'dir/secret.txt'))
        await symlink(`${root}-outside/secret.txt`, join(root, 'dir/secret.txt'))
      },
    },
    {
      does: 'the file became a directory',
      async swap(root) {
        await rm(join(root, 'dir/secret.txt'))
        await mkdir(join(root, 'dir/secret.txt'))
      },
    },
    { does: 'the file was edited', swap: (root) => writeFile(join(root, 'dir/secret.txt'), 'find you') },
  ]
  const steps: readonly Omit<Try, 'does' | 'links'>[] = [
    { uses: 'file/write', with: { path: 'dir/secret.txt', content: 'x' } },
    { uses: 'file/replace', with: { paths: ['dir/**'], find: 'find', replace: 'x' } },
    { uses: 'file/delete', with: { paths: ['dir/secret.txt'] } },
    { uses: 'file/copy', with: { from: 'a.txt', to: 'dir/secret.txt' } },
    { uses: 'file/move', with: { from: 'dir/secret.txt', to: 'new.txt' } },
  ]
  const tree = { 'dir/secret.txt': 'find me', 'other/secret.txt': 'find them', 'a.txt': 'a' }
  for (const one of steps) {
    for (const { does, swap } of swaps) {
      test(`Law: ${one.uses} is refused and touches nothing when ${does}`, async () => {
        await using step = await bench({ ...one, tree, links: {} })
        const [change] = await step.changes()
        await swap(step.root)
        const before = [await readTree(step.root), await secret(step.root)]
        await assert.rejects(
          async () => step.stage.type.apply(change!.unit, step.stage.context('write')),
          (error: { readonly code: string }) => error.code === 'conflict' || error.code === 'out-of-scope',
        )
        assert.deepEqual([await readTree(step.root), await secret(step.root)], before)
      })
      test(`Law: ${one.uses} is not reverted, and nothing is touched, when since then ${does}`, async () => {
        await using step = await bench({ ...one, tree, links: {} })
        const done = await step.apply()
        // Swaps what the step has left behind.
        await mkdir(join(step.root, 'dir'), { recursive: true })
        await writeFile(join(step.root, 'dir/secret.txt'), 'left behind', { flag: 'a' })
        await swap(step.root)
        const before = [await readTree(step.root), await secret(step.root)]
        const ended = await step.revert(done).catch((error: { readonly code: string }) => ({ conflict: error.code }))
        assert.notEqual(ended, 'reverted')
        assert.deepEqual([await readTree(step.root), await secret(step.root)], before)
      })
    }
  }
})

const swapped: readonly Pick<Try, 'uses' | 'with'>[] = [
  { uses: 'file/write', with: { path: 'dir/secret.txt', content: 'x' } },
  { uses: 'file/write', with: { path: 'dir/new.txt', content: 'x' } },
  { uses: 'file/delete', with: { paths: ['dir'] } },
  { uses: 'file/move', with: { from: 'a.txt', to: 'dir/secret.md' } },
]

for (const one of swapped) {
  test(`Law: ${one.uses} ${JSON.stringify(one.with)} touches nothing outside when a directory becomes a link at any moment of it`, async () => {
    for (let n = 1; ; n++) {
      await using step = await bench({ ...one, tree: { 'dir/secret.txt': 'find me', 'dir/other': '', 'a.txt': 'a' }, links: {} })
      const there = await secret(step.root)
      const [change] = await step.changes()
      const swap = (): void => {
        execFileSync('mv', [join(step.root, 'dir'), join(step.root, 'moved')])
        execFileSync('ln', ['-s', `${step.root}-outside`, join(step.root, 'dir')])
      }
      const { struck } = await withFault(n, swap, async () => step.stage.type.apply(change!.unit, step.stage.context('write')))
      assert.deepEqual(await secret(step.root), there)
      if (!struck) break
    }
  })
}

test('Law: a session that may only read writes nothing', async () => {
  await using step = await bench({ uses: 'file/write', with: { path: 'a.txt', content: 'x' }, links: {} })
  const [change] = await step.changes()
  await assert.rejects(async () => step.stage.type.apply(change!.unit, step.stage.context('read')), { code: 'refused' })
  assert.deepEqual(await readTree(step.root), {})
})

for (const { when, patterns, parts } of [
  { when: 'nobody knows the patterns', patterns: undefined, parts: 'unknown' },
  { when: 'one of them is still to be expanded', patterns: ['a.txt', 'src/${{ inputs.name }}'], parts: 'unknown' },
  { when: 'there are none', patterns: [], parts: [] },
  {
    when: 'they repeat themselves, and have exclusions',
    patterns: ['src/{a,b}.ts', 'src/a.ts', '!src/b.ts'],
    parts: ['src/a.ts', 'src/b.ts'],
  },
])
  test(`touchesOf() gives ${JSON.stringify(parts)} when ${when}`, () => {
    const touches = touchesOf(patterns, 'read')
    assert.deepEqual(touches === 'unknown' ? touches : touches.map(({ part }) => part), parts)
  })
