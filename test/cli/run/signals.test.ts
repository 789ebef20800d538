import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { planText, type Repository, repository, writes } from '../repository.ts'

const bin = fileURLToPath(new URL('../../../packages/cli/bin/plan.js', import.meta.url))
const slow = '- id: pause\n  uses: core/wait\n  with: { for: 2s }\n'
// Long enough for another command to be asked meanwhile, also on a busy machine.
const slower = slow.replace('2s', '15s')

describe('Signals', { concurrency: 4 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    test(`Law: a first ${signal} stops between two units and exits with 130; plan resume goes on`, async (t) => {
      const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one') + slow + writes('two')) })
      const { status, stderr } = await interrupted(repo, signal)
      assert.equal(status, 130, stderr)
      assert.match(stderr, new RegExp(`${signal}: finishing the unit in hand`))
      assert.equal(existsSync(join(repo.root, 'out/two.txt')), false)
      const state = await repo.json<{ readonly plans: readonly { readonly state: string }[] }>(['status'])
      assert.equal(state.value.plans[0]!.state, 'open')
      const busy = await repo.json(['run', 'a'])
      assert.deepEqual([busy.exitCode, busy.error.code], [5, 'busy'])
      const resumed = await repo.json<{ readonly runs: readonly { readonly ending: string }[] }>(['resume'])
      assert.deepEqual([resumed.exitCode, resumed.value.runs[0]?.ending], [0, 'succeeded'])
      assert.equal(repo.read('out/two.txt'), 'two')
    })

  test('Law: a first Ctrl-C, which a terminal sends to all that was started, finishes the unit in hand, also where git is asked about it', async (t) => {
    const command = '- id: one\n  uses: exec/run\n  with: { command: [touch, out/one.txt], writes: [out/**] }\n'
    const text = planText('a', command + slow + writes('two')).replace('scope: {', 'scope: { commands: [touch],')
    const repo = repository(t, { 'plans/a.plan.yaml': text, 'out/kept.txt': '', '.gitignore': 'bin\n' })
    repo.write('bin/git', '#!/bin/sh\ncase "$*" in *diff*) touch bin/asked; sleep 0.5;; esac\nPATH=${PATH#*:} exec git "$@"\n')
    chmodSync(join(repo.root, 'bin/git'), 0o755)
    const env = { ...process.env, PATH: `${join(repo.root, 'bin')}:${process.env['PATH']}` }
    const child = spawn(process.execPath, [bin, 'run', 'a'], { cwd: repo.root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    while (!existsSync(join(repo.root, 'bin/asked'))) await setTimeout(20)
    process.kill(-child.pid!, 'SIGINT')
    assert.equal(await ended(child), 130)
    assert.equal(existsSync(join(repo.root, 'out/one.txt')), true)
    assert.equal((await repo.json(['resume'])).exitCode, 0)
    assert.equal(repo.read('out/two.txt'), 'two')
  })

  test('Law: after a first signal that comes in the last unit of a plan, the plans behind it do not begin', async (t) => {
    const command = '- id: pause\n  uses: exec/run\n  with: { command: [sleep, "2"], effect: none }\n'
    const last = planText('a', writes('one') + command).replace('scope: {', 'scope: { commands: [sleep],')
    const behind = planText('b', writes('two')).replace('name: b', 'name: b, after: [a]')
    const repo = repository(t, { 'plans/a.plan.yaml': last, 'plans/b.plan.yaml': behind })
    const { status, stderr } = await interrupted(repo, 'SIGINT', 'plans/')
    assert.equal(status, 130, stderr)
    assert.equal(existsSync(join(repo.root, 'out/two.txt')), false)
    const { value } = await repo.json<{ readonly plans: readonly { readonly state: string }[] }>(['status'])
    assert.deepEqual(
      value.plans.map(({ state }) => state),
      ['applied', 'pending'],
    )
  })

  test('an interrupted run can be rolled back instead', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one') + slow + writes('two')) })
    await interrupted(repo, 'SIGINT')
    assert.equal((await repo.json(['rollback'])).exitCode, 0)
    assert.equal(existsSync(join(repo.root, 'out')), false)
  })

  test('--deadline stops between two units, and the run waits for its next turn', async (t) => {
    const sleeps = '- id: sleeps\n  uses: exec/run\n  with: { command: [sleep, "1"], effect: none }\n'
    const text = planText('a', writes('one') + sleeps + writes('two')).replace('scope: {', 'scope: { commands: [sleep],')
    const repo = repository(t, { 'plans/a.plan.yaml': text })
    const stopped = await repo.json<{ readonly runs: readonly { readonly ending: string }[] }>(['run', 'a', '--deadline', '500ms'])
    assert.equal(existsSync(join(repo.root, 'out/two.txt')), false)
    assert.deepEqual([stopped.exitCode, stopped.value.runs[0]?.ending], [3, 'waiting'])
    // It waits for nothing but for somebody to go on with it.
    assert.match((await repo.plan(['status', 'a'])).stdout, / waiting +a +\S+ +to be resumed, since 20/)
    assert.match((await repo.plan(['status', runIn(repo)])).stdout, /\n {2}waits to be resumed, since 20/)
    assert.equal((await repo.json(['resume', '--due'])).exitCode, 0)
    assert.equal(existsSync(join(repo.root, 'out/two.txt')), true)
  })

  test('a killed run is found dead, unlocked on record, and resumed', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one') + slower + writes('two')) })
    const child = start(repo)
    await untilSaid(child, /running +pause/)
    const [alive, twice, plans, one] = await Promise.all([
      repo.json(['unlock', runIn(repo), '--reason', 'too early']),
      repo.json(['run', 'a']),
      repo.plan(['status']),
      repo.plan(['status', runIn(repo)]),
    ])
    assert.deepEqual([alive.exitCode, alive.error.code], [5, 'busy'])
    assert.deepEqual([twice.exitCode, twice.error.hint], [5, `Wait until it ends; see where it is: plan status ${runIn(repo)}`])
    assert.match(plans.stdout, /› open {2}a .* a process is working on it/)
    assert.match(one.stdout, new RegExp(`› running {2}pause[^]*\\nNext: plan status ${runIn(repo)}$`))
    child.kill('SIGKILL')
    await ended(child)
    const status = await repo.plan(['status', runIn(repo)])
    assert.match(status.stdout, /no process is working on it[^]*– stopped {2}pause/)
    assert.match((await repo.plan(['status'])).stdout, /› open {2}a .* no process is working on it/)
    assert.equal((await repo.json(['unlock', runIn(repo), '--reason', 'it was killed'])).exitCode, 0)
    assert.equal((await repo.json(['resume'])).exitCode, 0)
    assert.match((await repo.plan(['report'])).stdout, /unlocked +it was killed \(ann@example\.com\)/)
  })

  test('plan unlock says that the claim of a killed process in a database ends later', async (t) => {
    const sql = '- { id: sql, uses: sql/execute, with: { connection: crm, sql: create table t (a) } }\n'
    const databases = 'connections: { crm: { driver: sqlite, file: crm.db, create: true } }'
    const text = planText('a', sql + slower, databases).replace('scope: {', 'scope: { databases: { crm: [t] },')
    const repo = repository(t, { 'plans/a.plan.yaml': text })
    const child = start(repo)
    await untilSaid(child, /running +pause/)
    child.kill('SIGKILL')
    await ended(child)
    const { stdout } = await repo.plan(['unlock', '--reason', 'it was killed'])
    const but = 'but for its claim in databases\\.crm, which ends 30 s after its process has died'
    assert.match(stdout, new RegExp(`^On record: run "\\S+" holds nothing any more \\(it was killed\\)\n  ${but}\n`))
  })
})

function start(repo: Repository, plan = 'a'): ChildProcess {
  return spawn(process.execPath, [bin, 'run', plan], { cwd: repo.root, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function interrupted(
  repo: Repository,
  signal: NodeJS.Signals,
  plan?: string,
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const child = start(repo, plan)
  let stderr = ''
  child.stderr!.on('data', (chunk) => (stderr += chunk))
  await untilSaid(child, /running +pause/)
  child.kill(signal)
  return { status: await ended(child), stderr }
}

function untilSaid(child: ChildProcess, pattern: RegExp): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stderr!.on('data', (chunk) => {
      said += chunk
      if (pattern.test(said)) resolve()
    })
    child.on('close', () => reject(new Error(`It ended, having said: ${said}`)))
  })
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) =>
    child.exitCode === null && child.signalCode === null ? child.on('close', resolve) : resolve(child.exitCode),
  )
}

function runIn(repo: Repository): string {
  return readdirSync(join(repo.root, '.backout/runs')).find((name) => !name.startsWith('.'))!
}
