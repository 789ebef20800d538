import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { plan } from '../../support/cli.ts'
import { planText, type Repository, repository, writes } from '../repository.ts'

const bin = fileURLToPath(new URL('../../../packages/cli/bin/plan.js', import.meta.url))

/** Makes Node say that it is version 20: always, or only until `plan` has started itself again. */
const pretend = (when: 'always' | 'at first') => {
  const condition = when === 'always' ? 'true' : '!process.env.BACKOUT_STARTED_BY'
  return `--import="data:text/javascript,if (${condition}) Object.defineProperty(process.versions, 'node', { value: '20.11.1' })"`
}

const slowPlan = planText('a', `${writes('one')}- id: pause\n  uses: core/wait\n  with: { for: 20s }\n${writes('two')}`)

describe('Started by an older Node', { concurrency: 3 }, () => {
  test('plan runs on the Node that was installed with it', async (t) => {
    const { exitCode, stdout } = await plan(repository(t).root, ['--version'], { env: { NODE_OPTIONS: pretend('at first') } })
    assert.deepEqual([exitCode, /node-v(2[4-9]|[3-9]\d)\./.test(stdout)], [0, true], stdout)
  })

  test('plan gives messages and exit statuses', async (t) => {
    const { exitCode, stderr } = await plan(repository(t).root, ['validate', 'nothing'], { env: { NODE_OPTIONS: pretend('at first') } })
    assert.deepEqual([exitCode, /Cannot find plan "nothing"/.test(stderr)], [2, true], stderr)
  })

  test('plan says what to do where no newer Node was installed', async (t) => {
    const { exitCode, stderr } = await plan(repository(t).root, ['--version'], { env: { NODE_OPTIONS: pretend('always') } })
    assert.equal(exitCode, 2)
    assert.match(stderr, /needs Node\.js 24 or later, and this is 20\.11\.1[\s\S]*Install Node\.js 24/)
  })

  test('a signal reaches the run', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': slowPlan })
    const child = await pausing(repo)
    child.kill('SIGTERM')
    assert.equal(await ended(child), 130)
    assert.equal(existsSync(join(repo.root, 'out/two.txt')), false)
  })

  test('a run does not outlive the process that a person killed', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': slowPlan })
    const child = await pausing(repo)
    child.kill('SIGKILL')
    await ended(child)
    const run = readdirSync(join(repo.root, '.backout/runs')).find((name) => !name.startsWith('.'))
    const unlocked = async (): Promise<boolean> => (await repo.plan(['unlock', run!, '--reason', 'it was killed'])).exitCode === 0
    let tries = 0
    while (!(await unlocked())) assert.ok(tries++ < 20, 'the run is still at work')
  })
})

async function pausing(repo: Repository): Promise<ChildProcess> {
  const env = { ...process.env, NODE_OPTIONS: pretend('at first') }
  const child = spawn(process.execPath, [bin, 'run', 'a'], { cwd: repo.root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk) => /running +pause/.test((said += String(chunk))) && resolve())
    child.on('close', () => reject(new Error(`It ended, having said: ${said}`)))
  })
  return child
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', resolve))
}
