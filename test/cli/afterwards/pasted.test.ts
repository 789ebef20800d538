import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type CliResult, plan, typed } from '../../support/cli.ts'
import { planText, repository, writes } from '../repository.ts'

/** Types into a shell what `said` ends with as the next command. */
async function pasted({ stdout }: CliResult, cwd: string): Promise<CliResult> {
  const next = /^Next: (.+)$/m.exec(stdout)?.[1]
  assert.ok(next, stdout)
  return typed(cwd, next)
}

const greeting = planText(
  'a',
  writes('one', 'out/one.txt', '${{ inputs.who }}'),
  'inputs: { who: { type: string, default: me } }\nenvironments: [local, staging]',
)
const project = 'apiVersion: backout/v1\nkind: Project\nenvironments: { local: {}, staging: {} }\n'
const files = { 'backout.yaml': project, 'plans/a.plan.yaml': greeting }

describe('The next command, as it is typed', { concurrency: 4 }, () => {
  test('runs what was shown and previewed: in the same environment, with the same inputs', async (t) => {
    const { root, plan: run, read } = repository(t, files)
    const shown = await run(['show', 'a', '--env', 'staging', '--input', 'who=Ann B'])
    const previewed = await pasted(shown, root)
    assert.match(previewed.stdout, /\+Ann B/)
    const done = await pasted(previewed, root)
    assert.match(done.stdout, /succeeded {2}a in staging/)
    assert.equal(read('out/one.txt'), 'Ann B')
  })

  for (const [where, path, name, cwd, word] of [
    ['that the repository does not list', 'lone/migrate.yaml', 'a', '.', 'lone/migrate.yaml'],
    ['that it does not list, from another folder', 'lone/migrate.yaml', 'a', 'lone/deep', '../migrate.yaml'],
    ['that has the name of a folder of plans', 'plans/plans/plan.yaml', 'plans', '.', 'plans/plans/plan.yaml'],
  ] as const)
    test(`finds a plan ${where}`, async (t) => {
      const others = { 'plans/b.plan.yaml': planText('b', writes('two')).replace('out/**', 'b/**'), 'lone/deep/x': '' }
      const { root } = repository(t, { ...others, [path]: planText(name, writes('one')) })
      let done = await plan(join(root, cwd), ['validate', word])
      for (const command of ['show', 'preview', 'run']) {
        assert.match(done.stdout, new RegExp(`^Next: plan ${command} ${word}$`, 'm'))
        done = await pasted(done, join(root, cwd))
      }
      assert.match(done.stdout, /^✔ succeeded/)
      assert.equal((await plan(join(root, cwd), ['rollback', word])).exitCode, 0)
    })

  test('is about the repository of --root, from anywhere', async (t) => {
    const { root } = repository(t, files)
    const done = await plan(tmpdir(), ['run', 'a', '--root', root])
    const status = await plan(tmpdir(), ['status', /^Run +(\S+)$/m.exec(done.stdout)![1]!, '--root', root])
    for (const { stdout } of [done, status]) assert.ok(existsSync(join(tmpdir(), /^Record +(\S+)$/m.exec(stdout)![1]!)), stdout)
    const report = await pasted(done, tmpdir())
    assert.match(report.stdout, /^✔ succeeded {2}a in local/)
    const audit = await pasted(report, tmpdir())
    assert.equal(audit.exitCode, 0)
  })

  test('also stands in errors with that --root', async (t) => {
    const { root } = repository(t, files)
    const { stderr } = await plan(tmpdir(), ['rollback', '--root', root])
    assert.ok(stderr.endsWith(`: plan status --root ${root}`), stderr)
  })

  test('tells what of a damaged record is whole', async (t) => {
    const { root, plan: run, read, write } = repository(t, files)
    const id = /^Run +(\S+)$/m.exec((await run(['run', 'a'])).stdout)![1]!
    const journal = `.backout/runs/${id}/journal.jsonl`
    write(journal, read(journal).replace('"kind":"step-started"', '"kind":"step-stirred"'))
    const { stderr } = await run(['report', id])
    const audit = await typed(root, /: (plan .*)$/m.exec(stderr)![1]!)
    assert.deepEqual([audit.exitCode, /^✖ .*$/m.exec(audit.stdout)?.[0].includes(id)], [4, true])
  })

  test('goes on with a run that a failed step pauses, once the step can succeed', async (t) => {
    const {
      root,
      plan: run,
      write,
    } = repository(t, {
      'plans/a.plan.yaml': planText(
        'a',
        `${writes('one')}- id: there\n  uses: file/check\n  with: { paths: [out/flag] }\n`,
        'onFailure: pause',
      ),
    })
    const paused = await run(['run', 'a'])
    assert.match(paused.stdout, /^Next: plan resume (\S+)\n {2}or: plan rollback \1$/m)
    assert.doesNotMatch(paused.stdout, /still in effect/)
    write('out/flag', '')
    const status = await run(['status', /resume (\S+)/.exec(paused.stdout)![1]!])
    assert.match((await pasted(status, root)).stdout, /succeeded {2}a in local/)
  })
})
