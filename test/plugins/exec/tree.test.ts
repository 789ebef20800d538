import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstat, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { PlanError } from '@backout/core/plugin'
import type { World } from '@backout/core/testing'
import { benchStep, putTree, readTree } from '../../support/bench-step.ts'
import { commitAll, git } from '../../support/git-tree.ts'
import { bench, committed, node, tree } from './bench.ts'

/** What a command may do to a tree, in git, so that everything is to come back. */
const deeds: readonly {
  readonly does: string
  readonly body: string
  readonly given?: (world: World) => Promise<void>
  /** What a person is left with. */
  readonly leaves?: string
}[] = [
  { does: 'changes a clean file', body: `fs.writeFileSync('src/a.ts', 'changed')` },
  { does: 'deletes a clean file that can be run', body: `fs.rmSync('src/run.sh')` },
  { does: 'deletes a directory', body: `fs.rmSync('src/deep', { recursive: true })` },
  {
    does: 'puts a file in the place of a directory',
    body: `fs.rmSync('src/deep', { recursive: true }); fs.writeFileSync('src/deep', 'file')`,
  },
  { does: 'puts a link in the place of a directory', body: `fs.rmSync('src/deep', { recursive: true }); fs.symlinkSync('..', 'src/deep')` },
  {
    does: 'puts a directory in the place of a file',
    body: `fs.rmSync('src/a.ts'); fs.mkdirSync('src/a.ts'); fs.writeFileSync('src/a.ts/x', 'x')`,
  },
  { does: 'changes a mode', body: `fs.chmodSync('src/a.ts', 0o755)` },
  { does: 'changes a mode of which git knows nothing', body: `fs.chmodSync('src/a.ts', 0o600)` },
  {
    does: 'changes a file that git was told not to look at',
    body: `fs.writeFileSync('src/a.ts', 'changed')`,
    given: async ({ root }) => void (await git(root, 'update-index', '--assume-unchanged', 'src/a.ts')),
  },
  {
    does: 'changes a file, and tells git not to look at it',
    body: `fs.writeFileSync('src/a.ts', 'changed'); execFileSync('git', ['update-index', '--assume-unchanged', 'src/a.ts'])`,
  },
  {
    does: 'has git leave files out of the tree',
    body: `execFileSync('git', ['update-index', '--skip-worktree', 'src/a.ts', 'src/run.sh']); fs.rmSync('src/a.ts'); fs.rmSync('src/run.sh')`,
  },
  {
    does: 'gives a file line ends that git takes for the same',
    body: `fs.writeFileSync('src/lines', 'one\\r\\ntwo\\r\\n')`,
    given: async ({ root }) => {
      await putTree(root, { '.gitattributes': '* text=auto\n', 'src/lines': 'one\ntwo\n' })
      await commitAll(root)
    },
  },
  {
    does: 'changes a file, and gives git a filter that hides it',
    body: `fs.writeFileSync('src/deep/b.ts', 'changed'); fs.mkdirSync('.git/info', { recursive: true }); fs.writeFileSync('.git/info/attributes', 'src/deep/* filter=hide\\n'); execFileSync('git', ['config', 'filter.hide.clean', 'printf b'])`,
  },
  {
    does: 'changes modes that git was told not to look at',
    body: `fs.chmodSync('src/a.ts', 0o755); fs.chmodSync('src/odd', 0o755); fs.rmSync('src/late.sh')`,
    given: async ({ root }) => {
      await git(root, 'config', 'core.fileMode', 'false')
      await putTree(root, { 'src/late.sh': { content: '#!/bin/sh\n', mode: 0o755 } })
      await commitAll(root)
    },
  },
  { does: 'changes the mode of a directory', body: `fs.chmodSync('src/deep', 0o700)` },
  {
    does: 'closes a directory that it changed',
    body: `fs.writeFileSync('src/deep/b.ts', 'changed'); fs.writeFileSync('src/deep/new', ''); fs.chmodSync('src/deep', 0o555)`,
  },
  {
    does: 'commits what it changed',
    body: `fs.writeFileSync('src/a.ts', 'changed'); execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', 'commit', '-qam', 'x'])`,
    leaves: 'a commit',
  },
  { does: 'adds a new file to the index', body: `fs.writeFileSync('src/new.ts', 'new'); execFileSync('git', ['add', 'src/new.ts'])` },
  { does: 'makes a named pipe', body: `execFileSync('mkfifo', ['src/pipe'])` },
  { does: 'puts a named pipe in the place of a file', body: `fs.rmSync('src/a.ts'); execFileSync('mkfifo', ['src/a.ts'])` },
  { does: 'makes empty directories', body: `fs.mkdirSync('src/e/m/p/t/y', { recursive: true })` },
  { does: 'changes a link', body: `fs.rmSync('src/link'); fs.symlinkSync('elsewhere', 'src/link')` },
  {
    does: 'changes dirty, staged and untracked files',
    body: `for (const path of ['src/a.ts', 'src/deep/b.ts', 'src/untracked']) fs.appendFileSync(path, '+')`,
    given: async ({ root }) => {
      await putTree(root, { 'src/a.ts': 'dirty', 'src/deep/b.ts': 'staged', 'src/untracked': '' })
      await git(root, 'add', 'src/deep/b.ts')
    },
  },
  {
    does: 'changes a file of odd mode',
    body: `fs.rmSync('src/odd')`,
    given: async ({ root }) => putTree(root, { 'src/odd': { content: 'odd', mode: 0o640 } }),
  },
]

describe('exec/run in a git repository', { concurrency: 4 }, () => {
  for (const { does, body, given, leaves } of deeds) {
    const world = async (one: World): Promise<void> => {
      await symlink('a.ts', join(one.root, 'src/link'))
      await committed(one)
      await given?.(one)
    }
    test(`Law: a command that ${does} within its writes is taken back on revert`, async () => {
      await using step = await bench(body, { writes: ['src/**'], tree, given: world })
      const before = await readTree(step.root)
      const done = await step.apply()
      await step.output(done)
      assert.notDeepEqual(await readTree(step.root), before)
      assert.equal(await step.revert(done), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
      assert.equal(await step.revert(done), 'reverted')
    })
    test(`Law: a command that ${does} outside of its writes is a breach, which the unit's revert takes back`, async () => {
      await using step = await bench(body, { writes: ['dist/**'], tree, given: world })
      const before = await readTree(step.root)
      const done = await step.apply()
      await assert.rejects(step.output(done), { code: 'out-of-scope' })
      assert.equal(await step.revert(done), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: a command without effect that ${does} fails, and all ${leaves ? `but ${leaves} ` : ''}is put back at once`, async () => {
      await using step = await bench(body, { effect: 'none', tree, given: world })
      const before = await readTree(step.root)
      await assert.rejects(step.apply(), { code: leaves ? 'left' : 'out-of-scope' })
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: after a crash, a command that ${does} within its writes is taken back without knowing its end`, async () => {
      await using step = await bench(body, { writes: ['src/**'], tree, given: world })
      const before = await readTree(step.root)
      const done = await step.apply()
      const crashed = done.map((one) => ({ ...one, after: null }))
      assert.equal(await step.revert(crashed), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
  }

  test('exec/run keeps line ends that git converts', async () => {
    const given = async ({ root }: World): Promise<void> => {
      await git(root, 'init', '--quiet')
      await git(root, 'config', 'core.autocrlf', 'true')
      await committed({ root } as World)
    }
    await using step = await bench(`fs.rmSync('src/crlf')`, { writes: ['src/**'], tree: { 'src/crlf': 'one\r\ntwo\r\n' }, given })
    const done = await step.apply()
    await step.revert(done)
    assert.deepEqual(await readTree(step.root), { 'src/': '755', 'src/crlf': '644 one\r\ntwo\r\n' })
  })

  test('exec/run does not take a file for changed that is only taken out of the index', async () => {
    await using step = await bench(`execFileSync('git', ['rm', '--quiet', '--cached', 'other.txt']); fs.writeFileSync('src/a.ts', '')`, {
      writes: ['src/**'],
      tree,
      given: committed,
    })
    const done = await step.apply()
    await step.output(done)
    assert.equal(await step.revert(done), 'reverted')
    assert.equal(await git(step.root, 'status', '--short'), '')
  })

  test('exec/run leaves ignored files alone unless its writes name them', async () => {
    const ignored = { tree: { '.gitignore': 'cache\n', 'cache/x': '1' }, given: committed }
    await using step = await bench(`fs.writeFileSync('cache/x', '2')`, { writes: ['dist/**'], ...ignored })
    const done = await step.apply()
    await step.output(done)
    await step.revert(done)
    assert.equal((await readTree(step.root))['cache/x'], '644 2')
  })

  test('exec/run works before the first commit', async () => {
    const given = async ({ root }: World): Promise<void> => void (await git(root, 'init', '--quiet'))
    await using step = await bench(`fs.writeFileSync('src/a.ts', 'changed'); fs.writeFileSync('new', '')`, {
      writes: ['src/**'],
      tree,
      given,
    })
    const before = await readTree(step.root)
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /"new"/ })
    await step.revert(done)
    assert.deepEqual(await readTree(step.root), before)
  })

  test('exec/run leaves the folder of Backout to itself, also where git converts line ends of what is committed there', async () => {
    const signers = { '.gitattributes': '* text=auto\n', '.backout/allowed_signers': 'alice\r\n' }
    await using step = await bench(`for (const path of ['src/a.ts', '.backout/allowed_signers']) fs.writeFileSync(path, 'changed')`, {
      writes: ['src/**'],
      tree: { ...tree, ...signers },
      given: committed,
    })
    const done = await step.apply()
    await step.output(done)
    assert.equal(await step.revert(done), 'reverted')
    assert.equal(await readFile(join(step.root, '.backout/allowed_signers'), 'utf8'), 'changed')
  })

  test('exec/run finds what a command puts into the first commit', async () => {
    const given = async ({ root }: World): Promise<void> => void (await git(root, 'init', '--quiet'))
    const commit = `execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--all', '--message', 'First'])`
    await using step = await bench(`fs.writeFileSync('new', ''); execFileSync('git', ['add', '.']); ${commit}`, {
      writes: ['src/**'],
      tree,
      given,
    })
    const before = await readTree(step.root)
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /"new"/ })
    await step.revert(done)
    assert.deepEqual(await readTree(step.root), before)
  })

  test('exec/run works in a directory inside of the repository', async () => {
    await using outer = await bench('', { effect: 'none', tree: { 'inner/src/a.ts': 'a', 'outside.txt': 'o' }, given: committed })
    const { execRun } = await import('../../../packages/plugins/src/exec/run.ts')
    const root = join(outer.root, 'inner')
    const session = { root, baselines: new Map(), demand: () => undefined, run: () => Promise.reject(new Error('not asked')) }
    const context = { ...outer.stage.context('write'), session: async () => session as never }
    const unit = { command: [node], cwd: '.', env: {}, timeout: -1, writes: ['src/**'], effect: 'write', exitCodes: [0] }
    const undo: never[] = []
    for await (const piece of execRun.capture!(unit, context)) undo.push(piece as never)
    await writeFile(join(root, 'src/a.ts'), 'changed')
    await git(root, 'add', '--all')
    assert.equal(await execRun.revert!(undo, null, context), 'reverted')
    assert.equal((await readTree(root))['src/a.ts'], '644 a')
    assert.equal(await git(root, 'status', '--short'), '')
  })
})

describe('exec/run and other people', () => {
  for (const where of ['in git', 'outside git']) {
    test(`Law: exec/run ${where} reports a conflict and touches nothing when a file was edited since`, async () => {
      const more = where === 'in git' ? { given: committed } : {}
      await using step = await bench(`for (const path of ['src/a.ts', 'src/deep/b.ts']) fs.writeFileSync(path, 'changed')`, {
        writes: ['src/**'],
        tree,
        ...more,
      })
      const done = await step.apply()
      await putTree(step.root, { 'src/deep/b.ts': 'edited' })
      const edited = await readTree(step.root)
      assert.deepEqual(await step.revert(done), { conflict: '"src/deep/b.ts": its content has changed' })
      assert.deepEqual(await readTree(step.root), edited)
    })
  }

  test('Law: after a crash, what changed outside of the writes is a conflict and stays', async () => {
    await using step = await bench(`fs.writeFileSync('src/a.ts', 'changed')`, { writes: ['src/**'], tree, given: committed })
    const done = await step.apply()
    await putTree(step.root, { 'other.txt': 'edited' })
    const ended = await step.revert(done.map((one) => ({ ...one, after: null })))
    assert.match((ended as { readonly conflict: string }).conflict, /"other.txt"/)
    assert.equal((await readTree(step.root))['other.txt'], '644 edited')
    assert.equal((await readTree(step.root))['src/a.ts'], '644 a\r\n')
  })

  test('exec/run leaves what others put into a directory that it made', async () => {
    await using step = await bench(`fs.mkdirSync('src/new'); fs.writeFileSync('src/new/a', '')`, {
      writes: ['src/**'],
      tree,
      given: committed,
    })
    const done = await step.apply()
    await putTree(step.root, { 'src/new/theirs': 'x' })
    assert.equal(await step.revert(done), 'reverted')
    const after = await readTree(step.root)
    assert.equal(after['src/new/a'], undefined)
    assert.equal(after['src/new/theirs'], '644 x')
  })

  test('exec/run as an invariant does not take the work of other steps for its own', async () => {
    await using step = await bench(`fs.writeFileSync('src/a.ts', 'changed')`, { effect: 'none', tree, given: committed })
    const [change] = await step.changes()
    const context = { ...step.stage.context('read'), alone: false }
    await step.stage.type.apply(change!.unit, context)
    assert.equal((await readTree(step.root))['src/a.ts'], '644 changed')
  })
})

for (const where of ['in a git repository', 'outside of git']) {
  test(`Law: a command ${where} that removes a named pipe is a breach, and says that the pipe cannot be put back`, async () => {
    const given = async ({ root }: World): Promise<void> => {
      if (where.includes('in a')) await commitAll(root)
      execFileSync('mkfifo', [join(root, 'pipe')])
    }
    await using step = await bench(`fs.rmSync('pipe')`, { writes: ['src/**'], tree, given })
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "pipe", which/ })
    assert.deepEqual(await step.revert(done), { conflict: '"pipe": a pipe, a socket or a device was there, which cannot be put back' })
  })
}

test('Law: a pipe that git ignores is left alone', async () => {
  const given = async ({ root }: World): Promise<void> => commitAll(root)
  await using step = await bench(`execFileSync('mkfifo', ['a.sock'])`, { effect: 'none', tree: { '.gitignore': '*.sock\n' }, given })
  await step.apply()
  assert.ok((await lstat(join(step.root, 'a.sock'))).isFIFO())
})

test('exec/run refuses a working directory that a link leads out of the root', async () => {
  const given = async ({ root }: World): Promise<void> => symlink('/', join(root, 'out'))
  await using step = await benchStep('exec/run', {
    with: { command: [node, '-v'], cwd: 'out/tmp', effect: 'none' },
    scope: { commands: [node] },
    given,
  })
  await assert.rejects(step.apply(), {
    code: 'out-of-scope',
    message: 'Cannot use path "out/tmp/.": the symbolic link "out" leads out of the root',
  })
})

test('exec/run says so when the working directory is not there', async () => {
  await using step = await benchStep('exec/run', {
    with: { command: [node, '-v'], cwd: 'nowhere', effect: 'none' },
    scope: { commands: [node] },
  })
  await assert.rejects(step.apply(), { code: 'missing', message: /"nowhere"/ })
})

test('exec/run puts back a tree that was removed altogether', async () => {
  await using step = await bench(`for (const name of fs.readdirSync('.')) if (name !== '.git') fs.rmSync(name, { recursive: true })`, {
    writes: ['.'],
    tree,
    given: committed,
  })
  await mkdir(join(step.root, 'empty'))
  const before = await readTree(step.root)
  const done = await step.apply()
  assert.deepEqual(await readTree(step.root), {})
  await step.revert(done)
  assert.deepEqual(await readTree(step.root), before)
  await rm(join(step.root, 'empty'), { recursive: true })
})

test('Law: a command that puts a link in the place of a directory that `writes` names is taken back', async () => {
  await using step = await bench(`fs.renameSync('src', 'kept'); fs.symlinkSync('kept', 'src'); fs.appendFileSync('src/a.ts', '+')`, {
    writes: ['src/**', 'src', 'kept/**'],
    tree,
    given: committed,
  })
  const before = await readTree(step.root)
  const done = await step.apply()
  await step.output(done)
  assert.equal(await step.revert(done), 'reverted')
  assert.deepEqual(await readTree(step.root), before)
})

for (const [where, exclusions] of [
  ['`writes`', { writes: ['src/**', '!**/*.sh'], files: ['src/**'] }],
  ['the scope', { writes: ['src/**'], files: ['src/**', '!src/*.sh'] }],
] as const) {
  test(`Law: what ${where} excludes is not to be changed by a command`, async () => {
    await using step = await benchStep('exec/run', {
      with: { command: ['sh', '-c', 'echo + >> src/a.ts; echo + >> src/run.sh'], writes: exclusions.writes },
      scope: { commands: ['sh'], files: exclusions.files },
      tree,
      given: committed,
    })
    const before = await readTree(step.root)
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "src\/run\.sh", which/ })
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })
}

test('Law: what a command was not to change is put back at once where the plan brings its own rollback', async () => {
  const body = `fs.writeFileSync('src/a.ts', 'breach'); fs.appendFileSync('other.txt', '+'); fs.mkdirSync('dist'); fs.writeFileSync('dist/x', '')`
  const given = async (one: World): Promise<void> => {
    await committed(one)
    await putTree(one.root, { 'other.txt': 'dirty' })
  }
  await using step = await bench(body, { writes: ['dist/**'], tree, given })
  const before = await readTree(step.root)
  const context = { ...step.stage.context('write'), wantsUndo: false }
  const [change] = await step.changes()
  assert.deepEqual(await Array.fromAsync(step.stage.type.capture!(change!.unit, context)), [])
  const { result } = await step.stage.type.apply(change!.unit, context)
  assert.deepEqual(await readTree(step.root), { ...before, 'dist/': '755', 'dist/x': '644 ' })
  assert.deepEqual((result as { readonly breach: readonly string[] }).breach, ['other.txt', 'src/a.ts'])
})

for (const { what, given, body, path, why } of [
  {
    what: 'a file whose name is not UTF-8',
    body: `fs.writeFileSync(Buffer.from([0x62, 0xff]), '')`,
    path: 'b\uFFFD',
    why: 'its name is not UTF-8',
  },
  {
    what: 'what is in a file whose name is not UTF-8',
    given: ({ root }: World) => writeFile(Buffer.concat([Buffer.from(`${root}/b`), Buffer.of(0xff)]), 'before'),
    body: `fs.writeFileSync(Buffer.from([0x62, 0xff]), 'after')`,
    path: 'b\uFFFD',
    why: 'its name is not UTF-8',
  },
  {
    what: 'what is in a directory whose name is not UTF-8',
    given: async ({ root }: World) => {
      const directory = Buffer.concat([Buffer.from(`${root}/b`), Buffer.of(0xff)])
      await mkdir(directory)
      await writeFile(Buffer.concat([directory, Buffer.from('/x')]), 'before')
    },
    body: `fs.appendFileSync(Buffer.from([0x62, 0xff, 0x2f, 0x78]), '+')`,
    path: 'b\uFFFD',
    why: 'its name is not UTF-8',
  },
  {
    what: 'a link to what is not UTF-8',
    given: ({ root }: World) => symlink(Buffer.of(0x62, 0xff), join(root, 'link')),
    body: `fs.rmSync('link'); fs.symlinkSync(Buffer.from([0x62, 0xfe]), 'link')`,
    path: 'link',
    why: 'what was there could not be read, and is not saved',
  },
  {
    what: 'a pipe that is gone',
    given: ({ root }: World) => execFileSync('mkfifo', [join(root, 'pipe')]),
    body: `fs.rmSync('pipe')`,
    path: 'pipe',
    why: 'a pipe, a socket or a device was there, which cannot be put back',
  },
])
  test(`Law: of a breach by a command without effect all comes back but ${what}, which is told`, async () => {
    const prepare = async (world: World): Promise<void> => {
      await committed(world)
      await given?.(world)
    }
    const script = `${body}; fs.writeFileSync('a', 'changed')`
    await using step = await bench(script, { effect: 'none', given: prepare, tree: { a: 'a' } })
    await assert.rejects(step.apply(), (error: PlanError) => {
      assert.equal(error.code, 'left')
      return error.message.endsWith(`changed "a", "${path}", although it is to have no effect; not put back: "${path}": ${why}`)
    })
    assert.equal(await readFile(join(step.root, 'a'), 'utf8'), 'a')
  })

test('Law: of a breach by a command without effect all comes back but what was too large to be kept, which is told', async () => {
  const given = async ({ root }: World): Promise<void> => {
    await committed({ root } as World)
    await truncate(join(root, 'large'), 65 * 1024 * 1024)
    await writeFile(join(root, 'z'), 'dirty')
  }
  const body = `fs.appendFileSync('large', 'x'); for (const path of ['a', 'new', 'z']) fs.writeFileSync(path, 'changed')`
  await using step = await bench(body, { effect: 'none', given, tree: { a: 'a', large: '', z: 'z' } })
  await assert.rejects(step.apply(), {
    code: 'left',
    message: /changed "a", "large", "new", "z", although it is to have no effect; not put back: "large": what was in it is not saved$/,
  })
  assert.deepEqual([await readFile(join(step.root, 'a'), 'utf8'), await readFile(join(step.root, 'z'), 'utf8')], ['a', 'dirty'])
  await assert.rejects(readFile(join(step.root, 'new')), { code: 'ENOENT' })
})
