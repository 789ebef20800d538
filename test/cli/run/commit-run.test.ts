import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { commitRun } from '../../../packages/cli/src/git/commit-run.ts'
import { commitTarget } from '../../../packages/cli/src/git/commit-target.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const covers = (path: string): boolean => path.startsWith('src/')
const message = { subject: 'Rename things', body: 'By a plan', run: 'r1' }

test('commitRun() commits changed, new and removed files of the scope, and nothing else', async (t) => {
  const { root, git, write } = repository(t)
  write('notes.txt', 'staged by somebody')
  git('add', 'notes.txt')
  write('README', 'edited by somebody')
  const target = await commitTarget(root, undefined, covers)
  write('src/a.txt', 'after')
  write('src/new.txt', 'new')
  rmSync(join(root, 'src/b.txt'))
  const { commit } = (await commitRun(target, message))!
  assert.equal(git('rev-parse', 'HEAD'), commit)
  assert.equal(git('show', '--format=', '--name-status', 'HEAD'), 'M\tsrc/a.txt\nD\tsrc/b.txt\nA\tsrc/new.txt')
  assert.equal(git('status', '--porcelain'), 'M README\nA  notes.txt')
  assert.equal(git('log', '-1', '--format=%(trailers:key=Backout-Run,valueonly)').trim(), 'r1')
})

test('commitRun() keeps the executable bit', async (t) => {
  const { root, git, write } = repository(t)
  const target = await commitTarget(root, undefined, covers)
  write('src/run.sh', '#!/bin/sh\n')
  chmodSync(join(root, 'src/run.sh'), 0o755)
  await commitRun(target, message)
  assert.match(git('ls-tree', 'HEAD', 'src/run.sh'), /^100755 /)
})

test('commitRun() leaves HEAD and the index alone when the commit goes to a new branch', async (t) => {
  const { root, git, write } = repository(t)
  const head = git('rev-parse', 'HEAD')
  const target = await commitTarget(root, 'migrations/r1', covers)
  write('src/a.txt', 'after')
  const { commit } = (await commitRun(target, message))!
  assert.equal(git('rev-parse', 'HEAD'), head)
  assert.equal(git('rev-parse', 'migrations/r1'), commit)
  assert.equal(git('status', '--porcelain'), 'M src/a.txt')
})

test('commitRun() makes no commit when no file changed', async (t) => {
  const { root } = repository(t)
  assert.equal(await commitRun(await commitTarget(root, undefined, covers), message), undefined)
})

test('commitRun() works in a root below the top of the work tree', async (t) => {
  const { root, git, write } = repository(t)
  write('sub/src/c.txt', 'c')
  git('add', '.')
  git('commit', '-qm', 'sub')
  const target = await commitTarget(join(root, 'sub'), undefined, covers)
  write('sub/src/c.txt', 'after')
  write('src/a.txt', 'somebody else')
  const { commit } = (await commitRun(target, message))!
  assert.equal(git('show', '--format=', '--name-only', commit), 'sub/src/c.txt')
})

test('commitRun() runs no hooks of a commit', async (t) => {
  const repo = repository(t)
  const { root, write } = repo
  const target = await commitTarget(root, undefined, covers)
  hook(repo, 'pre-commit', `touch ${join(root, 'hooked')}`)
  write('src/a.txt', 'after')
  await commitRun(target, message)
  assert.equal(existsSync(join(root, 'hooked')), false)
})

test('commitRun() reports a conflict, and says where the commit is, when the branch moved while the run went on', async (t) => {
  const { root, git, write } = repository(t)
  const target = await commitTarget(root, undefined, covers)
  git('commit', '--allow-empty', '-qm', 'meanwhile')
  write('src/a.txt', 'after')
  await assert.rejects(commitRun(target, message), { code: 'conflict' })
})

test('commitRun() moves no branch where the index cannot be brought up to date', async (t) => {
  const { root, git, write } = repository(t)
  const target = await commitTarget(root, undefined, covers)
  write('src/a.txt', 'after')
  write('.git/index.lock', '')
  await assert.rejects(commitRun(target, message), { code: 'failed' })
  assert.equal(git('rev-parse', 'HEAD'), target.base)
})

for (const [when, prepare, branch] of [
  ['a file of the scope has changes already', ({ write }: Repository) => write('src/a.txt', 'mine'), undefined],
  ['an untracked file lies in the scope', ({ write }: Repository) => write('src/mine.txt', 'mine'), undefined],
  ['the branch is elsewhere', ({ git }: Repository) => git('branch', 'old', 'HEAD~1'), 'old'],
  ['the name is none for a branch', () => {}, 'a..b'],
  ['the name stands for another branch', ({ git }: Repository) => git('checkout', '-qb', 'side'), '@{-1}'],
  ['another branch is in the way', ({ git }: Repository) => git('branch', 'a'), 'a/b'],
  ['a hook guards the branch', (repo: Repository) => hook(repo, 'reference-transaction', 'exit 1'), undefined],
  ['a merge is under way', ({ git, write }: Repository) => write('.git/MERGE_HEAD', `${git('rev-parse', 'HEAD')}\n`), undefined],
  ['a rebase is under way', ({ git, write }: Repository) => write('.git/REBASE_HEAD', `${git('rev-parse', 'HEAD')}\n`), undefined],
  ['a rebase stands at a break', ({ write }: Repository) => write('.git/rebase-merge/interactive', ''), undefined],
  ['git am is under way', ({ write }: Repository) => write('.git/rebase-apply/applying', ''), undefined],
  ['several picks are under way', ({ write }: Repository) => write('.git/sequencer/todo', ''), undefined],
  ['the index is locked', ({ write }: Repository) => write('.git/index.lock', ''), undefined],
  ['git does not know who commits', ({ git }: Repository) => git('config', 'user.name', ' '), undefined],
] as const)
  test(`commitTarget() refuses when ${when}`, async (t) => {
    const repo = repository(t)
    prepare(repo)
    await assert.rejects(commitTarget(repo.root, branch, covers), { code: 'refused' })
  })

test('commitTarget() tells of git that is not there', async (t) => {
  const { root } = repository(t)
  const { PATH } = process.env
  process.env['PATH'] = join(root, 'nothing')
  t.after(() => void (process.env['PATH'] = PATH))
  await assert.rejects(commitTarget(root, undefined, covers), { code: 'missing', message: 'Cannot run with --commit: there is no git' })
})

test('commitTarget() says what git does where it reads no work tree of somebody else', async (t) => {
  const { root } = repository(t)
  process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'] = '1'
  t.after(() => delete process.env['GIT_TEST_ASSUME_DIFFERENT_OWNER'])
  await assert.rejects(commitTarget(root, undefined, covers), {
    code: 'refused',
    message: /^Cannot run with --commit: git says: detected dubious ownership in repository at /,
    hint: /^git config --global --add safe\.directory /m,
  })
})

test('commitRun() needs no folder for temporary files', async (t) => {
  const { root, git, write } = repository(t)
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = join(root, 'nowhere')
  t.after(() => (TMPDIR === undefined ? delete process.env['TMPDIR'] : (process.env['TMPDIR'] = TMPDIR)))
  const target = await commitTarget(root, undefined, covers)
  write('src/a.txt', 'after')
  assert.ok(await commitRun(target, message))
  assert.deepEqual([git('status', '--porcelain'), readdirSync(join(root, '.git')).filter((name) => name.includes('backout'))], ['', []])
})

test('commitRun() says what to do where git cannot sign the commit', async (t) => {
  const { root, git, write } = repository(t)
  for (const [name, value] of [
    ['commit.gpgsign', 'true'],
    ['gpg.format', 'ssh'],
    ['user.signingKey', join(root, 'nowhere')],
  ])
    git('config', name!, value!)
  const target = await commitTarget(root, undefined, covers)
  write('src/a.txt', 'after')
  await assert.rejects(commitRun(target, message), { code: 'failed', message: 'Cannot make a signed commit', hint: /user\.signingKey/ })
})

test('commitTarget() refuses outside of git', async (t) => {
  const root = temporaryFolder(t)
  await assert.rejects(commitTarget(root, undefined, covers), { code: 'refused' })
})

test('commitTarget() needs no index for another branch than the one that is checked out', async (t) => {
  const { root, write } = repository(t)
  write('.git/index.lock', '')
  assert.equal((await commitTarget(root, 'new', covers)).current, false)
})

test('commitTarget() moves nothing, and leaves nothing locked', async (t) => {
  const { root, git } = repository(t)
  for (const branch of [undefined, 'new', 'a/b']) await commitTarget(root, branch, covers)
  assert.equal(git('for-each-ref', '--format=%(refname)'), 'refs/heads/main')
  assert.equal(git('commit', '-q', '--allow-empty', '-m', 'third'), '')
})

type Repository = ReturnType<typeof repository>

function hook({ root, write }: Repository, name: string, script: string): void {
  write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`)
  chmodSync(join(root, '.git/hooks', name), 0o755)
}

function repository(t: TestContext) {
  const root = temporaryFolder(t)
  const git = (...args: string[]): string => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim()
  const write = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  git('init', '-qb', 'main')
  git('config', 'user.email', 'ann@example.com')
  git('config', 'user.name', 'Ann')
  for (const path of ['README', 'src/a.txt', 'src/b.txt']) write(path, path)
  git('add', '.')
  git('commit', '-qm', 'first')
  git('commit', '-q', '--allow-empty', '-m', 'second')
  return { root, git, write }
}
