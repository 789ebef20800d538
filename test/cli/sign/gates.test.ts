import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { planText, type Repository, writes } from '../repository.ts'
import { gated, signers } from '../signers.ts'

interface RunJson {
  readonly runs: readonly { readonly run: string; readonly ending: string }[]
}

interface SignJson {
  readonly drift?: readonly { readonly path: string; readonly message: string }[]
  readonly signOffs: readonly { readonly requirements: readonly { readonly state: string; readonly why: string }[] }[]
}

interface Signed {
  readonly signed: { readonly gate: string; readonly void?: string; readonly unplaced?: string }
}

interface ShowJson {
  readonly steps: readonly { readonly signOff?: string }[]
}

interface AuditJson {
  readonly ok: boolean
  readonly signOffs: number
  readonly problems: readonly { readonly message: string }[]
}

const both = planText(
  'a',
  `${writes('one')}${writes('two')}`.replace('id: two', 'id: two\n  signOff: final'),
  'signOffs: { require: [{ id: review, role: dba }, { id: final, role: dba }] }',
)

describe('A sign-off at a gate', { concurrency: 4 }, () => {
  test('is asked for later, as long as no run waits there, also where the same role has signed for the start', async (t) => {
    const { repo, as } = await signers(t, both)
    const states = async (args: readonly string[]) => {
      const { exitCode, value } = await repo.json<SignJson>(['sign', ...args, '--check'])
      return [exitCode, ...value.signOffs[0]!.requirements.map(({ state, why }) => `${state}: ${why}`)]
    }
    const later = 'later: asked for when a run comes to "two"'
    assert.deepEqual(await states(['a']), [3, 'missing: 1 more in role "dba" needed', later])
    await repo.json(['sign', 'a', ...as('alice')])
    assert.deepEqual(await states(['a']), [0, 'met: signed by alice@example.com', later])
    assert.match((await repo.plan(['show', 'a'])).stdout, /… later +final +dba, at a gate +asked for when a run comes to "two"/)
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    assert.deepEqual((await states([run])).slice(0, 2), [3, 'met: accepted from alice@example.com'])
  })

  test('is shown where the environment needs it, and nowhere else', async (t) => {
    const text = gated.replace('role: dba }', `role: dba, if: "environment == 'staging'" }`).concat('environments: [local, staging]\n')
    const { repo } = await signers(t, text)
    const gates = async (env: string) => {
      const { value } = await repo.json<ShowJson>(['show', 'a', '--env', env])
      return value.steps.flatMap(({ signOff }) => signOff ?? [])
    }
    repo.write('backout.yaml', `${repo.read('backout.yaml')}environments: { local: {}, staging: {} }\n`)
    assert.deepEqual([await gates('local'), await gates('staging')], [[], ['final']])
    assert.doesNotMatch((await repo.plan(['show', 'a', '--format', 'markdown'])).stdout, /waits for sign-off/)
  })

  test('is told of beside others that steps in parallel wait for', async (t) => {
    const side = (id: string, gate: string) => writes(id).replace(`id: ${id}`, `id: ${id}\n  needs: []\n  signOff: ${gate}`)
    const asks = 'signOffs: { require: [{ id: one, role: dba }, { id: other, role: service_owner }] }'
    const { repo } = await signers(t, planText('a', side('x', 'one') + side('y', 'other'), asks))
    const { stdout, exitCode } = await repo.plan(['run', 'a'])
    assert.equal(exitCode, 3)
    const run = /^Run +(\S+)$/m.exec(stdout)![1]!
    for (const said of [stdout, (await repo.plan(['status', run])).stdout]) {
      assert.match(said, /^ {2}waits for sign-off "one" in role dba$/m)
      assert.match(said, /^ {2}waits for sign-off "other" in role service_owner$/m)
    }
    const { value } = await repo.json<{ waits: readonly { requirement: string }[] }>(['status', run])
    assert.deepEqual(value.waits.map(({ requirement }) => requirement).toSorted(), ['one', 'other'])
  })

  test('is no reason to run a plan of which a run waits there, or has passed it: what one types next is about that run', async (t) => {
    const { repo, as } = await signers(t, gated)
    const nextOf = async (...args: readonly string[]) => /^Next: (.*)$/m.exec((await repo.plan(['sign', 'a', ...args])).stdout)?.[1]
    assert.equal(await nextOf('--check'), 'plan run a')
    const [{ run }] = (await repo.json<RunJson>(['run', 'a'])).value.runs as [RunJson['runs'][number]]
    assert.equal(await nextOf('--check'), `plan status ${run}`)
    const { error } = await repo.json(['sign', 'a', ...as('alice')])
    assert.match(`${error.hint}`, new RegExp(`plan sign ${run} --role dba$`))
    await repo.plan(['sign', run, ...as('alice')])
    await repo.plan(['resume', run])
    assert.deepEqual((await repo.json(['sign', run, ...as('alice')])).error, {
      code: 'refused',
      message: `Cannot sign run "${run}" in role "dba": it is succeeded, and waits for no sign-off`,
      hint: `See where it stands, and what can follow: plan status ${run}`,
    })
    assert.equal(await nextOf('--check'), `plan report ${run}`)
    repo.write('plans/a.plan.yaml', repo.read('plans/a.plan.yaml').replace('out/**', 'out/**", "more/**'))
    assert.equal(await nextOf('--check'), `plan report ${run}`)
  })

  test('is told by plan status as soon as it is given, and when it is rejected, although no resume has looked at it', async (t) => {
    const side = (id: string) => writes(id).replace(`id: ${id}`, `id: ${id}\n  needs: []\n  signOff: ${id}`)
    const asks = 'signOffs: { distinct: false, require: [{ id: one, role: dba }, { id: other, role: service_owner }] }'
    const { repo, as } = await signers(t, planText('a', side('one') + side('other'), asks))
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    const waits = async (): Promise<string> => (await repo.plan(['status', run])).stdout
    assert.match(await waits(), new RegExp(`^Next: plan sign ${run} --role dba$`, 'm'))
    const { decide, given } = {
      decide: ['sign', run, ...as('alice')],
      given: /^ {2}waits for sign-off "one" in role dba: it is given, and "plan resume" goes on$/m,
    }
    await repo.json(decide)
    assert.match(await waits(), given)
    assert.match(await waits(), new RegExp(`^Next: plan resume ${run}$`, 'm'))
    const { value } = await repo.json<{ waiting: object; waits: readonly object[] }>(['status', run])
    assert.deepEqual(value.waiting, { for: 'sign-off', step: 'one', requirement: 'one', role: 'dba', given: true })
    assert.ok(!('given' in value.waits.find((each) => 'role' in each && each.role === 'service_owner')!))
    await repo.json([...decide, '--decision', 'reject'])
    assert.doesNotMatch(await waits(), given)
    assert.match(await waits(), /^ {2}waits for sign-off "one" in role dba \(alice@example.com rejected it\)$/m)
    rmSync(join(repo.root, '.git'), { recursive: true })
    assert.match(await waits(), /^ {2}waits for sign-off "one" in role dba$/m)
  })

  for (const [distinct, second] of [
    ['the same person, where one may fill two places', 'alice'],
    ['another person, where nobody may', 'bob'],
  ] as const)
    test(`at one of two in the same role goes with one at the other by ${distinct}`, async (t) => {
      const side = (id: string) => writes(id).replace(`id: ${id}`, `id: ${id}\n  needs: []\n  signOff: ${id}`)
      const asks = `signOffs: { distinct: ${second === 'bob'}, require: [{ id: one, role: dba }, { id: other, role: dba }] }`
      const { repo, key } = await signers(t, planText('a', side('one') + side('other'), asks))
      repo.write('backout.yaml', repo.read('backout.yaml').replace('dba: [', 'dba: [bob@example.com, '))
      repo.git('commit', '-qam', 'both')
      const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
      const signed = []
      for (const who of ['alice', second] as const) {
        const { value } = await repo.json<Signed>(['sign', run, '--role', 'dba', '--key', key(who), '--identity', `${who}@example.com`])
        signed.push(value.signed)
      }
      assert.deepEqual(
        [signed.map(({ gate }) => gate).toSorted(), signed.map((each) => each.void)],
        [
          ['one', 'other'],
          [undefined, undefined],
        ],
      )
      assert.equal((await repo.json<RunJson>(['resume'])).value.runs[0]!.ending, 'succeeded')
      assert.equal((await repo.json<AuditJson>(['audit', run])).value.signOffs, 2)
    })

  test('is not given under another name by whom the start has accepted, though that sign-off is revoked, and gone', async (t) => {
    const { repo, key } = await signers(t, both)
    const key1 = readFileSync(`${key('alice')}.pub`, 'utf8')
    repo.write('allowed_signers', `${repo.read('allowed_signers')}eve@example.com ${key1}`)
    repo.write('backout.yaml', repo.read('backout.yaml').replace('dba: [', 'dba: [eve@example.com, '))
    repo.git('commit', '-qam', 'one key, two names')
    const sign = (target: string, who: string, ...more: readonly string[]) =>
      repo.json<SignJson & Signed>(['sign', target, '--role', 'dba', '--key', key('alice'), '--identity', `${who}@example.com`, ...more])
    await sign('a', 'alice')
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    await sign('a', 'alice', '--decision', 'revoke')
    rmSync(join(repo.root, 'plans/a.plan.yaml.signoffs'), { recursive: true })
    const { value, exitCode } = await sign(run, 'eve')
    assert.deepEqual([exitCode, value.signed.unplaced], [0, '1 more in role "dba" needed: eve@example.com already fills another place'])
    assert.deepEqual(
      value.signOffs[0]!.requirements.map(({ state, why }) => [state, why]),
      [
        ['met', 'accepted from alice@example.com'],
        ['missing', '1 more in role "dba" needed: eve@example.com already fills another place'],
      ],
    )
    assert.equal((await repo.json(['resume'])).exitCode, 3)
  })

  test('may be given again, and otherwise, as long as the run waits there: each decision is kept, and the latest counts', async (t) => {
    const { repo, key } = await signers(t, gated)
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    const states = []
    for (const [who, ...more] of [
      ['bob'],
      ['alice', '--expires', '1ms'],
      ['alice'],
      ['alice', '--decision', 'reject'],
      ['alice'],
    ] as const) {
      const sign = ['sign', run, '--role', 'dba', '--key', key(who), '--identity', 'alice@example.com', ...more]
      const { value } = await repo.json<SignJson>(sign)
      states.push(value.signOffs[0]!.requirements[0]!.state)
    }
    assert.deepEqual(states, ['void', 'void', 'met', 'rejected', 'met'])
    assert.equal(readdirSync(join(repo.root, '.backout/runs', run, 'attachments')).length, 5)
    assert.equal((await repo.json<RunJson>(['resume'])).value.runs[0]!.ending, 'succeeded')
  })

  test('is for what the run froze, and whoever gives it is told that the plan is another one by now', async (t) => {
    const { repo, as } = await signers(t, gated)
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    assert.equal((await repo.json<SignJson>(['sign', run, '--check'])).value.drift, undefined)
    repo.write('plans/a.plan.yaml', repo.read('plans/a.plan.yaml').replace('content: "two"', 'content: "three"'))
    const { value } = await repo.json<SignJson>(['sign', run, '--check'])
    assert.deepEqual(value.drift, [{ path: 'plans/a.plan.yaml', message: '"plans/a.plan.yaml" has changed' }])
    const { exitCode, stdout } = await repo.plan(['sign', run, ...as('alice')])
    assert.equal(exitCode, 0)
    assert.match(stdout, /^! drift: "plans\/a\.plan\.yaml" has changed; at the gate one signs what the run froze$/m)
  })

  test('is what the next command asks for while it is missing; then the run goes on, and then is looked at', async (t) => {
    const { repo, as } = await signers(t, gated)
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    const next = async () => /^Next: (.*)$/m.exec((await repo.plan(['sign', run, '--check'])).stdout)?.[1]
    assert.equal(await next(), `plan sign ${run} --role dba`)
    assert.match((await repo.plan(['status', run])).stdout, /… waiting +two/)
    await repo.json(['sign', run, ...as('alice')])
    assert.equal(await next(), `plan resume ${run}`)
    await repo.plan(['resume'])
    assert.equal(await next(), `plan status ${run}`)
  })

  for (const more of [
    ['--env', 'local'],
    ['--input', 'who=me'],
  ])
    test(`takes no ${more[0]}: the run has its own`, async (t) => {
      const { repo, as } = await signers(t, gated)
      const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
      const sign = ['sign', run, ...as('alice')]
      const { exitCode, error } = await repo.json([...sign, ...more])
      assert.deepEqual(
        [exitCode, error.code, error.hint],
        [2, 'invalid', `Leave out --env and --input; see what it runs with: plan status ${run}`],
      )
    })

  test('that does not do is said not to, when the run is to go on', async (t) => {
    const { repo, as } = await signers(t, gated)
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    assert.match((await repo.plan(['resume'])).stdout, /^ {2}waits for sign-off "final" in role dba$/m)
    const sign = ['sign', run, ...as('alice')]
    await repo.json([...sign, '--decision', 'reject', '--comment', 'not on a Friday'])
    const said = /^ {2}waits for sign-off "final" in role dba \(alice@example\.com rejected it: not on a Friday\)$/m
    assert.match((await repo.plan(['resume'])).stdout, said)
    assert.match((await repo.plan(['status', run])).stdout, said)
  })

  test('that cannot be verified, as the commit has no signers, is waited for: nothing of the run is undone', async (t) => {
    const { repo, as } = await signers(t, gated)
    const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
    await repo.json(['sign', run, ...as('alice')])
    repo.git('rm', '-q', 'allowed_signers')
    repo.git('commit', '-qm', 'without signers')
    const { exitCode, stdout } = await repo.plan(['resume'])
    assert.equal(exitCode, 3)
    assert.match(stdout, /^ {2}waits for sign-off "final" in role dba \(Cannot check sign-offs: "allowed_signers" is not in commit \w+\)$/m)
    repo.git('revert', '--no-edit', 'HEAD')
    assert.equal((await repo.json<RunJson>(['resume'])).value.runs[0]!.ending, 'succeeded')
  })

  test('is verified by the audit of its run', async (t) => {
    const { repo, run } = await passed(t)
    const { exitCode, value } = await repo.json<AuditJson>(['audit', run])
    assert.deepEqual([exitCode, value.ok, value.signOffs], [0, true, 1])
  })

  for (const [what, harm, says] of [
    ['is gone', (path: string) => rmSync(path), /is not in the run's record$/],
    ['cannot be read', (path: string) => (rmSync(path), mkdirSync(path)), /^Cannot read ".*dba.alice@example.com.json"/],
    [
      'was changed',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('approve', 'reject')),
      /is not what was accepted$/,
    ],
  ] as const)
    test(`that ${what} is found by the audit of its run`, async (t) => {
      const { repo, run } = await passed(t)
      harm(attachment(repo, run))
      const { exitCode, value } = await repo.json<AuditJson>(['audit', run])
      assert.deepEqual([exitCode, value.ok], [4, false])
      assert.match(value.problems[0]!.message, says)
    })

  test('that lies beside the plan is kept with the run that it opened the gate of', async (t) => {
    const { repo, run, resume } = await waiting(t)
    const beside = join(repo.root, 'plans/a.plan.yaml.signoffs')
    mkdirSync(beside)
    const path = attachment(repo, run)
    renameSync(path, join(beside, path.split('/').at(-1)!))
    await resume()
    rmSync(beside, { recursive: true })
    const { exitCode, value } = await repo.json<AuditJson>(['audit', run])
    assert.deepEqual([exitCode, value.signOffs], [0, 1])
  })
})

function attachment(repo: Repository, run: string): string {
  const folder = join(repo.root, '.backout/runs', run, 'attachments')
  return join(folder, readdirSync(folder)[0]!)
}

/** A run that waits at a gate, signed there by Alice. */
async function waiting(t: TestContext): Promise<{ readonly repo: Repository; readonly run: string; readonly resume: () => Promise<void> }> {
  const { repo, as } = await signers(t, gated)
  const { run } = (await repo.json<RunJson>(['run', 'a'])).value.runs[0]!
  await repo.json(['sign', run, ...as('alice')])
  const resume = async (): Promise<void> => assert.equal((await repo.json<RunJson>(['resume'])).value.runs[0]!.ending, 'succeeded')
  return { repo, run, resume }
}

async function passed(t: TestContext): Promise<{ readonly repo: Repository; readonly run: string }> {
  const { resume, ...rest } = await waiting(t)
  await resume()
  return rest
}
