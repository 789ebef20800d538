import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { planText, repository, writes } from '../repository.ts'
import type { RunJson } from '../run-json.ts'

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

  for (const flag of ['assume-unchanged', 'skip-worktree'])
    test(`Law: refuses a work tree with a file that git is told to take for unchanged: ${flag}`, async (t) => {
      const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text, 'out/one.txt': 'one', 'run me.sh': 'echo good' })
      repo.git('update-index', `--${flag}`, 'run me.sh')
      repo.write('run me.sh', 'echo evil')
      const args = ['run', 'a', '--env', 'production', '--yes']
      const { exitCode, error } = await repo.json(args)
      assert.equal(exitCode, 2)
      assert.match(error.message, /git is told not to look whether "run me\.sh" has changed$/)
      rmSync(join(repo.root, 'run me.sh'))
      assert.equal((await repo.json(args)).exitCode, flag === 'skip-worktree' ? 0 : 2)
    })

  test('Law: refuses a work tree whose submodule is at another commit, also where .gitmodules tells git to ignore that', async (t) => {
    const library = repository(t, { 'library.txt': 'first' })
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text })
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.root, 'library')
    repo.git('config', '-f', '.gitmodules', 'submodule.library.ignore', 'all')
    repo.git('commit', '-qam', 'add the library')
    repo.git('-C', 'library', '-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '-q', '--allow-empty', '-m', 'mine')
    const { exitCode, error } = await repo.json(['run', 'a', '--env', 'production', '--yes'])
    assert.equal(exitCode, 2)
    assert.match(error.message, /work tree is not clean \(library\)/)
  })

  test('runs checks of files, and commands that write none', async (t) => {
    const check = '- id: there\n  uses: file/check\n  with: { paths: [out/one.txt] }\n'
    const command = '- id: told\n  uses: exec/run\n  with: { command: [node, -e, ""] }\n  rollback: { none: told is told }\n'
    const plan = planText('a', check + command, 'environments: [production]').replace('files:', 'commands: [node], files:')
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': plan, 'out/one.txt': 'one' })
    const { exitCode, value } = await repo.json<RunJson>(['run', 'a', '--env', 'production', '--yes'])
    assert.deepEqual([exitCode, value.runs[0]?.ending], [0, 'succeeded'])
  })

  test('runs once the changes are committed, and is rolled back without --yes where nobody can be asked', async (t) => {
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text })
    await repo.plan(['run', 'a', '--commit'])
    const { exitCode, value } = await repo.json<RunJson>(['run', 'a', '--env', 'production', '--yes'])
    assert.deepEqual([exitCode, value.runs[0]?.ending], [0, 'succeeded'])
    assert.equal((await repo.json(['rollback', value.runs[0]!.run])).exitCode, 0)
  })
})
