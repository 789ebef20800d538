import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { plan } from '../support/cli.ts'
import { planText, repository, writes } from './repository.ts'

interface Outcome {
  readonly run: string
  readonly plan: string
  readonly ending: string
  readonly exitCode: number
  readonly record: string
  readonly commit?: string
  readonly nothingToCommit?: boolean
  readonly notCommitted?: { readonly message: string; readonly hint?: string }
  readonly checks: readonly { readonly id: string; readonly holds: boolean }[]
}

interface RunJson {
  readonly runs: readonly Outcome[]
  readonly applied: readonly { readonly name: string; readonly run: string; readonly inputs?: object }[]
  readonly notRun: readonly { readonly name: string; readonly why: string; readonly hint?: string }[]
}

const failing = '- id: fails\n  uses: file/check\n  with: { paths: [out/nowhere.txt], exists: true }\n'

describe('plan run', { concurrency: 4 }, () => {
  test('applies a plan, says where the record is, and what the criteria gave', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText(
        'a',
        writes('one'),
        'successCriteria: [{ id: there, uses: file/check, with: { paths: [out/one.txt], exists: true } }]',
      ),
    })
    const { exitCode, stdout } = await repo.plan(['run', 'a'])
    assert.equal(exitCode, 0)
    assert.equal(repo.read('out/one.txt'), 'one')
    assert.match(stdout, /✔ succeeded {2}a in local\nChecks\n {2}✔ holds {2}there/)
    const record = /^Record {2}(.+)$/m.exec(stdout)![1]!
    assert.ok(existsSync(join(repo.root, record)))
    assert.match(stdout, /\nNext: plan report 2\d+-\d+-a-[0-9a-f]{4}$/)
  })

  test('Law: an applied plan is not applied again', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    const first = await repo.json<RunJson>(['run', 'a'])
    repo.write('out/one.txt', 'changed since')
    const second = await repo.json<RunJson>(['run', 'plans/a.plan.yaml'])
    assert.deepEqual([second.exitCode, second.value.runs], [0, []])
    assert.deepEqual(second.value.applied, [{ name: 'a', run: first.value.runs[0]!.run }])
    assert.equal(repo.read('out/one.txt'), 'changed since')
    assert.match((await repo.plan(['run', 'a'])).stdout, new RegExp(`already applied by ${first.value.runs[0]!.run}`))
  })

  test('Law: an applied plan whose content changed is refused, naming the file', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    await repo.plan(['run', 'a'])
    repo.write('plans/a.plan.yaml', planText('a', writes('one', 'out/one.txt', 'two')))
    const { exitCode, error } = await repo.json(['run', 'a'])
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.match(error.message, /"plans\/a\.plan\.yaml" has changed since run/)
  })

  test('a comment, other quotes and line ends do not change a plan', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    await repo.plan(['run', 'a'])
    repo.write('plans/a.plan.yaml', `# said in passing\n${planText('a', writes('one'))}`.replaceAll('"', "'").replaceAll('\n', '\r\n'))
    assert.equal((await repo.json<RunJson>(['run', 'a'])).value.applied.length, 1)
  })

  test('a failing plan is rolled back, exits with 1, and may be run again', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one') + failing) })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'a'])
    assert.deepEqual([exitCode, value.runs[0]!.ending], [1, 'rolled-back'])
    assert.equal(existsSync(join(repo.root, 'out')), false)
    repo.write('plans/a.plan.yaml', planText('a', writes('one')))
    assert.equal((await repo.json<RunJson>(['run', 'a'])).exitCode, 0)
  })

  test('a plan whose precondition fails touches nothing, and exits with 1', async (t) => {
    const check = 'preconditions: [{ id: there, uses: file/check, with: { paths: [out/x.txt], exists: true } }]'
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one'), check) })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'a'])
    assert.deepEqual([exitCode, value.runs[0]!.ending], [1, 'failed'])
    assert.deepEqual(
      value.runs[0]!.checks.map(({ id, holds }) => [id, holds]),
      [['there', false]],
    )
  })

  test('takes inputs from the command line, by their declared type', async (t) => {
    const text = planText(
      'a',
      writes('one', 'out/one.txt', '${{ inputs.count + 1 }} ${{ inputs.who }}'),
      'inputs: { count: { type: integer, default: 1 }, who: { type: string } }',
    )
    const repo = repository(t, { 'plans/a.plan.yaml': text })
    assert.equal((await repo.plan(['run', 'a', '--input', 'count=41', '-i', 'who=a=b'])).exitCode, 0)
    assert.equal(repo.read('out/one.txt'), '42 a=b')
  })

  for (const [when, args] of [
    ['an input has no value', ['--input', 'count']],
    ['an input is unknown', ['--input', 'nope=1', '--input', 'count=1']],
    ['an input has the wrong type', ['--input', 'count=many']],
    ['the environment is unknown', ['--env', 'mars', '--input', 'count=1']],
    ['the deadline is no duration', ['--deadline', 'soon', '--input', 'count=1']],
    ['a flag of the preview is given', ['--full']],
  ] as const)
    test(`exits with 2 when ${when}`, async (t) => {
      const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one'), 'inputs: { count: { type: integer } }') })
      assert.equal((await repo.json(['run', 'a', ...args])).exitCode, 2)
      assert.equal(existsSync(join(repo.root, '.backout')), false)
    })

  test('names the plan that was probably meant', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('add-customers-index', writes('one')) })
    const { exitCode, error } = await repo.json(['run', 'add-custmers-index'])
    assert.equal(exitCode, 2)
    assert.match(`${error.hint}`, /add-customers-index/)
  })

  test('--dry-run is the preview, and writes nothing', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    const [dry, preview] = [await repo.json(['run', 'a', '--dry-run']), await repo.json(['preview', 'a'])]
    assert.deepEqual(dry.value, preview.value)
    assert.equal(existsSync(join(repo.root, 'out')), false)
    assert.equal(existsSync(join(repo.root, '.backout')), false)
  })

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
})

const folder = {
  'plans/first/plan.yaml': planText('zulu', writes('one')),
  'plans/second/plan.yaml': planText('alpha', writes('two')).replace('name: alpha', 'name: alpha, after: [zulu]'),
  'plans/third/plan.yaml': planText('mike', writes('three')).replace('name: mike', 'name: mike, after: [alpha]'),
}

describe('plan run of a folder with inputs', { concurrency: 4 }, () => {
  const greets = (name: string, input: string): string =>
    planText(name, writes('one', `out/${name}`, `\${{ inputs.${input} }}`), `inputs: { ${input}: { type: string } }`).replace(
      'out/**',
      `out/${name}`,
    )
  const plans = { 'plans/a.plan.yaml': greets('a', 'who'), 'plans/b.plan.yaml': greets('b', 'what') }

  test('gives each plan those that it declares', async (t) => {
    const repo = repository(t, plans)
    const { exitCode } = await repo.json(['run', 'plans', '--input', 'who=ann', '--input', 'what=hat'])
    assert.deepEqual([exitCode, repo.read('out/a'), repo.read('out/b')], [0, 'ann', 'hat'])
  })

  test('asks for none of a plan that is applied', async (t) => {
    const repo = repository(t, plans)
    assert.equal((await repo.json(['run', 'a', '--input', 'who=ann'])).exitCode, 0)
    for (const args of [
      ['run', 'a'],
      ['run', 'plans', '--input', 'what=hat'],
      ['run', 'plans'],
    ]) {
      const { exitCode, value } = await repo.json<RunJson>(args)
      assert.deepEqual([exitCode, value.applied[0]?.inputs], [0, undefined], args.join(' '))
    }
  })

  test('asks for those of a plan that is still to be run', async (t) => {
    const { exitCode, error } = await repository(t, plans).json(['run', 'plans', '--input', 'who=ann'])
    assert.equal(exitCode, 2)
    assert.match(error.message, /"b" to environment "local": input "what" is required/)
  })

  test('refuses one that none of them declares', async (t) => {
    const { exitCode, error } = await repository(t, plans).json(['run', 'plans', '-i', 'who=ann', '-i', 'what=hat', '-i', 'when=now'])
    assert.equal(exitCode, 2)
    assert.match(error.message, /there is no input "when"; there is who/)
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

describe('plan run --commit', () => {
  test('tells of a run that succeeded also where git does not let it be committed, exits with 4, and says what to do', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    repo.write('.git/refs/heads/main.lock', '')
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

test('plan run --commit says of a run that stands open that it is not committed', async (t) => {
  const steps = `${writes('one')}- id: there\n  uses: file/check\n  with: { paths: [out/flag] }\n`
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', steps, 'onFailure: pause') })
  const { stdout, exitCode } = await repo.plan(['run', 'a', '--commit'])
  assert.equal(exitCode, 4)
  assert.match(stdout, /! not committed: the run is paused, and going on with it makes no commit/)
})

describe('plan run of a plan that is applied', () => {
  test('does nothing, and says where it was applied with other inputs', async (t) => {
    const inputs = 'inputs: { who: { type: string, default: me } }'
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one', 'out/one', '${{ inputs.who }}'), inputs) })
    await repo.plan(['run', 'a'])
    const applied = async (args: readonly string[]) => (await repo.json<RunJson>(['run', 'a', ...args])).value.applied[0]
    assert.equal((await applied([]))?.inputs, undefined)
    assert.deepEqual((await applied(['--input', 'who=you']))?.inputs, { who: 'me' })
    const { stdout, exitCode } = await repo.plan(['run', 'a', '--input', 'who=you'])
    assert.equal(exitCode, 0)
    assert.match(stdout, /already applied by \S+\n {2}! with other inputs: \{"who":"me"\}\n/)
    assert.equal(repo.read('out/one'), 'me')
  })
})

describe('plan run FOLDER', { concurrency: 4 }, () => {
  test('runs the pending plans after what they stand on, then by name', async (t) => {
    const repo = repository(t, folder)
    const { exitCode, value } = await repo.json<RunJson>(['run', 'plans'])
    assert.equal(exitCode, 0)
    assert.deepEqual(
      value.runs.map((run) => run.plan),
      ['zulu', 'alpha', 'mike'],
    )
    const again = await repo.json<RunJson>(['run', 'plans'])
    assert.deepEqual([again.exitCode, again.value.runs.length, again.value.applied.length], [0, 0, 3])
  })

  test('stops at the first plan that does not succeed', async (t) => {
    const repo = repository(t, {
      ...folder,
      'plans/second/plan.yaml': folder['plans/second/plan.yaml'] + failing.replaceAll(/^(?=.)/gm, '  '),
    })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'plans'])
    assert.equal(exitCode, 1)
    assert.deepEqual(
      value.runs.map(({ plan, ending }) => [plan, ending]),
      [
        ['zulu', 'succeeded'],
        ['alpha', 'rolled-back'],
      ],
    )
    assert.deepEqual(
      value.notRun.map(({ name }) => name),
      ['mike'],
    )
  })

  test('tells what ran before a plan that cannot begin, and what that one lacks', async (t) => {
    const repo = repository(t, {
      ...folder,
      'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nsignOffs: { allowedSigners: signers, roles: { dba: [ann@example.com] } }\n',
      signers: '',
      'plans/second/plan.yaml': `${folder['plans/second/plan.yaml']}\nsignOffs: { require: [{ id: review, role: dba }] }\n`,
    })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'plans'])
    assert.deepEqual([exitCode, value.runs.map(({ plan, ending }) => [plan, ending])], [3, [['zulu', 'succeeded']]])
    assert.deepEqual(
      value.notRun.map(({ name, hint }) => [name, hint]),
      [
        ['alpha', 'plan sign alpha --role dba --env local'],
        ['mike', undefined],
      ],
    )
    const again = await repo.json(['run', 'plans'])
    assert.deepEqual([again.exitCode, again.error.code], [3, 'waiting'])
    await repo.plan(['rollback'])
    assert.match((await repo.plan(['run', 'plans', '--again'])).stdout, /not run {2}mike.*\n\nNext: plan sign alpha --role dba --env local/)
  })

  test('begins no other plan once its deadline is reached, and exits with 3', async (t) => {
    const repo = repository(t, folder)
    const { exitCode, value } = await repo.json<RunJson>(['run', 'plans', '--deadline', '1ms'])
    assert.equal(exitCode, 3)
    assert.ok(value.runs.length <= 1)
    assert.equal(value.notRun.at(-1)?.name, 'mike')
  })

  test('Law: a plan of a folder that was rolled back runs again only with --again', async (t) => {
    const repo = repository(t, folder)
    await repo.plan(['run', 'plans/first'])
    await repo.plan(['rollback'])
    const { exitCode, error } = await repo.json(['run', 'plans'])
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.match(`${error.hint}`, /--again/)
    assert.equal((await repo.json<RunJson>(['run', 'plans', '--again'])).value.runs.length, 3)
  })

  test('Law: the same of a folder of which it is the only plan, unless the folder is that of the plan', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
    await repo.plan(['run', 'plans'])
    await repo.plan(['rollback'])
    assert.equal((await repo.json(['run', 'plans'])).error.code, 'refused')
    repo.git('mv', 'plans/a.plan.yaml', 'plans/plan.yaml')
    assert.equal((await repo.json(['run', 'plans'])).exitCode, 0)
  })

  test('is not all of the repository where it is a folder without plans, from where "." is run', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')), 'services/readme.txt': '' })
    const { exitCode, stderr } = await plan(join(repo.root, 'services'), ['run', '.', '--yes'])
    assert.equal(exitCode, 2)
    assert.match(stderr, /^Error: Cannot find a plan in "\.": no file there is called plan\.yaml/)
  })

  test('is a plan where the folder that is called like it holds none', async (t) => {
    const repo = repository(t, {
      'plans/docs.plan.yaml': planText('docs', writes('one', 'docs/one.txt')).replace('out/**', 'docs/**'),
      'docs/readme.txt': '',
      'empty/readme.txt': '',
    })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'docs'])
    assert.deepEqual([exitCode, value.runs.map(({ plan }) => plan)], [0, ['docs']])
    await repo.plan(['rollback'])
    // Not as a folder, which would ask for --again.
    assert.equal((await repo.json(['run', 'docs'])).exitCode, 0)
    const { error } = await repo.json(['run', 'empty'])
    assert.match(error.message, /^Cannot find a plan in /)
  })

  test('leaves out plans for other environments, and says so', async (t) => {
    const repo = repository(t, {
      'plans/a/plan.yaml': planText('a', writes('one')),
      'plans/b/plan.yaml': planText('b', writes('two', 'out/b/two.txt'), 'environments: [local, staging]').replace('out/**', 'out/b/**'),
    })
    repo.write('plans/a/plan.yaml', planText('a', writes('one', 'out/a/one.txt'), 'environments: [staging]').replace('out/**', 'out/a/**'))
    const { value } = await repo.json<RunJson>(['run', 'plans'])
    assert.deepEqual([value.runs.map(({ plan }) => plan), value.notRun.map(({ name }) => name)], [['b'], ['a']])
  })
})

describe('plan run in a protected environment', { concurrency: 4 }, () => {
  const project = 'apiVersion: backout/v1\nkind: Project\nenvironments: { local: {}, production: { protected: true } }\n'
  const text = planText('a', writes('one'), 'environments: [local, production]')

  test('refuses without --yes where nobody can be asked', async (t) => {
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text })
    const { exitCode, error } = await repo.json(['run', 'a', '--env', 'production'])
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.match(`${error.hint}`, /--yes/)
  })

  test('Law: refuses steps that would still change files', async (t) => {
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text })
    const { exitCode, error } = await repo.json(['run', 'a', '--env', 'production', '--yes'])
    assert.equal(exitCode, 2)
    assert.match(error.message, /step "one" would still change "out\/one\.txt"/)
  })

  test('Law: refuses a work tree that is not clean', async (t) => {
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text })
    repo.write('notes.txt', 'mine')
    const { exitCode, error } = await repo.json(['run', 'a', '--env', 'production', '--yes'])
    assert.equal(exitCode, 2)
    assert.match(error.message, /work tree is not clean/)
  })

  test('runs once the changes are committed', async (t) => {
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text })
    await repo.plan(['run', 'a', '--commit'])
    const { exitCode, value } = await repo.json<RunJson>(['run', 'a', '--env', 'production', '--yes'])
    assert.deepEqual([exitCode, value.runs[0]?.ending], [0, 'succeeded'])
  })
})
