import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { CliResult } from '../../support/cli.ts'
import { planText, type Repository, repository, writes } from '../repository.ts'

interface RunJson {
  readonly runs: readonly { readonly run: string }[]
}

const plans = {
  'plans/a.plan.yaml': planText('a', writes('one', 'out/a')).replace('out/**', 'out/a'),
  'plans/b.plan.yaml': planText('b', writes('one', 'out/b')).replace('out/**', 'out/b').replace('name: b', 'name: b, after: [a]'),
}
const pausing = planText('p', `${writes('one')}- id: there\n  uses: file/check\n  with: { paths: [out/flag] }\n`, 'onFailure: pause')

async function ran(repo: Repository, name: string): Promise<string> {
  return (await repo.json<RunJson>(['run', name])).value.runs[0]!.run
}

/** A run that a failed step pauses, so that it stands open and nobody works on it. */
async function paused(t: TestContext): Promise<{ readonly repo: Repository; readonly run: string }> {
  const repo = repository(t, { 'plans/p.plan.yaml': pausing })
  return { repo, run: await ran(repo, 'p') }
}

/** The words behind `plan`, as a shell reads the line. */
function commandOf(line: string): readonly string[] {
  const script = 'plan() { for word; do printf "%s\\0" "$word"; done; }\n'
  return execFileSync('sh', ['-c', script + line], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

describe('A command about a run', { concurrency: 4 }, () => {
  test('plan unlock takes the only one that is open, and puts it on record', async (t) => {
    const { repo, run } = await paused(t)
    const { exitCode, value } = await repo.json(['unlock', '--reason', 'its machine is gone'])
    assert.deepEqual([exitCode, value['run']], [0, run])
    assert.match((await repo.plan(['report', run])).stdout, /unlocked +its machine is gone/)
  })

  test('is named with what it holds where another plan is run in its environment, and with the ways on', async (t) => {
    const { repo, run } = await paused(t)
    repo.write('plans/a.plan.yaml', plans['plans/a.plan.yaml'])
    const { exitCode, error } = await repo.json(['run', 'a'])
    assert.deepEqual([exitCode, error.code], [5, 'busy'])
    const begin = `Cannot run plan "a" in local: run "${run}" holds environment "local", by ann@example.com on `
    assert.equal(error.message.slice(0, begin.length), begin)
    assert.match(error.message, /, pid \d+, since \S+Z, and stands open$/)
    assert.match(`${error.hint}`, new RegExp(`plan resume ${run}\n.*plan rollback ${run}\n.*plan unlock ${run}`))
  })

  test('plan unlock frees nothing of one whose journal is damaged', async (t) => {
    const { repo, run } = await paused(t)
    const [journal, claims] = [`.backout/runs/${run}/journal.jsonl`, join(repo.root, '.backout/runs/.claims')]
    const damaged = repo.read(journal).replace('run-started', 'run-strated')
    const before = readdirSync(claims)
    repo.write(journal, damaged)
    const { exitCode, error } = await repo.json(['unlock', run, '--reason', 'x'])
    assert.deepEqual([exitCode, error.code], [4, 'corrupt'])
    assert.deepEqual([readdirSync(claims), repo.read(journal)], [before, damaged])
  })

  test('plan unlock refuses one that has ended', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    const { exitCode, error } = await repo.json(['unlock', run, '--reason', 'x'])
    assert.deepEqual([exitCode, error.message], [2, `Cannot unlock run "${run}": it has ended (succeeded), and holds nothing`])
    assert.equal((await repo.json(['unlock', '--reason', 'x'])).error.code, 'missing')
  })

  test('plan export takes the only one, and refuses a folder, and what is no plain file', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    const { exitCode, value } = await repo.json(['export', 'a.backout'])
    assert.deepEqual([exitCode, value['run'], existsSync(join(repo.root, 'a.backout'))], [0, run, true])
    const refused = await repo.json(['export', run, '.'])
    assert.deepEqual([refused.exitCode, refused.error.message], [2, 'Cannot write ".": it is a folder'])
    assert.equal((await repo.json(['export', run, 'nowhere/a.backout'])).exitCode, 2)
    execFileSync('mkfifo', [join(repo.root, 'pipe')])
    const pipe = await repo.json(['export', run, 'pipe'])
    assert.deepEqual([pipe.exitCode, pipe.error.message], [2, 'Cannot write "pipe": it is there already, and is no plain file'])
    assert.ok(statSync(join(repo.root, 'pipe')).isFIFO())
  })

  test('plan resume and plan rollback say of one that has ended what can be done instead', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    const report = `See what it did: plan report ${run}`
    const done = await repo.json(['resume', run])
    assert.deepEqual([done.exitCode, done.error.hint], [2, `Back it out: plan rollback ${run}\n${report}`])
    await repo.plan(['rollback'])
    for (const verb of ['resume', 'rollback']) {
      const { exitCode, error } = await repo.json([verb, run])
      assert.deepEqual([exitCode, error.hint], [2, `Run the plan again: plan run a\n${report}`])
    }
  })

  test('plan export says of one that is open that it must not go on in two places', async (t) => {
    const { repo } = await paused(t)
    assert.match((await repo.plan(['export', 'p.backout'])).stdout, /\n! The run is open: go on with it there or here/)
  })

  for (const [file, says] of [
    ['nowhere', 'there is no such file'],
    ['plans', 'it is no file'],
  ] as const)
    test(`plan import ${file} says that ${says}`, async (t) => {
      const { exitCode, error } = await repository(t, plans).json(['import', file])
      assert.deepEqual([exitCode, error.message], [2, `Cannot import "${file}": ${says}`])
    })

  test('plan export wants a file beside a run, and overwrites nothing but exports', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    for (const word of [run, run.slice(0, 8), 'a'])
      assert.equal((await repo.json(['export', word])).error.message, 'Cannot read the command line: FILE is missing')
    const refused = await repo.json(['export', run, 'plans/b.plan.yaml'])
    assert.deepEqual([refused.exitCode, refused.error.hint], [2, `plan export ${run} plans/b.plan.yaml.backout`])
    for (const _ of ['first', 'again'])
      assert.match((await repo.plan(['export', 'run.x'])).stdout, /\n\nNext: plan import run\.x {2}# on the other machine$/)
  })

  test('plan rollback takes the run of a plan that is named by its path', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    const { value } = await repo.json(['rollback', 'plans/a.plan.yaml'])
    assert.deepEqual([value['run'], value['ending']], [run, 'rolled-back'])
    const { error } = await repo.json(['rollback', 'a'])
    assert.match(error.message, /^Cannot roll back a run of plan "a": none is open, /)
    assert.equal(error.hint, 'See where it stands: plan status a')
  })

  test('plan rollback does not take the run of another plan for that of one that has not run', async (t) => {
    const repo = repository(t, plans)
    await ran(repo, 'a')
    const { error } = await repo.json(['rollback', 'b'])
    assert.deepEqual([error.message, error.hint], ['Cannot roll back a run of plan "b": it has none', 'See where it stands: plan status b'])
  })

  test('A list of runs to choose from holds commands that a shell runs as they stand', async (t) => {
    const repo = repository(t, plans)
    for (const name of ['a', 'b']) await ran(repo, name)
    const calls = [['report', '--format', 'markdown'], ['status', '--events'], ['export', 'my run.x'], ['audit']] as const
    for (const call of calls) {
      const { error } = await repo.json(call)
      const [first, second] = error.hint!.split('\n').map((line) => commandOf(line))
      assert.equal(first!.length, call.length + 1, error.hint)
      assert.notEqual(first![1], second![1])
      assert.equal((await repo.plan(first!)).exitCode, 0, error.hint)
    }
  })

  test('plan status tells the same next command as the run did that stopped behind a point of no return', async (t) => {
    const gone = '- id: one\n  uses: exec/run\n  with: { command: ["true"] }\n  pointOfNoReturn: true\n  rollback: { none: it is sent }\n'
    const steps = `${gone}- id: two\n  uses: file/check\n  with: { paths: [out/flag] }\n`
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', steps).replace('scope: {', 'scope: { commands: ["true"],') })
    const told = ({ stdout }: CliResult): string => stdout.split('\nNext: ')[1]!
    const ended = await repo.plan(['run', 'a'])
    assert.match(told(ended), /^plan resolve \S+ one --as reverted .*\n {2}or: plan resolve \S+ one --as left/)
    const run = /resolve (\S+)/.exec(told(ended))![1]!
    assert.equal(told(await repo.plan(['status', run])), told(ended))
    await repo.plan(['resolve', run, 'one', '--as', 'left', '--reason', 'it is sent'])
    assert.equal(told(await repo.plan(['status', run])), `plan rollback ${run}`)
  })

  test('A run of which nothing can be read is told of as damaged, with commands that tell more', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    const folder = `.backout/runs/${run}`
    rmSync(join(repo.root, folder, 'run.json'))
    repo.write(`${folder}/journal.jsonl`, '')
    const next = async (...args: readonly string[]): Promise<string> => (await repo.plan(args)).stdout.split('\nNext: ')[1]!
    assert.equal(await next('status'), `plan audit ${run}`)
    assert.equal(await next('audit', run), 'plan status')
    await ran(repo, 'a')
    assert.match((await repo.json(['audit'])).error.hint!, new RegExp(`^plan audit ${run} {2}# damaged$`, 'm'))
  })

  test('plan status says of what looks like a run that it is none', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    const { error } = await repo.json(['status', `${run.slice(0, -1)}z`])
    assert.equal(error.hint, `Did you mean: plan status ${run}`)
  })

  test('plan status --events takes the one that stands open, or the only one', async (t) => {
    const { repo, run } = await paused(t)
    const { exitCode, value } = await repo.json<{ run: string; events: readonly unknown[]; toSettle: readonly string[] }>([
      'status',
      '--events',
    ])
    assert.deepEqual([exitCode, value.run, value.events.length > 3, value.toSettle], [0, run, true, []])
  })

  test('plan resume --due says when the next one is due', async (t) => {
    const wait = '- id: pause\n  uses: core/wait\n  with: { for: 1h }\n'
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one') + wait) })
    const run = await ran(repo, 'a')
    const { stdout } = await repo.plan(['resume', '--due'])
    assert.match(stdout, new RegExp(`^No run is due; the next one is ${run}, at 20\\d\\d-`))
  })

  test('plan report tells who ended the rollback window, and when', async (t) => {
    const repo = repository(t, plans)
    const run = await ran(repo, 'a')
    await repo.plan(['finalize', run])
    const { value } = await repo.json<{ finalized: { actor: string; at: string }; endedAt: string }>(['report', run])
    assert.equal(value.finalized.actor, 'ann@example.com')
    assert.ok(value.endedAt < value.finalized.at)
    assert.match((await repo.plan(['report', run])).stdout, /Finalized +20\S+, by ann@example\.com/)
  })
})

describe('A run whose rollback window has ended', { concurrency: 4 }, () => {
  const ended = (name: string) => planText(name, writes('one', `out/${name}`), 'rollbackWindow: 1s').replace('out/**', `out/${name}`)

  test('is not meant by plan rollback, where another run is still in its window', async (t) => {
    const repo = repository(t, { ...plans, 'plans/c.plan.yaml': ended('c'), 'plans/d.plan.yaml': ended('d') })
    const old = [await ran(repo, 'c'), await ran(repo, 'd')]
    await setTimeout(1100)
    const { exitCode, error } = await repo.json(['rollback'])
    assert.equal(exitCode, 2)
    for (const run of old) assert.match(error.hint!, new RegExp(run))
    const a = await ran(repo, 'a')
    assert.deepEqual((await repo.json(['rollback'])).value['run'], a)
  })

  test('is not to be rolled back once a person has decided on a step of it', async (t) => {
    const repo = repository(t, { 'plans/c.plan.yaml': ended('c') })
    const run = await ran(repo, 'c')
    const decide = ['resolve', run, 'one', '--as', 'left', '--reason', 'stays']
    await setTimeout(1100)
    assert.match((await repo.plan(decide)).stdout, new RegExp(`^Next: plan report ${run}$`, 'm'))
  })
})

describe('plan baseline', { concurrency: 4 }, () => {
  const adopt = (...names: readonly string[]) => ['baseline', ...names, '--env', 'local', '--reason', 'by hand']

  test('adopts all plans that are named, or none', async (t) => {
    const repo = repository(t, {
      ...plans,
      'plans/c.plan.yaml': planText('c', writes('one', 'out/c')).replace('out/**', 'out/c'),
    })
    await ran(repo, 'c')
    const { exitCode, error } = await repo.json(adopt('a', 'c'))
    assert.equal(exitCode, 2)
    assert.match(error.message, /^Cannot adopt plans in local: "c" was applied by run "\S+-c-\w+"$/)
    const { value } = await repo.json<{ plans: readonly { name: string; state: string }[] }>(['status', 'a'])
    assert.deepEqual(
      value.plans.map(({ state }) => state),
      ['pending'],
    )
  })

  test('touches nothing, so that a run of another environment that stands open on the same files is not in its way', async (t) => {
    const repo = repository(t, {
      ...plans,
      'plans/p.plan.yaml': pausing,
      'backout.yaml': 'apiVersion: backout/v1\nkind: Project\nenvironments: { local: {}, production: {} }\n',
    })
    await repo.plan(['run', 'p', '--env', 'production'])
    assert.equal((await repo.json(adopt('a', 'b'))).exitCode, 0)
    assert.equal((await repo.json(['run', 'p'])).exitCode, 5)
  })

  test('adopts what comes before along with it, and says what is missing', async (t) => {
    const repo = repository(t, plans)
    const { exitCode, error } = await repo.json(adopt('b'))
    assert.deepEqual(
      [exitCode, error.message, error.hint],
      [2, 'Cannot adopt plans in local: "b" comes after "a"', 'Adopt "a" along with it'],
    )
    assert.equal((await repo.json(adopt('b', 'a'))).exitCode, 0)
  })
})

test('plan status of a plan that is named lists all its runs, the newest first', async (t) => {
  const repo = repository(t, plans)
  const first = await ran(repo, 'a')
  await repo.plan(['rollback'])
  const second = await ran(repo, 'a')
  const { value } = await repo.json<{ plans: readonly { runs?: readonly { run: string; state: string }[] }[] }>(['status', 'a'])
  const listed = value.plans[0]!.runs!.map(({ run, state }) => [run, state])
  assert.deepEqual(
    new Map(listed as [string, string][]),
    new Map([
      [first, 'rolled-back'],
      [second, 'succeeded'],
    ]),
  )
  const { stdout } = await repo.plan(['status', 'a'])
  assert.match(stdout, /\n\nRuns of a\n {2}\S+ \S+ +20\S+-a-/)
  assert.equal((await repo.json<{ plans: readonly { runs?: unknown }[] }>(['status'])).value.plans[0]!.runs, undefined)
})

test('plan status of a run refuses another environment than that of the run', async (t) => {
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')) })
  const run = await ran(repo, 'a')
  assert.equal((await repo.json(['status', run, '--env', 'local'])).exitCode, 0)
  const { exitCode, error } = await repo.json(['status', run, '--env', 'moon'])
  assert.deepEqual(
    [exitCode, error.message, error.hint],
    [2, `Cannot show run "${run}" in "moon": it is a run in "local"`, `plan status ${run}`],
  )
})

for (const [ending, more, next] of [
  ['is paused', '- id: there\n  uses: file/check\n  with: { paths: [out/flag] }\n', 'status'],
  ['waits', '- id: wait\n  uses: core/wait\n  with: { for: 1h }\n', 'resume'],
] as const)
  test(`plan status leads on to a run that ${ending} also where the file of its plan is gone`, async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one') + more, 'onFailure: pause') })
    const [, run] = /^Run +(\S+)$/m.exec((await repo.plan(['run', 'a'])).stdout)!
    rmSync(join(repo.root, 'plans/a.plan.yaml'))
    assert.match((await repo.plan(['status'])).stdout, new RegExp(`orphan[^]*\nNext: plan ${next} ${run}$`))
  })

describe('plan status --env', { concurrency: 4 }, () => {
  test('tells of runs that stand open in another environment, too', async (t) => {
    const project = 'apiVersion: backout/v1\nkind: Project\nenvironments: { local: {}, production: {} }\n'
    const fails = '- id: fails\n  uses: file/check\n  with: { paths: [out/nothing] }\n'
    const repo = repository(t, {
      ...plans,
      'plans/p.plan.yaml': planText('p', writes('p', 'out/p') + fails, 'onFailure: pause'),
      'backout.yaml': project,
    })
    const [, run] = /^Run +(\S+)$/m.exec((await repo.plan(['run', 'p', '--env', 'production'])).stdout)!
    for (const args of [['status'], ['status', 'p']]) {
      const { stdout } = await repo.plan(args)
      assert.match(
        stdout,
        new RegExp(`pending {2}p[^]*\n\nNot ended elsewhere\n {2}! paused {2}p in production {2}${run}\n\nNext: plan status ${run}$`),
      )
    }
    const { value } = await repo.json<{ readonly openElsewhere?: readonly { readonly run: string }[] }>(['status'])
    assert.deepEqual(
      value.openElsewhere?.map((each) => each.run),
      [run],
    )
    assert.doesNotMatch((await repo.plan(['status', 'a'])).stdout, /elsewhere/)
  })

  test('refuses an environment that nothing declares', async (t) => {
    const project = 'apiVersion: backout/v1\nkind: Project\nenvironments: { staging: {} }\n'
    const repo = repository(t, { ...plans, 'backout.yaml': project })
    for (const args of [['status', '--env', 'stagin'], ['status']]) {
      const { exitCode, error } = await repo.json(args)
      assert.deepEqual([exitCode, error.code, error.hint], [2, 'invalid', 'plan status --env staging'])
    }
    assert.equal((await repo.json(['status', '--env', 'staging'])).exitCode, 0)
  })
})
