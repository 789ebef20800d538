import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PlanError, type Value } from '@backout/core/plugin'
import type { World } from '@backout/core/testing'
import { takeBaseline } from '../../../packages/plugins/src/exec/tree/compare/baseline.ts'
import { changesSince } from '../../../packages/plugins/src/exec/tree/compare/changes.ts'
import { directoryMode } from '../../../packages/plugins/src/exec/tree/look/directories.ts'
import { gitAt } from '../../../packages/plugins/src/exec/tree/git/git.ts'
import { walkTree } from '../../../packages/plugins/src/exec/tree/look/walk.ts'
import { diskTree } from '../../../packages/plugins/src/file/tree/disk/disk-tree.ts'
import type { Tree } from '../../../packages/plugins/src/file/tree/tree.ts'
import { benchStep, readTree, type StepBench, type Tree as Given } from '../../support/bench-step.ts'
import { commitAll, git } from '../../support/git-tree.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const tree: Given = {
  '.gitignore': 'cache/\n*.log\n.env\n',
  '.env': 'PASSWORD=1',
  'cache/x': '1',
  'src/a.ts': 'a',
  'src/a.log': 'log',
  'src/b.ts': 'b',
}

/** A repository with ignored files, directories and an untracked directory, and a shell command for it. */
function bench(
  script: string,
  more: { readonly writes?: readonly string[]; given?(world: World): Promise<void> } = {},
): Promise<StepBench> {
  const { writes, given } = more
  return benchStep('exec/run', {
    with: { command: ['sh', '-c', script], ...(writes ? { writes } : { effect: 'none' }) },
    scope: { commands: ['sh'], files: writes ?? [] },
    tree,
    given: async (world) => {
      await mkdir(join(world.root, 'cache/empty'))
      await commitAll(world.root)
      await mkdir(join(world.root, 'new/empty'), { recursive: true })
      await given?.(world)
    },
  })
}

/** What changes what git tells of a tree, and leaves the files alone that git ignored. */
const shifts: readonly { readonly does: string; readonly script: string; readonly leaves?: true }[] = [
  { does: 'makes git ignore nothing any more', script: 'echo > .gitignore' },
  { does: 'removes the rules', script: 'rm .gitignore' },
  { does: 'makes git ignore a directory that was there', script: 'echo new/ >> .gitignore' },
  { does: 'adds ignored files to the index', script: 'echo >> .gitignore; git add --force .env cache src/a.log' },
  { does: 'leaves the branch for an empty one', script: 'echo > .gitignore; git checkout -q --orphan other', leaves: true },
]

describe('exec/run where a command changes what git tells', { concurrency: 4 }, () => {
  for (const { does, script, leaves } of shifts) {
    test(`Law: a command that ${does} is taken back, and what git ignored stays`, async () => {
      await using step = await bench(script, { writes: ['.gitignore'] })
      const before = await readTree(step.root)
      const done = await step.apply()
      await step.output(done)
      assert.equal(await step.revert(done), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: after a crash, a command that ${does} is taken back, and what git ignored stays`, async () => {
      await using step = await bench(script, { writes: ['.gitignore'] })
      const before = await readTree(step.root)
      const crashed = (await step.apply()).map((one) => ({ ...one, after: null }))
      assert.equal(await step.revert(crashed), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: a command that ${does} and is repeated is taken back to before its first start, and what git ignored stays`, async () => {
      await using step = await bench(script, { writes: ['.gitignore'] })
      const before = await readTree(step.root)
      const [change] = await step.changes()
      const context = step.stage.context('write')
      const undo = await Array.fromAsync(step.stage.type.capture!(change!.unit, context))
      await step.stage.type.apply(change!.unit, context)
      const { after } = await step.stage.type.apply(change!.unit, context)
      assert.equal(await step.stage.type.revert!(undo, after!, context), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
    test(`Law: a command without effect that ${does} fails for that alone, and what git ignored stays`, async () => {
      await using step = await bench(script)
      const before = await readTree(step.root)
      const code = leaves ? 'left' : 'out-of-scope'
      await assert.rejects(step.apply(), { code, message: /changed "\.gitignore"(?:, "\.git\/(?:index|HEAD)")?, although/ })
      assert.deepEqual(await readTree(step.root), before)
    })
  }

  test('Law: a command that makes a repository is watched as if it had not', async () => {
    await using step = await bench('git init -q; echo 2 > src/a.log; echo 2 > src/a.ts', {
      writes: ['src/a.ts'],
      given: async ({ root }) => rm(join(root, '.git'), { recursive: true }),
    })
    const before = await readTree(step.root)
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "src\/a\.log", which/ })
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })

  for (const { what, script } of [
    { what: 'stages what it changes', script: 'echo 2 > src/a.ts; git add src' },
    { what: 'stages what was staged otherwise', script: 'echo 2 > src/b.ts; git add --all' },
    { what: 'stages nothing any more', script: 'git reset -q; echo 2 > src/a.ts' },
    { what: 'takes files out of the index', script: 'git rm -q --cached src/a.ts src/b.ts; rm src/a.ts' },
    { what: 'renames a file', script: 'git mv src/a.ts "src/new name"' },
    { what: 'ends a merge', script: 'echo merged > src/merged.ts; git add src/merged.ts' },
    { what: 'notes a file as to be added', script: 'echo 2 > src/new.ts; git add --intent-to-add src/new.ts' },
    { what: 'adds what was noted as to be added', script: 'git add src/noted.ts; rm src/noted.ts' },
    {
      what: 'has git look at fewer files',
      script: 'git update-index --skip-worktree src/a.ts; git update-index --assume-unchanged src/b.ts',
    },
    {
      what: 'has git look at all files',
      script: 'git update-index --no-skip-worktree src/skipped.ts; git update-index --no-assume-unchanged src/assumed.ts',
    },
  ]) {
    const given = async ({ root }: World): Promise<void> => {
      for (const path of ['src/merged.ts', 'src/skipped.ts', 'src/assumed.ts']) await writeFile(join(root, path), 'base\n')
      await commitAll(root)
      for (const [branch, text] of [
        ['other', 'one\n'],
        ['main', 'two\n'],
      ] as const) {
        await git(root, 'checkout', '-q', '-B', branch, branch === 'main' ? 'main' : 'HEAD')
        await writeFile(join(root, 'src/merged.ts'), text)
        await commitAll(root)
      }
      await git(root, 'merge', '-q', 'other').catch(() => undefined)
      await writeFile(join(root, 'src/b.ts'), 'staged')
      await git(root, 'add', 'src/b.ts')
      await writeFile(join(root, 'src/b.ts'), 'dirty')
      await writeFile(join(root, 'src/noted.ts'), 'noted')
      await git(root, 'add', '--intent-to-add', 'src/noted.ts')
      await git(root, 'update-index', '--skip-worktree', 'src/skipped.ts')
      await git(root, 'update-index', '--assume-unchanged', 'src/assumed.ts')
    }
    for (const { when, known } of [
      { when: '', known: true },
      { when: 'after a crash, ', known: false },
    ]) {
      test(`Law: ${when}a command that ${what} is taken back with what was staged`, async () => {
        await using step = await bench(script, { writes: ['src/**'], given })
        const look = async (): Promise<readonly unknown[]> => [
          await git(step.root, 'ls-files', '--stage', '-v'),
          await git(step.root, 'status', '--porcelain=v2'),
          await readTree(step.root),
        ]
        const before = await look()
        assert.match(String(before[0]), / 3\tsrc\/merged\.ts/)
        const done = await step.apply()
        assert.notDeepEqual(await look(), before)
        assert.equal(await step.revert(known ? done : done.map((one) => ({ ...one, after: null }))), 'reverted')
        assert.deepEqual(await look(), before)
      })
    }
  }

  test('Law: a command without effect that stages something fails, and it is staged no more', async () => {
    const given = async ({ root }: World): Promise<void> => writeFile(join(root, 'src/b.ts'), 'dirty')
    await using step = await bench('git add src', { given })
    await assert.rejects(step.apply(), { code: 'out-of-scope', message: /changed "\.git\/index", although/ })
    assert.equal(await git(step.root, 'status', '--short', 'src'), ' M src/b.ts')
  })

  test('Law: a command without effect that commits fails, and the commit is left to a person', async () => {
    await using step = await bench('echo 2 > src/a.ts; git -c user.name=T -c user.email=t@example.com commit -qam Two')
    const before = await readTree(step.root)
    await assert.rejects(step.apply(), {
      code: 'left',
      message: /changed "src\/a\.ts", "\.git\/HEAD", although .*; not put back: git's HEAD is [0-9a-f]{12}, and was [0-9a-f]{12}$/,
    })
    assert.deepEqual(await readTree(step.root), before)
  })

  for (const { does, script, notes } of [
    { does: 'commits', script: 'git -c user.name=T -c user.email=t@example.com commit -qam Two', notes: 1 },
    { does: 'makes a branch', script: 'git branch other', notes: 0 },
  ]) {
    test(`exec/run says ${notes} times of a command that ${does} that a rollback leaves the HEAD of git`, async () => {
      await using step = await bench(`echo 2 > src/a.ts; ${script}`, { writes: ['src/**'] })
      const said: string[] = []
      const [change] = await step.changes()
      await step.stage.type.apply(change!.unit, { ...step.stage.context('write'), note: (text) => void said.push(text) })
      assert.equal(
        said.filter((text) => /HEAD is [0-9a-f]{12}, and was [0-9a-f]{12}, which a rollback leaves as it is$/.test(text)).length,
        notes,
      )
    })
  }

  test('Law: no hook of the repository is run when a command is taken back', async () => {
    const given = async ({ root }: World): Promise<void> => {
      await mkdir(join(root, '.git/hooks'), { recursive: true })
      await writeFile(join(root, '.git/hooks/post-index-change'), '#!/bin/sh\necho ran >> .git/hook-ran\n', { mode: 0o755 })
    }
    await using step = await bench(
      'rm src/a.ts other.ts; GIT_INDEX_FILE=.git/new git read-tree HEAD; mv .git/hook-ran .git/hook-is-run; git -c core.hooksPath=/dev/null add src',
      {
        writes: ['src/**'],
        given,
      },
    )
    assert.equal(await step.revert(await step.apply()), 'reverted')
    assert.deepEqual([existsSync(join(step.root, '.git/hook-is-run')), existsSync(join(step.root, '.git/hook-ran'))], [true, false])
    assert.equal(await git(step.root, 'status', '--short', 'src'), '')
  })

  test('Law: a breach that keeps size and time of a file is noticed where git is told to look at these only', async () => {
    const given = async ({ root }: World): Promise<void> => {
      await git(root, 'config', 'core.trustctime', 'false')
      await git(root, 'config', 'core.checkStat', 'minimal')
      await utimes(join(root, 'src/a.ts'), 1e9, 1e9)
      await git(root, 'status')
    }
    await using step = await bench('printf 2 > new/a; touch -d @1000000000 new/a; mv new/a src/a.ts', { writes: ['src/b.ts'], given })
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "src\/a\.ts"/ })
  })

  test('Law: what somebody has staged or committed since stays, when a command is taken back', async () => {
    await using step = await bench('echo 2 > src/a.ts; echo 2 > src/b.ts; git add src', { writes: ['src/**'] })
    const done = await step.apply()
    await writeFile(join(step.root, 'src/mine.ts'), 'mine')
    await git(step.root, 'add', 'src/mine.ts')
    assert.equal(await step.revert(done), 'reverted')
    assert.equal(await git(step.root, 'status', '--short', 'src'), 'A  src/mine.ts')
    await using other = await bench('echo 2 > src/a.ts; git add src', { writes: ['src/**'] })
    const committed = await other.apply()
    await git(other.root, 'commit', '--quiet', '--message', 'Mine')
    assert.equal(await other.revert(committed), 'reverted')
    assert.equal(await git(other.root, 'status', '--short', 'src'), ' M src/a.ts')
  })

  for (const { what, make } of [
    { what: 'a repository', make: 'git init -q new/repository; echo 1 > new/repository/x' },
    { what: 'a repository in a directory that is there', make: 'git init -q new; echo 1 > new/x' },
    { what: 'a work tree', make: 'git worktree add -q new/tree' },
  ]) {
    test(`Law: a command that makes ${what} outside of its writes is a breach, and ${what} is left to a person`, async () => {
      await using step = await bench(`${make}; echo 2 > src/a.ts`, { writes: ['src/a.ts'] })
      const before = await readTree(step.root)
      const done = await step.apply()
      await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "new\/\S*\.git"/ })
      const ended = await step.revert(done)
      assert.match((ended as { readonly conflict: string }).conflict, /^"new\/\S*\.git": the command made a repository there/)
      assert.equal((await readTree(step.root))['src/a.ts'], before['src/a.ts'])
      await git(step.root, 'clean', '-ffdq', 'new')
      await mkdir(join(step.root, 'new/empty'), { recursive: true })
      assert.equal(await step.revert(done), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
  }

  for (const writes of [['src/**'], ['src/**', 'new/**']]) {
    test(`Law: a command that may write ${writes.join(' and ')} and removes a repository inside of the tree says that a person has to put it back`, async () => {
      const given = async ({ root }: World): Promise<void> => {
        await git(root, 'init', '--quiet', 'new/repository')
        await writeFile(join(root, 'new/repository/x'), 'x')
      }
      await using step = await bench('rm -rf new/repository; echo 2 > src/a.ts', { writes, given })
      const before = await readTree(step.root)
      const done = await step.apply()
      const { conflict } = (await step.revert(done)) as { readonly conflict: string }
      assert.match(conflict, /^"new\/repository\/\.git": the command removed the repository there/)
      await git(step.root, 'init', '--quiet', 'new/repository')
      await writeFile(join(step.root, 'new/repository/x'), 'x')
      assert.equal(await step.revert(done), 'reverted')
      assert.deepEqual(await readTree(step.root), before)
    })
  }

  test('Law: a command that makes a repository within its writes has done so, and a rollback leaves it to a person', async () => {
    await using step = await bench('git init -q src/sub; echo 1 > src/sub/x', { writes: ['src/**'] })
    const done = await step.apply()
    await step.output(done)
    assert.match(JSON.stringify(await step.revert(done)), /src\/sub\/\.git.*: the command made a repository there/)
    assert.equal((await readTree(step.root))['src/sub/x'], undefined)
  })

  const removals = [
    { when: 'a command removes the repository', script: 'echo 2 > src/a.ts; rm -r .git' },
    { when: 'a command breaks the repository', script: 'echo 2 > src/a.ts; echo broken > .git/HEAD' },
  ]
  for (const { when, script } of removals) {
    test(`Law: ${when}, and nothing is taken for its work`, async () => {
      await using step = await bench(script, { writes: ['src/a.ts'] })
      const left = { ...(await readTree(step.root)), 'src/a.ts': '644 2\n' }
      await assert.rejects(step.apply(), { code: 'failed', message: /git no longer tells/ })
      assert.deepEqual(await readTree(step.root), left)
    })
  }

  test('Law: where git is not to be asked any more, what a crash left is a conflict', async () => {
    await using step = await bench('echo 2 > src/a.ts', { writes: ['src/a.ts'] })
    const crashed = (await step.apply()).map((one) => ({ ...one, after: null }))
    const left = await readTree(step.root)
    await rm(join(step.root, '.git'), { recursive: true })
    await assert.rejects(step.revert(crashed), { code: 'failed', message: /git no longer tells/ })
    assert.deepEqual(await readTree(step.root), left)
  })
})

/** Line ends that git takes for those of the commit. */
const lineEnds: readonly {
  readonly of: string
  readonly attributes?: string
  readonly config?: readonly string[]
  readonly text: string
}[] = [
  { of: 'a text with CR LF, where a checkout gives LF', attributes: '* text', text: 'a\r\nb\r\n' },
  { of: 'a text with CR LF, where git tells texts by itself', attributes: '* text=auto', text: 'a\r\nb\r\n' },
  { of: 'a text with mixed line ends', attributes: '* text', text: 'a\nb\r\n' },
  { of: 'a text with LF, where a checkout gives CR LF', attributes: '* eol=crlf', text: 'a\nb\n' },
  { of: 'a text with CR LF, where a checkout gives it', attributes: '* eol=crlf', text: 'a\r\nb\r\n' },
  { of: 'a text with CR LF, where git is to turn it into LF', config: ['core.autocrlf', 'input'], text: 'a\r\nb\r\n' },
  { of: 'a text with LF, where git is to make CR LF of it', config: ['core.autocrlf', 'true'], text: 'a\nb\n' },
  { of: 'a text with LF, where texts are to end lines with CR LF', attributes: '* text', config: ['core.eol', 'crlf'], text: 'a\nb\n' },
  { of: 'a text with CR LF that git does not convert', text: 'a\r\nb\r\n' },
  { of: 'bytes, where git tells texts by itself', attributes: '* text=auto', text: 'a\0\r\n' },
  { of: 'a text with a keyword that a checkout fills in', attributes: '* ident', text: '$Id$\n' },
  { of: 'a text that a filter takes in otherwise', attributes: '* filter=low', config: ['filter.low.clean', 'tr A-Z a-z'], text: 'Aa\n' },
  { of: 'a text in another encoding', attributes: '* working-tree-encoding=UTF-16LE', text: 'a\0\n\0' },
]
for (const { of, attributes = '', config, text } of lineEnds) {
  test(`Law: a breach that deletes ${of}, is taken back byte for byte`, async () => {
    await using step = await benchStep('exec/run', {
      with: { command: ['rm', 'src/text'], writes: ['out/**'] },
      scope: { commands: ['rm'], files: ['out/**'] },
      tree: { '.gitattributes': attributes, 'src/text': text },
      given: async ({ root }) => {
        await git(root, 'init', '--quiet')
        if (config) await git(root, 'config', ...config)
        await commitAll(root)
        assert.equal(await git(root, 'status', '--short'), '')
      },
    })
    const before = await readTree(step.root)
    assert.equal(await step.revert(await step.apply()), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })
}

const rules: readonly {
  readonly does: string
  readonly script: string
  readonly attributes?: string
  readonly untracked?: string
  readonly config?: readonly string[]
  readonly text: string
}[] = [
  { does: 'brings rules for line ends', script: 'echo "* text eol=crlf" > .gitattributes', text: 'a\nb\n' },
  {
    does: 'changes the rules for line ends',
    script: 'echo "* text eol=crlf" > .gitattributes',
    attributes: '* text eol=lf',
    text: 'a\nb\n',
  },
  { does: 'removes the rules for line ends', script: 'rm .gitattributes', attributes: '* text eol=crlf', text: 'a\r\nb\r\n' },
  {
    does: 'removes rules for line ends that are not committed',
    script: 'rm .gitattributes',
    untracked: '* text eol=crlf',
    text: 'a\r\nb\r\n',
  },
  { does: 'has git convert texts', script: 'git config core.autocrlf true', text: 'a\nb\n' },
  {
    does: 'has git convert no texts any more',
    script: 'git config core.autocrlf false; git config core.eol lf',
    config: ['core.autocrlf', 'true'],
    text: 'a\r\nb\r\n',
  },
]
for (const { does, script, attributes, untracked, config, text } of rules) {
  const benchThen = (more: string): Promise<StepBench> =>
    benchStep('exec/run', {
      with: { command: ['sh', '-c', `${script}; touch src/text; ${more}`], writes: ['.gitattributes'] },
      scope: { commands: ['sh'], files: ['.gitattributes'] },
      tree: { 'src/text': text },
      given: async ({ root }) => {
        await git(root, 'init', '--quiet')
        if (config) await git(root, 'config', ...config)
        if (attributes !== undefined) await writeFile(join(root, '.gitattributes'), attributes)
        await commitAll(root)
        if (untracked !== undefined) await writeFile(join(root, '.gitattributes'), untracked)
      },
    })
  test(`Law: a command that ${does} has not changed the files that git would now check out otherwise`, async () => {
    await using step = await benchThen('true')
    const before = await readTree(step.root)
    const done = await step.apply()
    await step.output(done)
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })
  test(`Law: a breach of a command that ${does} is taken back to what git checked out before`, async () => {
    await using step = await benchThen('echo x > src/text')
    const before = await readTree(step.root)
    const done = await step.apply()
    await assert.rejects(step.output(done), { code: 'out-of-scope', message: /changed "src\/text", which/ })
    assert.equal(await step.revert(done), 'reverted')
    assert.deepEqual(await readTree(step.root), before)
  })
}

test('Law: rules for line ends above the tree count as they were before a command', async (t) => {
  const folder = temporaryFolder(t)
  const root = join(folder, 'deep/er')
  await mkdir(root, { recursive: true })
  await writeFile(join(root, 'text'), 'a\r\nb\r\n')
  const rules = join(folder, 'deep/.gitattributes')
  await writeFile(rules, '* text')
  await commitAll(folder)
  await writeFile(rules, '* text eol=crlf')
  const tree = diskTree(root)
  const baseline = await takeBaseline(tree, await gitAt(root), [])
  await rm(rules)
  await utimes(join(root, 'text'), new Date(), new Date())
  assert.deepEqual((await changesSince(tree, await gitAt(root), baseline, [])).files, [])
  tree.close()
})

const unwatched: readonly { readonly when: string; given?(root: string): Promise<void>; readonly why: RegExp }[] = [
  { when: 'there is no repository', why: /\(not in git\)$/ },
  {
    when: 'git cannot be used',
    given: async (root) => {
      await commitAll(root)
      await writeFile(join(root, '.git/config'), 'no configuration')
    },
    why: /\(bad config line 1 in file .*\.git\/config\)$/,
  },
]
for (const { when, given, why } of unwatched) {
  for (const more of [{ writes: ['a'] }, { effect: 'none' }] as readonly { readonly [name: string]: Value }[]) {
    test(`exec/run with ${JSON.stringify(more)} says that a large tree is not watched when ${when}`, async () => {
      await using step = await benchStep('exec/run', {
        with: { command: ['true'], ...more },
        scope: { commands: ['true'], files: ['a'] },
        tree: { large: '' },
        given: async ({ root }) => {
          await given?.(root)
          await truncate(join(root, 'large'), 65 * 1024 * 1024)
        },
      })
      const notes: string[] = []
      const [change] = await step.changes()
      await step.stage.type.apply(change!.unit, { ...step.stage.context('write'), note: (text) => void notes.push(text) })
      assert.equal(notes.length, 1)
      assert.match(notes[0]!, why)
    })
  }
}

test('a repository whose parts are committed into the folder counts as none: it could have programs run', async (t) => {
  const root = temporaryFolder(t)
  await git(root, 'init', '--quiet', '--bare', '.')
  await git(root, 'config', 'core.bare', 'false')
  await git(root, 'config', 'core.worktree', '.')
  assert.equal(await git(root, 'rev-parse', '--is-inside-work-tree'), 'true')
  assert.equal(await gitAt(root), undefined)
})

test('exec/run passes over a directory that may not be read, as git does', async () => {
  await using step = await benchStep('exec/run', { with: { command: ['true'] }, scope: {}, tree: { 'a/x': '', 'b/y/z': '' } })
  const tree = diskTree(step.root)
  const denied = new PlanError('failed', 'Cannot read "b"', { cause: Object.assign(new Error('no'), { code: 'EACCES' }) })
  const names: Tree['names'] = (path) => (path === 'b' ? thrown(denied) : tree.names(path))
  assert.deepEqual((await walkTree({ ...tree, names }, undefined, [])).directories.toSorted(), ['a', 'b'])
  assert.equal(directoryMode({ ...tree, look: () => thrown(denied) }, 'b'), 0o755)
  await assert.rejects(walkTree({ ...tree, names: () => thrown(new PlanError('failed', 'no')) }, undefined, []), { code: 'failed' })
  tree.close()
})

function thrown(error: Error): never {
  throw error
}
