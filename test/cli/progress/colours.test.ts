import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { planText, repository, writes } from '../repository.ts'

describe('Colours', () => {
  for (const [env, coloured] of [
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '', FORCE_COLOR: '' }, false],
    [{ NO_COLOR: '', FORCE_COLOR: '1' }, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '' }, false],
  ] as const)
    test(`${JSON.stringify(env)} in a pipe gives ${coloured ? '' : 'no '}colours`, async (t) => {
      const { stdout, stderr } = await repository(t).plan(['status', '--env', 'nowhere', 'nothing'], env)
      assert.equal(stripVTControlCharacters(stdout + stderr) !== stdout + stderr, coloured)
      assert.doesNotMatch(stderr, /Warning/)
    })

  const wrong = planText('wrong', '- id: one\n  uses: file/wirte\n')
  const plans = { 'plans/a.plan.yaml': planText('a', writes('one')), 'plans/wrong.plan.yaml': wrong }
  for (const args of [
    ['validate'],
    ['validate', 'a'],
    ['show', 'a'],
    ['preview', 'a'],
    ['preview', 'wrong'],
    ['run', 'wrong'],
    ['status'],
    ['report', 'nothing'],
    ['plugins'],
  ])
    test(`plan ${args.join(' ')} says in colours what it says without`, async (t) => {
      const repo = repository(t, plans)
      const [plain, coloured] = [await repo.plan(args), await repo.plan(args, { FORCE_COLOR: '1' })]
      assert.notDeepEqual(coloured, plain)
      const stripped = { ...coloured, stdout: stripVTControlCharacters(coloured.stdout), stderr: stripVTControlCharacters(coloured.stderr) }
      assert.deepEqual(stripped, plain)
    })
})
