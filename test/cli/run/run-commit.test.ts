import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { planText, repository, writes } from '../repository.ts'
import type { RunJson } from '../run-json.ts'

describe('plan run --commit', { concurrency: 4 }, () => {
  test('--commit makes one commit of the changes, with the run as its trailer', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one') + writes('two')) })
    const { value } = await repo.json<RunJson>(['run', 'a', '--commit'])
    const [outcome] = value.runs
    assert.equal(repo.git('rev-parse', 'HEAD'), outcome!.commit)
    assert.equal(repo.git('show', '--format=', '--name-only', 'HEAD'), 'out/one.txt\nout/two.txt')
    assert.equal(repo.git('log', '-1', '--format=%(trailers:key=Backout-Run,valueonly)').trim(), outcome!.run)
    assert.equal(repo.git('status', '--porcelain'), '')
    const report = await repo.json<{ committed: { branch: string } }>(['report'])
    assert.equal(report.value.committed.branch, 'main')
    assert.match((await repo.plan(['rollback'])).stdout, new RegExp(`\nCommit +${outcome!.commit} stays in git`))
  })

  test('--commit makes a subject of one line of a title of several, which would pass for trailers', async (t) => {
    const text = planText('a', writes('one')).replace('name: a', 'name: a, title: "One\\n\\nBackout-Run: forged\\e[2J"')
    const repo = repository(t, { 'plans/a.plan.yaml': text })
    await repo.json(['run', 'a', '--commit'])
    assert.equal(repo.git('log', '-1', '--format=%s'), 'One Backout-Run: forged\ufffd[2J')
  })

  test('--commit BRANCH leaves HEAD alone', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    const { value } = await repo.json<RunJson>(['run', 'a', '--commit', 'migrate/a'])
    assert.equal(repo.git('rev-parse', 'migrate/a'), value.runs[0]!.commit)
    assert.equal(repo.git('log', '--oneline', 'HEAD').split('\n').length, 1)
  })

  test('--commit refuses before anything runs when a file of the scope has changes already', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    repo.write('out/mine.txt', 'mine')
    const { exitCode, error } = await repo.json(['run', 'a', '--commit'])
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.equal(existsSync(join(repo.root, 'out/one.txt')), false)
  })

  test('tells of a run that succeeded also where git does not let it be committed, exits with 4, and says what to do', async (t) => {
    const locks = `- id: locks\n  uses: exec/run\n  with: { command: [node, -e, 'fs.writeFileSync(".git/refs/heads/main.lock", "")'] }\n  rollback: { none: it is a lock }\n`
    const plan = planText('a', writes('one') + locks).replace('files:', 'commands: [node], files:')
    const repo = repository(t, { 'plans/a.plan.yaml': plan })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'a', '--commit'])
    const [run] = value.runs
    assert.deepEqual([exitCode, run?.ending, run?.exitCode, run?.commit], [4, 'succeeded', 4, undefined])
    assert.match(run?.notCommitted?.message ?? '', /^Cannot commit run "\S+" on "refs\/heads\/main": git does not let it be moved/)
    rmSync(join(repo.root, '.git/refs/heads/main.lock'))
    const turn = /^To let the branch be there: git (reset \w+)$/m.exec(run?.notCommitted?.hint ?? '')![1]!
    repo.git(...turn.split(' '))
    assert.equal(repo.git('status', '--porcelain'), '')
    assert.equal(repo.git('show', '--format=', '--name-only'), 'out/one.txt')
  })
})

test('plan run --commit BRANCH of a folder makes a commit of each plan on the branch, one after the other', async (t) => {
  const gone = '- id: gone\n  uses: file/delete\n  with: { paths: [out/one.txt] }\n'
  const repo = repository(t, {
    'plans/a.plan.yaml': planText('a', writes('one') + writes('two')),
    'plans/b.plan.yaml': planText('b', writes('two', 'out/two.txt', 'again') + gone).replace('name: b', 'name: b, after: [a]'),
    'plans/c.plan.yaml': planText('c', writes('two', 'out/two.txt', 'again')).replace('name: c', 'name: c, after: [b]'),
  })
  const { exitCode, value } = await repo.json<RunJson>(['run', 'plans', '--commit', 'moved'])
  assert.deepEqual(
    [exitCode, value.runs.map(({ commit, nothingToCommit }) => commit ?? nothingToCommit)],
    [0, [repo.git('rev-parse', 'moved~1'), repo.git('rev-parse', 'moved'), true]],
  )
  assert.equal(repo.git('rev-parse', 'moved~2'), repo.git('rev-parse', 'main'))
  assert.equal(repo.git('show', '--format=', '--name-status', 'moved'), 'D\tout/one.txt\nM\tout/two.txt')
})

for (const [when, files, made] of [
  ['all is as it was', { 'out/one.txt': 'one' }, undefined],
  ['git ignores what it wrote', { '.gitignore': 'out/' }, undefined],
  ['a file of two was as it should be', { 'out/one.txt': 'one', '.gitignore': '' }, 'out/two.txt'],
] as const)
  test(`plan run --commit ${made === undefined ? 'says that there is nothing to commit' : `commits ${made}`} when ${when}`, async (t) => {
    const steps = made === undefined ? writes('one') : writes('one') + writes('two')
    const repo = repository(t, { ...files, 'plans/a.plan.yaml': planText('a', steps) })
    const { exitCode, stdout } = await repo.plan(['run', 'a', '--commit'])
    assert.equal(exitCode, 0)
    assert.match(stdout, made === undefined ? /^Commit +none: it changed no file that git does not ignore$/m : /^Commit +[0-9a-f]{40}$/m)
    assert.equal(repo.git('show', '--format=', '--name-only', 'HEAD') === made, made !== undefined)
  })

test('plan run --commit says of a plan that is applied that nothing is committed', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
  await repo.plan(['run', 'a'])
  const { exitCode, stdout } = await repo.plan(['run', 'a', '--commit'])
  assert.equal(exitCode, 0)
  assert.match(stdout, /already applied by \S+\n {2}! not committed: a commit is made right after a run, and this call made none\n/)
  await repo.plan(['rollback'])
  for (const says of [/^Commit /m, /already applied by \S+\n\n/]) assert.match((await repo.plan(['run', 'a', '--commit'])).stdout, says)
})

const untilThere = `${writes('one')}- id: there\n  uses: file/check\n  with: { paths: [flag] }\n${writes('two')}`

for (const [when, branch, ref] of [
  ['where HEAD is', [], 'main'],
  ['on a branch of its own', ['moved'], 'moved'],
] as const)
  test(`plan resume makes the commit that a run was to have ${when}, before it stood still`, async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', untilThere, 'onFailure: pause').replace('"out/**"', '"out/**", flag') })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'a', '--commit', ...branch])
    assert.deepEqual([exitCode, value.runs[0]?.ending, value.runs[0]?.commit], [4, 'paused', undefined])
    repo.write('.git/info/exclude', 'flag')
    repo.write('flag', '')
    repo.write('out/mine.txt', 'not of the run')
    const resumed = await repo.json<RunJson>(['resume'])
    assert.deepEqual([resumed.exitCode, resumed.value.runs[0]?.commit], [0, repo.git('rev-parse', ref)])
    assert.equal(repo.git('show', '--format=', '--name-only', ref), 'out/one.txt\nout/two.txt')
  })

test('plan resume commits nothing where another commit was checked out meanwhile, exits with 4, and says so', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', untilThere, 'onFailure: pause').replace('"out/**"', '"out/**", flag') })
  await repo.plan(['run', 'a', '--commit'])
  repo.write('.git/info/exclude', 'flag')
  repo.write('flag', '')
  repo.git('switch', '-qc', 'other')
  repo.git('commit', '-q', '--allow-empty', '-m', 'other')
  const { exitCode, value } = await repo.json<RunJson>(['resume'])
  const [run] = value.runs
  assert.deepEqual([exitCode, run?.ending, run?.commit], [4, 'succeeded', undefined])
  assert.match(
    run?.notCommitted?.message ?? '',
    /^Cannot commit on "refs\/heads\/main": another commit is checked out than when the run began$/,
  )
})
