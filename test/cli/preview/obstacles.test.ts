import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { planText, type Repository, repository, writes } from '../repository.ts'

interface PreviewJson {
  readonly obstacle?: { readonly message: string; readonly hint?: string }
}

const files = {
  'plans/a.plan.yaml': planText('a', writes('one', 'out/a')).replace('out/**', 'out/a'),
  'plans/b.plan.yaml': planText('b', writes('one', 'out/b')).replace('out/**', 'out/b').replace('name: b', 'name: b, after: [a]'),
  'backout.yaml':
    'apiVersion: backout/v1\nkind: Project\nsignOffs: { allowedSigners: signers, roles: { dba: [ann@example.com], ops: [ann@example.com] } }\n',
  signers: '',
  'plans/s.plan.yaml': planText('s', writes('one', 'out/s'), 'signOffs: { require: [{ id: d, role: dba }, { id: o, role: ops }] }').replace(
    'out/**',
    'out/s',
  ),
  'plans/p.plan.yaml': planText(
    'p',
    `${writes('one', 'out/p')}- id: there\n  uses: file/check\n  with: { paths: [out/flag] }\n`,
    'onFailure: pause',
  ).replace('out/**', 'out/p", "out/flag'),
  'plans/w.plan.yaml': planText('w', '- id: pause\n  uses: core/wait\n  with: { for: 1h }\n'),
}

describe('plan preview says what keeps a plan from being run:', { concurrency: 4 }, () => {
  for (const [what, prepare, plan, says, next] of [
    ['nothing, of one that is pending', async () => {}, 'a', undefined, 'plan run a'],
    ['that another comes before it', async () => {}, 'b', /^Before "b", "a" must have been applied in local$/, 'plan run a'],
    ['that it is applied', ran('a'), 'a', /^"a" is already applied in local, by run "\S+": a run would do nothing$/, 'plan report '],
    [
      'that it has changed since',
      async (repo: Repository) => {
        await repo.plan(['run', 'a'])
        repo.write('plans/a.plan.yaml', repo.read('plans/a.plan.yaml').replace('content: "one"', 'content: "1"'))
      },
      'a',
      /"plans\/a\.plan\.yaml" has changed since run "\S+" applied it$/,
      'plan show a',
    ],
    [
      'that nobody has signed it',
      async () => {},
      's',
      /^Cannot run plan "s" in local: sign-off "d": 1 more in role "dba" needed; sign-off "o"/,
      'plan sign s --role dba --env local',
    ],
    ['that a run of it is open', ran('p'), 'p', /run "\S+" of it is paused$/, 'plan status '],
    ['that a run of it waits', ran('w'), 'w', /run "\S+" of it is waiting$/, 'plan status '],
    ['that a run of another plan is open', ran('p'), 'a', /run "\S+" of "p", which holds environment "local", is paused$/, 'plan status '],
    [
      'nothing, where what an open run holds was freed',
      async (repo: Repository) => {
        await repo.plan(['run', 'p'])
        await repo.plan(['unlock', '--reason', 'later'])
      },
      'a',
      undefined,
      'plan run a',
    ],
    [
      'nothing, of one that was rolled back',
      async (repo: Repository) => {
        await repo.plan(['run', 'a'])
        await repo.plan(['rollback'])
      },
      'a',
      undefined,
      'plan run a',
    ],
  ] as const)
    test(what, async (t: TestContext) => {
      const repo = repository(t, files)
      await prepare(repo)
      const { obstacle } = (await repo.json<PreviewJson>(['preview', plan])).value
      if (says === undefined) assert.equal(obstacle, undefined)
      else assert.match(obstacle?.message ?? '', says)
      const { stdout } = await repo.plan(['preview', plan])
      assert.match(stdout, new RegExp(`\\nNext: ${next}`))
      if (obstacle) assert.ok(stdout.includes(`\n! ${obstacle.message}\n`))
      for (const line of obstacle?.hint?.split('\n') ?? []) assert.ok(stdout.includes(` ${line}`), stdout)
      if (obstacle?.hint?.startsWith('plan report')) assert.equal(stdout.split(obstacle.hint).length, 2, 'told twice')
    })
})

test('plan preview that writes to a file says at the terminal, too, that a run would fail, and what is in its way', async (t) => {
  const checks = '- id: there\n  uses: file/check\n  with: { paths: [out/c] }\n'
  const plans = { 'plans/c.plan.yaml': planText('c', checks).replace('out/**', 'out/c'), 'plans/b.plan.yaml': files['plans/b.plan.yaml'] }
  const repo = repository(t, { ...plans, 'plans/a.plan.yaml': files['plans/a.plan.yaml'] })
  for (const [plan, status, says] of [
    ['c', 1, '✖ A run would fail as things are'],
    ['b', 0, '! Before "b", "a" must have been applied in local'],
  ] as const) {
    const { exitCode, stdout } = await repo.plan(['preview', plan, '--out', 'preview.txt'])
    assert.deepEqual([exitCode, stdout.split('\n').slice(0, 3)], [status, ['Wrote preview.txt', '', says]])
  }
})

function ran(plan: string): (repo: Repository) => Promise<void> {
  return async (repo) => void (await repo.plan(['run', plan]))
}

test('plan preview of a plan that is applied does not say that a run would fail, which would do nothing', async (t) => {
  const moves = '- id: move\n  uses: file/move\n  with: { from: out/a, to: out/b }\n'
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', moves), 'out/a': 'a' })
  await repo.plan(['run', 'a'])
  const { exitCode, value } = await repo.json<{ readonly wouldFail: boolean; readonly obstacle: { readonly done: boolean } }>([
    'preview',
    'a',
  ])
  assert.deepEqual([exitCode, value.wouldFail, value.obstacle.done], [0, false, true])
})
