import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { planText, type Repository, repository, writes } from '../repository.ts'

const files = { 'plans/a.plan.yaml': planText('a', writes('one') + writes('two')) }

interface Run {
  readonly run: string
}

async function ran(repo: Repository, name = 'a'): Promise<string> {
  const { value, exitCode } = await repo.json<{ readonly runs: readonly Run[] }>(['run', name])
  assert.equal(exitCode, 0)
  return value.runs[0]!.run
}

test('plan resume of a run that succeeded leads back as long as there is a way back', async (t) => {
  for (const [rollbackWindow, leadsBack] of [
    ['1h', true],
    ['0s', false],
  ] as const) {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one'), `rollbackWindow: ${rollbackWindow}`) })
    const run = await ran(repo)
    const { exitCode, error } = await repo.json(['resume', run])
    assert.deepEqual([exitCode, error.hint?.includes(`plan rollback ${run}`)], [2, leadsBack])
  }
})

describe('plan rollback', { concurrency: 4 }, () => {
  test('backs out the only candidate, and exits with 0', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    const { exitCode, value } = await repo.json(['rollback'])
    assert.deepEqual([exitCode, value['run'], value['ending']], [0, run, 'rolled-back'])
    assert.equal(existsSync(join(repo.root, 'out')), false)
  })

  test('leaves alone what somebody else changed, and exits with 4', async (t) => {
    const repo = repository(t, files)
    await ran(repo)
    repo.write('out/two.txt', 'mine')
    const { exitCode, value } = await repo.json<{ ending: string; left: readonly string[] }>(['rollback'])
    assert.deepEqual([exitCode, value.ending], [4, 'paused'])
    assert.ok(value.left.includes('two'), JSON.stringify(value))
    assert.equal(repo.read('out/two.txt'), 'mine')
  })

  test('goes on after a person settled the conflict', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    repo.write('out/two.txt', 'mine')
    await repo.plan(['rollback'])
    const settled = await repo.json(['resolve', run, 'two', '--as', 'left', '--reason', 'it is mine'])
    assert.equal(settled.exitCode, 0)
    const { exitCode, value } = await repo.json(['rollback'])
    assert.deepEqual([exitCode, value['ending']], [4, 'rolled-back'])
    assert.equal(repo.read('out/two.txt'), 'mine')
    assert.equal(existsSync(join(repo.root, 'out/one.txt')), false)
    for (const asked of [[], ['a'], [run], [run, '--events']])
      assert.match((await repo.plan(['status', ...asked])).stdout, /rolled-back.*\bstill in effect: two|\n {2}still in effect: two\n/s)
    assert.match((await repo.plan(['report', run])).stdout, /Reason +still in effect: two/)
  })

  test('is clean where another run keeps something in a folder that this one has made, in whichever order they are backed out', async (t) => {
    for (const order of ['ab', 'ba']) {
      const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one')), 'plans/b.plan.yaml': planText('b', writes('two')) })
      for (const plan of 'ab') await ran(repo, plan)
      for (const plan of order) assert.equal((await repo.json(['rollback', plan])).exitCode, 0, `${plan} of ${order}`)
      assert.deepEqual([existsSync(join(repo.root, 'out/one.txt')), existsSync(join(repo.root, 'out/two.txt'))], [false, false])
    }
  })

  test('refuses a run that was rolled back already', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    await repo.plan(['rollback'])
    assert.equal((await repo.json(['rollback', run])).exitCode, 2)
  })

  test('takes of plans that come after one another the last, which alone can be backed out, and then the one before', async (t) => {
    const chained = (name: string, after: string): string =>
      planText(name, writes('one', `out/${name}`)).replace(`name: ${name}`, `name: ${name}, after: [${after}]`)
    const repo = repository(t, { ...files, 'plans/b.plan.yaml': chained('b', 'a'), 'plans/c.plan.yaml': chained('c', 'b') })
    for (const name of ['a', 'b', 'c']) await ran(repo, name)
    const backOut = async () => (await repo.json(['rollback'])).value['plan']
    assert.deepEqual([await backOut(), await backOut(), await backOut()], ['c', 'b', 'a'])
  })

  test('lists the candidates where several could be meant', async (t) => {
    const repo = repository(t, { ...files, 'plans/b.plan.yaml': planText('b', writes('three')) })
    const runs = [await ran(repo, 'a'), await ran(repo, 'b')]
    const { exitCode, error } = await repo.json(['rollback'])
    assert.equal(exitCode, 2)
    for (const run of runs) assert.ok(error.hint?.includes(run))
  })
})

describe('plan finalize', { concurrency: 4 }, () => {
  test('ends the rollback window', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    const { exitCode, value } = await repo.json<{ runs: readonly { ending: string }[] }>(['finalize'])
    assert.deepEqual([exitCode, value.runs[0]?.ending], [0, 'finalized'])
    assert.equal((await repo.json(['rollback', run])).exitCode, 2)
    assert.equal((await repo.json(['finalize'])).error.message, 'Cannot finalize a run: none has succeeded and is not finalized')
  })

  test('--due leaves alone what may still be backed out', async (t) => {
    const repo = repository(t, files)
    await ran(repo)
    const { value } = await repo.json<{ runs: readonly unknown[] }>(['finalize', '--due'])
    assert.deepEqual(value.runs, [])
  })

  test('that was cut short is told by status and report, and is what to go on with', async (t) => {
    const command = '- id: one\n  uses: exec/run\n  with: { command: [rm, out/one.txt], writes: [out/one.txt] }\n'
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', command).replace('scope: { ', 'scope: { commands: [rm], '),
      '.gitignore': 'out\n',
    })
    repo.write('out/one.txt', randomBytes(20_000).toString('hex'))
    const run = await ran(repo)
    const undo = join(repo.root, '.backout/runs', run, 'undo')
    for (const pack of readdirSync(undo)) truncateSync(join(undo, pack), 10)
    assert.equal((await repo.json(['finalize', run])).exitCode, 4)
    const status = await repo.plan(['status', run])
    assert.match(status.stdout, /its finalize was cut short: it cannot be rolled back any more\n[^]*\nNext: plan finalize /)
    const { value } = await repo.json<{ readonly state: string; readonly finalizing: { readonly actor: string } }>(['report', run])
    assert.deepEqual([value.state, value.finalizing.actor], ['succeeded', 'ann@example.com'])
    assert.match((await repo.plan(['report', run])).stdout, /Finalizing +begun .*, and not done: it cannot be rolled back any more/)
  })

  test('needs no undo that nothing but the record holds', async (t) => {
    const repo = repository(t, { ...files, 'out/one.txt': randomBytes(20_000).toString('hex') })
    const run = await ran(repo)
    rmSync(join(repo.root, '.backout/runs', run, 'undo'), { recursive: true })
    assert.equal((await repo.json(['finalize', run])).exitCode, 0)
  })

  test('--due finalizes a run whose window has passed', async (t) => {
    const repo = repository(t, { 'plans/a.plan.yaml': planText('a', writes('one'), 'rollbackWindow: 1ms') })
    const run = await ran(repo)
    const { value } = await repo.json<{ runs: readonly Run[] }>(['finalize', '--due'])
    assert.deepEqual(
      value.runs.map((each) => each.run),
      [run],
    )
  })
})

describe('plan resolve', { concurrency: 4 }, () => {
  for (const [ended, more] of [
    ['finalized', ''],
    ['rolled-back', '- id: bad\n  uses: file/check\n  with: { paths: [nowhere] }\n'],
  ])
    test(`refuses a run that is ${ended}`, async (t) => {
      const tells = '- id: tell\n  uses: exec/run\n  with: { command: ["true"] }\n  rollback: { none: it was told }\n'
      const repo = repository(t, {
        'plans/a.plan.yaml': planText('a', tells + more).replace('["out/**"]', '["out/**", nowhere], commands: ["true"]'),
      })
      const { value } = await repo.json<{ readonly runs: readonly Run[] }>(['run', 'a'])
      const { run } = value.runs[0]!
      if (more === '') await repo.plan(['finalize', run])
      for (const as of ['applied', 'absent', 'reverted', 'left']) {
        const { exitCode, error } = await repo.json(['resolve', run, 'tell', '--as', as, '--reason', 'late'])
        assert.deepEqual(
          [exitCode, error.message, error.hint],
          [2, `Cannot resolve step "tell" of run "${run}": the run has ended (${ended})`, `See what it did: plan report ${run}`],
        )
      }
    })
})

describe('plan status', { concurrency: 4 }, () => {
  test('tells pending, applied, changed, rolled back and invalid plans apart', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', writes('one', 'out/a/1')).replace('out/**', 'out/a/**'),
      'plans/b.plan.yaml': planText('b', writes('one', 'out/b/1')).replace('out/**', 'out/b/**'),
      'plans/c.plan.yaml': planText('c', writes('one', 'out/c/1')).replace('out/**', 'out/c/**'),
      'plans/d.plan.yaml': planText('d', writes('one', 'out/d/1')).replace('out/**', 'out/d/**'),
    })
    for (const name of ['a', 'b', 'c']) await ran(repo, name)
    repo.write('plans/b.plan.yaml', repo.read('plans/b.plan.yaml').replace('content: "one"', 'content: "1"'))
    await repo.plan(['rollback', 'c'])
    repo.write('plans/e.plan.yaml', 'steps: [')
    const { value } = await repo.json<{ plans: readonly { name: string; state: string }[] }>(['status'])
    assert.deepEqual(
      value.plans.map(({ name, state }) => [name, state]),
      [
        ['a', 'applied'],
        ['b', 'changed'],
        ['c', 'rolled-back'],
        ['d', 'pending'],
        ['plans/e.plan.yaml', 'invalid'],
      ],
    )
    const { stdout } = await repo.plan(['status', 'a', 'plans/d.plan.yaml'])
    assert.match(stdout, /✔ applied +a .*\n {2}· pending +d/)
    assert.doesNotMatch(stdout, /changed/)
  })

  test('shows the run of a plan whose file is invalid by now, and leads to it while it is open', async (t) => {
    const repo = repository(t, {
      'plans/a.plan.yaml': planText('a', `${writes('one')}- { id: pause, uses: core/wait, with: { for: 1h } }\n`),
    })
    await repo.plan(['run', 'a'])
    repo.write('plans/a.plan.yaml', repo.read('plans/a.plan.yaml').replace('file/write', 'file/rite'))
    for (const targets of [[], ['a']]) {
      const { value } = await repo.json<{ plans: readonly { state: string; detail: string; run?: Run & { readonly state: string } }[] }>([
        'status',
        ...targets,
      ])
      const { state, run, detail } = value.plans[0]!
      assert.deepEqual([state, run?.state], ['invalid', 'waiting'])
      assert.ok(detail.endsWith(`; run ${run?.run} is waiting`), detail)
      const { stdout } = await repo.plan(['status', ...targets])
      assert.match(stdout, new RegExp(`\\nNext: plan resume ${run?.run}$`, 'm'))
    }
    await repo.plan(['rollback', 'a'])
    assert.match((await repo.plan(['status'])).stdout, /is rolled-back\n\nNext: plan validate plans\/a\.plan\.yaml$/m)
  })

  test('knows runs in an environment that is gone, and sends other plans to one that is there', async (t) => {
    const repo = repository(t, { ...files, 'plans/b.plan.yaml': planText('b', writes('two', 'b/2')).replace('out/**', 'b/**') })
    const run = await ran(repo)
    repo.write('backout.yaml', 'apiVersion: backout/v1\nkind: Project\nenvironments: { staging: {} }\n')
    const { stdout } = await repo.plan(['status'])
    assert.match(stdout, new RegExp(`✔ applied +a +${run}\\n.* elsewhere +b +it is for staging\\n\\nNext: plan status --env staging$`, 'm'))
    const { error } = await repo.json(['preview', 'b'])
    assert.match(error.message, /there is no such environment; there is "staging"$/)
    assert.equal(error.hint, 'Give one of them with --env, or declare it in backout.yaml')
  })

  test('knows runs whose plan is gone', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    repo.write('plans/a.plan.yaml', planText('renamed', writes('one')))
    const { value } = await repo.json<{ plans: readonly { name: string; state: string; run?: Run }[] }>(['status'])
    assert.deepEqual(
      value.plans.map(({ name, state }) => [name, state]),
      [
        ['renamed', 'pending'],
        ['a', 'orphan'],
      ],
    )
    assert.equal(value.plans[1]!.run?.run, run)
  })

  test('says that a plan file which is gone has to come back as long as others name it', async (t) => {
    const later = planText('b', writes('b', 'out/b')).replace('name: b', 'name: b, after: [a]')
    const repo = repository(t, { ...files, 'plans/b.plan.yaml': later })
    for (const name of ['a', 'b']) await ran(repo, name)
    rmSync(join(repo.root, 'plans/a.plan.yaml'))
    const { stdout, stderr, exitCode } = await repo.plan(['validate'])
    assert.equal(exitCode, 2)
    assert.match(stdout + stderr, /There is no plan "a" to come after[^]*put it back/)
    repo.write('plans/a.plan.yaml', files['plans/a.plan.yaml'])
    const { value } = await repo.json<{ plans: readonly { state: string }[] }>(['status'])
    assert.deepEqual(
      value.plans.map(({ state }) => state),
      ['applied', 'applied'],
    )
  })

  test('replays a run from its journal, with its history', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    const { value } = await repo.json<{
      state: string
      alive: boolean
      events: readonly { event: { kind: string } }[]
      steps: readonly { id: string; state: string }[]
    }>(['status', run.slice(0, 17), '--events'])
    assert.deepEqual([value.state, value.alive], ['succeeded', false])
    assert.deepEqual(
      value.steps.map(({ id, state }) => [id, state]),
      [
        ['one', 'finished'],
        ['two', 'finished'],
      ],
    )
    assert.deepEqual([value.events[0]!.event.kind, value.events.at(-1)!.event.kind], ['run-created', 'run-finished'])
  })
})

describe('The record of a run', { concurrency: 4 }, () => {
  test('plan report tells what changed, by whom and from which commit', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    const commit = repo.git('rev-parse', 'HEAD')
    for (const format of ['text', 'markdown', 'json']) {
      const { stdout, exitCode } = await repo.plan(['report', run, '--format', format])
      assert.equal(exitCode, 0)
      for (const told of [run, commit, 'ann@example.com', 'out/one.txt', 'succeeded'])
        assert.ok(stdout.includes(told), `${told} in ${stdout}`)
    }
    const { value } = await repo.json(['report'])
    assert.deepEqual(value, JSON.parse((await repo.plan(['report', '--format', 'json'])).stdout))
  })

  test('plan audit verifies it, and names the first record that does not hold', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    assert.equal((await repo.json(['audit'])).value['ok'], true)
    const facts = ' {2}Records {11}\\d+\\n {2}Undo and outputs {2}\\d+\\n {2}Head {14}[0-9a-f]{64}'
    assert.match((await repo.plan(['audit'])).stdout, new RegExp(`^✔ holds {2}${run}\\n${facts}\\n\\nNext: plan report ${run}$`))
    const journal = join(repo.root, '.backout/runs', run, 'journal.jsonl')
    const lines = readFileSync(journal, 'utf8').split('\n')
    lines[3] = lines[3]!.replace(/"at":"2/, '"at":"3')
    writeFileSync(journal, lines.join('\n'))
    const { exitCode, value } = await repo.json<{ ok: boolean; problems: readonly { seq?: number }[] }>(['audit', run])
    assert.deepEqual([exitCode, value.ok], [4, false])
    assert.equal(value.problems[0]!.seq, 3)
  })

  test('plan audit says that a torn tail does not count', async (t) => {
    const repo = repository(t, files)
    const run = await ran(repo)
    appendFileSync(join(repo.root, '.backout/runs', run, 'journal.jsonl'), '{"seq":99')
    const { exitCode, value } = await repo.json(['audit'])
    assert.deepEqual([exitCode, value['ok'], value['torn']], [0, true, 9])
  })

  test('plan export and plan import move it to another machine, where it can be rolled back', async (t) => {
    const [here, there] = [repository(t, files), repository(t, files)]
    const run = await ran(here)
    const exported = await here.plan(['export', run, 'run.backout'])
    assert.match(
      exported.stdout,
      /^Wrote run\.backout: run \S+, \d+ bytes, to be read on another machine\n\nNext: plan import run\.backout/,
    )
    for (const name of ['one', 'two']) there.write(`out/${name}.txt`, name)
    assert.equal((await there.json(['import', join(here.root, 'run.backout')])).value['run'], run)
    const { exitCode, value } = await there.json(['rollback'])
    assert.deepEqual([exitCode, value['ending']], [0, 'rolled-back'])
    assert.equal(existsSync(join(there.root, 'out')), false)
    assert.equal((await there.json(['import', join(here.root, 'run.backout')])).exitCode, 2)
  })
})

for (const { where, moved } of [
  { where: 'where it began', moved: false },
  { where: 'where it was imported', moved: true },
])
  test(`a run that stands open lets no other plan run, ${where}, until plan unlock frees what it holds`, async (t) => {
    const waits = '- id: pause\n  uses: core/wait\n  with: { for: 2h }\n'
    const plans = { 'plans/a.plan.yaml': planText('a', waits), 'plans/b.plan.yaml': planText('b', writes('one')) }
    const [here, there] = [repository(t, plans), repository(t, plans)]
    assert.equal((await here.json(['run', 'a'])).exitCode, 3)
    if (moved) {
      assert.equal((await here.json(['export', 'run.backout'])).exitCode, 0)
      assert.equal((await there.json(['import', join(here.root, 'run.backout')])).exitCode, 0)
    }
    const repo = moved ? there : here
    assert.equal((await repo.json(['run', 'b'])).exitCode, 5)
    assert.equal((await repo.json(['unlock', '--reason', 'it does no harm'])).exitCode, 0)
    assert.equal((await repo.json(['run', 'b'])).exitCode, 0)
  })

test('plan status leads to the first plan that is pending', async (t) => {
  const repo = repository(t, {
    'plans/b.plan.yaml': planText('b', writes('b')).replace('out/**', 'b/**').replace('out/b', 'b/b'),
    'plans/a.plan.yaml': planText('a', writes('a')),
  })
  assert.match((await repo.plan(['status'])).stdout, /\nNext: plan preview a$/)
})

describe('plan baseline', { concurrency: 4 }, () => {
  test('adopts plans on record, without running them', async (t) => {
    const repo = repository(t, files)
    const { exitCode, value } = await repo.json<{ plans: readonly { name: string }[] }>([
      'baseline',
      'a',
      '--env',
      'local',
      '--reason',
      'by hand in May',
    ])
    assert.deepEqual([exitCode, value.plans.map(({ name }) => name)], [0, ['a']])
    assert.equal(existsSync(join(repo.root, 'out')), false)
    const run = await repo.json<{ applied: readonly unknown[]; runs: readonly unknown[] }>(['run', 'a'])
    assert.deepEqual([run.exitCode, run.value.applied.length, run.value.runs.length], [0, 1, 0])
    assert.match((await repo.plan(['report'])).stdout, /by hand in May/)
  })

  test('needs a reason', async (t) => assert.equal((await repository(t, files).json(['baseline', 'a', '--env', 'local'])).exitCode, 2))
})
