import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { plan } from '../../support/cli.ts'
import { planText, repository, writes } from '../repository.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import type { RunJson } from '../run-json.ts'

const failing = '- id: fails\n  uses: file/check\n  with: { paths: [out/nowhere.txt], exists: true }\n'

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

test('Law: a plan that somebody applies while another call is about to run it is applied, for both', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
  const bin = temporaryFolder(t)
  // What git is asked for just before the run is what the other call comes between with.
  writeFileSync(
    join(bin, 'git'),
    '#!/bin/sh\nPATH=${PATH#*:}\ncase "$*" in *HEAD^*) "$PLAN_NODE" "$PLAN_BIN" run a >/dev/null;; esac\nexec git "$@"\n',
    { mode: 0o755 },
  )
  const { exitCode, stdout, stderr } = await repo.typed(`PATH="${bin}:$PATH" plan run a`)
  assert.equal(exitCode, 0, stderr)
  assert.match(stdout, /^✔ applied {2}a in local: already applied by \S+-a-\w+$/m)
})
