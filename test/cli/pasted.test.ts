import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { CliResult } from '../support/cli.ts'
import { plan } from '../support/cli.ts'
import { planText, repository, writes } from './repository.ts'

const bin = fileURLToPath(new URL('../../packages/cli/bin/plan.js', import.meta.url))

/** Types into a shell what `said` ends with as the next command. */
async function pasted({ stdout }: CliResult, cwd: string, tools: string): Promise<CliResult> {
  const next = /^Next: (.+)$/m.exec(stdout)?.[1]
  assert.ok(next, stdout)
  const path = join(tools, 'plan')
  mkdirSync(tools, { recursive: true })
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`, { mode: 0o755 })
  const env = { PATH: `${tools}:${process.env['PATH']}`, NO_COLOR: '1' }
  const { exitCode, stdout: out, stderr } = await execa('sh', ['-c', next], { cwd, reject: false, env })
  return { exitCode, stdout: out, stderr }
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
    const previewed = await pasted(shown, root, join(root, '.git/tools'))
    assert.match(previewed.stdout, /\+Ann B/)
    const done = await pasted(previewed, root, join(root, '.git/tools'))
    assert.match(done.stdout, /succeeded {2}a in staging/)
    assert.equal(read('out/one.txt'), 'Ann B')
  })

  test('is about the repository of --root, from anywhere', async (t) => {
    const { root } = repository(t, files)
    const done = await plan(tmpdir(), ['run', 'a', '--root', root])
    const status = await plan(tmpdir(), ['status', /^Run +(\S+)$/m.exec(done.stdout)![1]!, '--root', root])
    for (const { stdout } of [done, status]) assert.ok(existsSync(join(tmpdir(), /^Record +(\S+)$/m.exec(stdout)![1]!)), stdout)
    const report = await pasted(done, tmpdir(), join(root, '.git/tools'))
    assert.match(report.stdout, /^✔ succeeded {2}a in local/)
    const audit = await pasted(report, tmpdir(), join(root, '.git/tools'))
    assert.equal(audit.exitCode, 0)
  })

  test('also stands in errors with that --root', async (t) => {
    const { root } = repository(t, files)
    const { stderr } = await plan(tmpdir(), ['rollback', '--root', root])
    assert.ok(stderr.endsWith(`plan status --root ${root} PLAN`), stderr)
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
    assert.match((await pasted(status, root, join(root, '.git/tools'))).stdout, /succeeded {2}a in local/)
  })
})
