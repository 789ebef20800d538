import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { planText, type Repository, writes } from '../repository.ts'
import { plan } from '../../support/cli.ts'
import { gated, required, signers } from '../signers.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

interface SignOffs {
  readonly environment: string
  readonly ready: boolean
  readonly unread: readonly { readonly file: string; readonly why: string }[]
  readonly requirements: readonly { readonly id: string; readonly state: string; readonly why: string }[]
}

interface SignJson {
  readonly signed?: { readonly void?: string; readonly file: string; readonly principal: string; readonly environments: readonly string[] }
  readonly signOffs: readonly SignOffs[]
}

interface RunJson {
  readonly runs: readonly { readonly run: string; readonly ending: string; readonly waiting?: { readonly role?: string } }[]
}

describe('plan sign', { concurrency: 4 }, () => {
  test('a plan does not start before it is signed, and then does', async (t) => {
    const { repo, as } = await signers(t)
    const refused = await repo.json(['run', 'a'])
    assert.deepEqual([refused.exitCode, refused.error.code], [3, 'waiting'])
    assert.match(`${refused.error.hint}`, /plan sign a --role service_owner --env local/)
    const missing = await repo.json<SignJson>(['sign', 'a', '--check'])
    assert.deepEqual([missing.exitCode, missing.value.signOffs[0]!.requirements[0]!.state], [3, 'missing'])

    const { exitCode, value } = await repo.json<SignJson>(['sign', 'a', ...as('bob')])
    assert.deepEqual([exitCode, value.signed?.environments, value.signOffs[0]!.ready], [0, ['local'], true])
    assert.match(value.signed!.file, /^plans\/a\.plan\.yaml\.signoffs\/[0-9a-f]{12}\.service_owner\.bob@example\.com\.json$/)
    const run = await repo.json<RunJson>(['run', 'a'])
    assert.equal(run.value.runs[0]!.ending, 'succeeded')
    assert.match((await repo.plan(['report'])).stdout, /review +bob@example\.com as service_owner/)
  })

  test('a plan that does not start says which sign-offs are lacking, and only these', async (t) => {
    const two = 'signOffs: { require: [{ id: review, role: service_owner }, { id: safe, role: dba }] }'
    const { repo, as } = await signers(t, planText('a', writes('one'), two))
    await repo.plan(['sign', 'a', ...as('bob')])
    const { error } = await repo.json(['run', 'a'])
    assert.equal(error.message, 'Cannot run plan "a" in local: sign-off "safe": 1 more in role "dba" needed')
    assert.equal(error.hint, 'plan sign a --role dba --env local')
  })

  for (const [what, edit, says] of [
    [
      'the plan',
      (repo: Repository) => repo.write('plans/a.plan.yaml', repo.read('plans/a.plan.yaml').replace('content: "one', 'content: "1')),
      /plan/,
    ],
    ['a signed input', undefined, /input/],
  ] as const)
    test(`an edit of ${what} voids a sign-off, and it is said which`, async (t) => {
      const { repo, as } = await signers(t)
      await repo.plan(['sign', 'a', ...as('bob')])
      edit?.(repo)
      const { exitCode, value } = await repo.json<SignJson>(['sign', 'a', '--check', ...(edit ? [] : ['--input', 'who=x'])])
      const [review] = value.signOffs[0]!.requirements
      assert.deepEqual([exitCode, review!.state], [3, 'void'])
      assert.match(review!.why, says)
    })

  test('a comment does not void a sign-off', async (t) => {
    const { repo, as } = await signers(t)
    await repo.plan(['sign', 'a', ...as('bob')])
    repo.write('plans/a.plan.yaml', `# said in passing\n${repo.read('plans/a.plan.yaml')}`)
    assert.equal((await repo.json<SignJson>(['sign', 'a', '--check'])).value.signOffs[0]!.ready, true)
  })

  test('a rejection blocks, and may be taken back', async (t) => {
    const { repo, as } = await signers(t)
    const sign = ['sign', 'a', ...as('bob')]
    await repo.plan(sign)
    const rejected = await repo.json<SignJson>([...sign, '--decision', 'reject', '--comment', 'not on a Friday'])
    assert.deepEqual([rejected.exitCode, rejected.value.signOffs[0]!.requirements[0]!.state], [0, 'rejected'])
    const { exitCode, error } = await repo.json(['run', 'a'])
    assert.equal(exitCode, 2)
    assert.match(error.message, /bob@example\.com rejected it: not on a Friday/)
    await repo.plan(sign)
    assert.equal((await repo.json(['run', 'a'])).exitCode, 0)
  })

  test('a comment steers no terminal, and passes for no line of ours', async (t) => {
    const { repo, as } = await signers(t)
    await repo.plan(['sign', 'a', ...as('bob'), '--decision', 'reject', '--comment', '\u001b[32mfine\n✔ succeeded  a in local'])
    for (const command of ['sign a --check', 'run a --yes', 'preview a', 'show a']) {
      const { stdout, stderr } = await repo.plan(command.split(' '))
      assert.match(stdout + stderr, /rejected it: \ufffd\[32mfine\s+✔ succeeded/, command)
      assert.doesNotMatch(stdout + stderr, /^✔ succeeded|\u001b/m, command)
    }
  })

  test('a sign-off that has expired does not count', async (t) => {
    const { repo, as } = await signers(t)
    await repo.plan(['sign', 'a', ...as('bob'), '--expires', '1ms'])
    const { value } = await repo.json<SignJson>(['sign', 'a', '--check'])
    assert.equal(value.signOffs[0]!.requirements[0]!.state, 'void')
  })

  test('a sign-off of somebody who is not in the role does not count', async (t) => {
    const { repo, as } = await signers(t)
    const sign = ['sign', 'a', ...as('alice', 'service_owner')]
    const { exitCode, value } = await repo.json<SignJson>(sign)
    assert.deepEqual([exitCode, value.signOffs[0]!.requirements[0]!.state], [3, 'void'])
    assert.equal(value.signed?.void, '"alice@example.com" is not in role "service_owner"')
    assert.match((await repo.plan(sign)).stdout, /✖ It does not count: "alice@example.com" is not in role "service_owner"/)
    assert.equal((await repo.json(['run', 'a'])).exitCode, 3)
  })

  for (const [decision, state] of [
    ['approve', 'met'],
    ['reject', 'rejected'],
  ] as const)
    test(`a sign-off that does not count takes the place of none that says ${decision}, and of one that does not count either`, async (t) => {
      const { repo, as, key } = await signers(t)
      const wrongly = ['sign', 'a', '--role', 'service_owner', '--key', key('alice'), '--identity', 'bob@example.com']
      for (const exitCode of [3, 3]) assert.equal((await repo.json(wrongly)).exitCode, exitCode)
      await repo.plan(['sign', 'a', ...as('bob'), '--decision', decision])
      const { exitCode, error } = await repo.json(wrongly)
      assert.deepEqual([exitCode, error.code], [2, 'refused'])
      assert.match(
        error.message,
        /^Cannot replace "plans\/a\.plan\.yaml\.signoffs\/.*": what is signed now does not count: the key that signed it/,
      )
      const { value } = await repo.json<SignJson>(['sign', 'a', '--check'])
      assert.equal(value.signOffs[0]!.requirements[0]!.state, state)
    })

  test('roles count as they are committed, not as the working tree has them', async (t) => {
    const { repo, as } = await signers(t)
    repo.write('backout.yaml', repo.read('backout.yaml').replace('service_owner: [bob@example.com]', 'service_owner: [alice@example.com]'))
    await repo.plan(['sign', 'a', ...as('alice', 'service_owner')])
    assert.equal((await repo.json(['run', 'a'])).exitCode, 3)
  })

  test('a sign-off is for all environments of the plan where none is named, and says for which', async (t) => {
    const more = `${required}\nenvironments: [local, staging]`
    const { repo, as } = await signers(t, planText('a', writes('one'), more))
    const sign = ['sign', 'a', ...as('bob')]
    const said = await repo.plan(sign)
    assert.match(said.stdout || said.stderr, /^Signed a for local, staging as bob@example\.com in role service_owner: plans\/a/)
    const one = await repo.json<SignJson>([...sign, '--env', 'staging'])
    assert.deepEqual(one.value.signed?.environments, ['staging'])
  })

  test('a sign-off for all environments takes the place of none with other inputs', async (t) => {
    const { repo, as } = await signers(t, planText('a', writes('one'), `${required}\nenvironments: [local, staging]`))
    for (const who of ['ann', 'ben']) await repo.plan(['sign', 'a', ...as('bob'), '--input', `who=${who}`])
    for (const who of ['ann', 'ben']) {
      const { value } = await repo.json<SignJson>(['sign', 'a', '--check', '--input', `who=${who}`])
      assert.deepEqual([value.signOffs.length, value.signOffs.every(({ ready }) => ready)], [2, true])
    }
  })

  test('a sign-off that cannot be written says so', async (t) => {
    const { repo, as } = await signers(t)
    repo.write('plans/a.plan.yaml.signoffs', 'a file')
    const sign = ['sign', 'a', ...as('bob')]
    const { exitCode, error } = await repo.json(sign)
    assert.equal(exitCode, 1)
    assert.match(error.message, /^Cannot write "plans\/a\.plan\.yaml\.signoffs\//)
  })

  for (const [what, place] of [
    ['file', 'plans/a.plan.yaml.signoffs/FILE'],
    ['folder', 'plans/a.plan.yaml.signoffs'],
  ] as const)
    test(`nothing is signed through a link that came with the plan in place of the ${what}`, async (t) => {
      const { repo, as } = await signers(t)
      const sign = ['sign', 'a', ...as('bob')]
      const name = basename((await repo.json<SignJson>(sign)).value.signed!.file)
      const beside = temporaryFolder(t)
      writeFileSync(join(beside, 'precious.json'), 'precious')
      const link = join(repo.root, place.replace('FILE', name))
      rmSync(link, { recursive: true })
      symlinkSync(what === 'file' ? join(beside, 'precious.json') : beside, link)
      const { exitCode, error } = await repo.json(sign)
      assert.deepEqual([exitCode, error.code], [2, 'refused'])
      assert.match(error.message, /^Cannot write "plans\/a\.plan\.yaml\.signoffs\/[^"]+": (its folder|what is there) is a link/)
      assert.deepEqual([readdirSync(beside), readFileSync(join(beside, 'precious.json'), 'utf8')], [['precious.json'], 'precious'])
      const checked = await repo.plan(['sign', 'a', '--check'])
      assert.match(checked.stdout, /^ {2}! "[^"]+" does not count: it is a link/m)
      assert.doesNotMatch(checked.stdout, /precious/)
    })

  test('what lies with the sign-offs and is none is named, some of it', async (t) => {
    const { repo } = await signers(t)
    for (const name of ['1', '2', '3', '4', '5', '6', '7']) repo.write(`plans/a.plan.yaml.signoffs/${name}.json`, '{')
    const { value } = await repo.json<SignJson>(['sign', 'a', '--check'])
    assert.deepEqual(
      [value.signOffs[0]!.unread.length, value.signOffs[0]!.unread[0]],
      [7, { file: '1.json', why: 'it is not JSON in UTF-8' }],
    )
    for (const args of [
      ['sign', 'a', '--check'],
      ['show', 'a'],
      ['show', 'a', '--format', 'markdown'],
    ])
      assert.match(
        (await repo.plan(args)).stdout,
        /^ *[!-] "5\.json" does not count: it is not JSON in UTF-8\n *[!-] 2 more files do not count$/m,
      )
  })

  test('nothing is signed where nothing can be verified', async (t) => {
    const { repo, as } = await signers(t)
    repo.git('rm', '-q', '--cached', 'allowed_signers')
    repo.git('commit', '-qm', 'nobody')
    const { exitCode, error } = await repo.json(['sign', 'a', ...as('bob')])
    assert.equal(exitCode, 2)
    assert.match(error.message, /"allowed_signers" is not in commit/)
    assert.equal(existsSync(join(repo.root, 'plans/a.plan.yaml.signoffs')), false)
  })

  for (const [flag, value] of [
    ['--decision', 'reject'],
    ['--key', 'key'],
    ['--identity', 'bob@example.com'],
    ['--expires', '1d'],
    ['--comment', 'fine'],
  ] as const)
    test(`${flag} is refused where nothing is signed`, async (t) => {
      const { repo } = await signers(t)
      const { exitCode, error } = await repo.json(['sign', 'a', '--check', flag, value])
      assert.deepEqual([exitCode, error.code], [2, 'invalid'])
      assert.match(error.message, new RegExp(`: ${flag} needs --role$`))
    })

  test('a plan with many files is signed for several environments', async (t) => {
    const names = Array.from({ length: 400 }, (_, index) => `sql/migration-of-quarter-${index}.sql`)
    const steps = names.map((name, index) => `- id: s${index}\n  uses: sql/execute\n  with: { connection: db, file: ${name} }\n`)
    const plan = planText('a', steps.join(''), `${required}\nenvironments: [local, staging]`).replace(
      'files: ["out/**"]',
      'databases: { db: ["t*"] }',
    )
    const { repo, as } = await signers(t, plan)
    for (const [index, name] of names.entries()) repo.write(`plans/${name}`, `create table t${index} (a);`)
    const connection = 'connections: { db: { driver: sqlite, file: app.db } }'
    repo.write('backout.yaml', `${repo.read('backout.yaml')}environments: { local: { ${connection} }, staging: { ${connection} } }\n`)
    repo.git('commit', '-qam', 'environments')
    const { value } = await repo.json<SignJson>(['sign', 'a', ...as('bob')])
    assert.deepEqual([value.signed?.void, value.signOffs.map(({ ready }) => ready)], [undefined, [true, true]])
  })

  for (const [expires, why] of [
    ['4000000d', 'it ends after the year 9999'],
    ['99999999999d', 'it ends after the year 9999'],
    ['soon', 'it is not a number with a unit'],
  ] as const)
    test(`--expires ${expires} is refused`, async (t) => {
      const { repo } = await signers(t)
      const { exitCode, error } = await repo.json([
        'sign',
        'a',
        '--role',
        'service_owner',
        '--key',
        'allowed_signers',
        '--identity',
        'b@example.com',
        '--expires',
        expires,
      ])
      assert.deepEqual([exitCode, error.message], [2, `Cannot read --expires "${expires}": ${why}`])
    })

  test('a key is found from where one is, and one that is not there is said to be missing', async (t) => {
    const { repo, key } = await signers(t)
    const sign = async (path: string) =>
      plan(join(repo.root, 'plans'), ['sign', 'a', '--role', 'service_owner', '--key', path, '--identity', 'bob@example.com'])
    assert.equal((await sign(relative(join(repo.root, 'plans'), key('bob')))).exitCode, 0)
    const { exitCode, stderr } = await sign('nokey')
    const path = join(repo.root, 'plans/nokey')
    assert.deepEqual([exitCode, stderr.split('\n')[0]], [2, `Error: Cannot sign with key "${path}": there is no such file`])
  })

  test("a key of git's settings that is not there is said to be missing, and who names it", async (t) => {
    const { repo } = await signers(t)
    repo.git('config', 'user.signingKey', 'keys/gone.pub')
    const { exitCode, error } = await repo.json(['sign', 'a', '--role', 'service_owner'])
    assert.deepEqual(
      [exitCode, error.message],
      [2, `Cannot sign with key "keys/gone.pub", which git's user.signingKey names: there is no such file`],
    )
  })

  test('an SSH agent that gives no answer is waited for, and told of', async (t) => {
    const { repo, key, as } = await signers(t)
    const [socket, agent] = [join(temporaryFolder(t), 'agent'), createServer((connection) => setTimeout(() => connection.destroy(), 2500))]
    t.after(() => agent.close())
    await once(agent.listen(socket), 'listening')
    rmSync(key('bob'))
    const { exitCode, stderr } = await repo.plan(['sign', 'a', ...as('bob').map((word) => (word === key('bob') ? `${word}.pub` : word))], {
      SSH_AUTH_SOCK: socket,
    })
    assert.equal(exitCode, 1)
    assert.match(stderr, /^Waiting for the signature with key ".*bob\.pub": .* the SSH agent at SSH_AUTH_SOCK\nError: Cannot sign with key/)
  })

  test('what a run has to be signed with is hinted at with its inputs', async (t) => {
    const { repo } = await signers(t)
    const { error } = await repo.json(['run', 'a', '--input', 'who=Ann B'])
    assert.equal(error.hint, "plan sign a --input 'who=Ann B' --role service_owner --env local")
  })

  test('a role that nobody asks for is refused, with those that are asked for', async (t) => {
    const { repo, as } = await signers(t)
    const { exitCode, error } = await repo.json(['sign', 'a', ...as('bob', 'nobody')])
    assert.deepEqual([exitCode, error.code, error.hint], [2, 'refused', 'It asks for: service_owner'])
  })

  test('an environment that asks for no sign-offs is not signed for, and leads on to --env', async (t) => {
    const { repo, as } = await signers(
      t,
      planText('a', writes('one'), required.replace('role: service_owner', "$&, if: environment != 'local'")),
    )
    repo.write('backout.yaml', `${repo.read('backout.yaml')}environments: { local: {}, production: {} }\n`)
    repo.git('commit', '-qam', 'production')
    const { exitCode, error } = await repo.json(['sign', 'a', ...as('bob')])
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.match(`${error.message}\n${error.hint}`, / in local\nIt asks for no sign-offs there; name another environment with --env$/)
    assert.equal((await repo.json(['sign', 'a', ...as('bob'), '--env', 'production'])).exitCode, 0)
  })

  test('Law: a plan that was rolled back needs new sign-offs', async (t) => {
    const { repo, as } = await signers(t)
    const sign = ['sign', 'a', ...as('bob')]
    await repo.plan(sign)
    await repo.plan(['run', 'a'])
    await repo.plan(['rollback'])
    const { exitCode, error } = await repo.json(['run', 'a'])
    assert.deepEqual([exitCode, error.code], [3, 'waiting'])
    assert.match(error.message, /does not count again/)
    const { value } = await repo.json<SignJson>(['sign', 'a', '--check'])
    assert.match(value.signOffs[0]!.requirements[0]!.why, /^bob@example.com: run "\S+" started with it, and it does not count again$/)
    await repo.plan(sign)
    assert.equal((await repo.json(['run', 'a'])).exitCode, 0)
  })

  test('Law: a plan that was rolled back needs new sign-offs, also where it had more than it needed', async (t) => {
    const { repo, as } = await signers(t, planText('a', writes('one'), `${required}\nenvironments: [local, staging]`))
    repo.write('backout.yaml', repo.read('backout.yaml').replace('signOffs', 'environments: { local: {}, staging: {} }\nsignOffs'))
    repo.git('commit', '-qam', 'environments')
    const forAll = ['sign', 'a', ...as('bob')]
    for (const args of [forAll, [...forAll, '--env', 'local'], ['run', 'a'], ['rollback']])
      assert.equal((await repo.plan(args)).exitCode, 0, args.join(' '))
    const { exitCode, error } = await repo.json(['run', 'a'])
    assert.deepEqual([exitCode, error.code], [3, 'waiting'])
    assert.equal((await repo.json(['run', 'a', '--env', 'staging'])).exitCode, 0)
  })

  test('a run that finds its database locked uses up no sign-off', async (t) => {
    const inserts = '- id: one\n  uses: sql/execute\n  with: { connection: app, sql: "insert into t values (1)" }\n'
    const connected = `connections: { app: { driver: sqlite, file: app.db, busyTimeout: 100 } }\n${required}`
    const { repo, as } = await signers(t, planText('a', inserts, connected).replace('scope: { ', 'scope: { databases: { app: [t] }, '))
    using database = new DatabaseSync(join(repo.root, 'app.db'))
    database.exec('create table t (x); begin exclusive')
    await repo.plan(['sign', 'a', ...as('bob')])
    assert.equal((await repo.json(['run', 'a'])).exitCode, 5)
    database.exec('rollback')
    assert.equal((await repo.json(['run', 'a'])).exitCode, 0)
  })

  test('a run waits at a gate, is signed there, and goes on', async (t) => {
    const { repo, as } = await signers(t, gated)
    const waiting = await repo.json<RunJson>(['run', 'a'])
    assert.deepEqual([waiting.exitCode, waiting.value.runs[0]!.ending, waiting.value.runs[0]!.waiting?.role], [3, 'waiting', 'dba'])
    const { run } = waiting.value.runs[0]!
    assert.equal(existsSync(join(repo.root, 'out/two.txt')), false)
    assert.deepEqual([(await repo.json(['resume'])).exitCode, (await repo.json<SignJson>(['sign', run, '--check'])).exitCode], [3, 3])
    assert.equal((await repo.json(['sign', run, ...as('bob')])).exitCode, 2)

    const signed = await repo.json<SignJson>(['sign', run, ...as('alice')])
    assert.deepEqual([signed.exitCode, signed.value.signOffs[0]!.requirements.at(-1)!.state], [0, 'met'])
    const resumed = await repo.json<RunJson>(['resume', '--due'])
    assert.deepEqual([resumed.exitCode, resumed.value.runs[0]!.ending], [0, 'succeeded'])
    assert.equal(repo.read('out/two.txt'), 'two')
  })

  test('signs as git does where no key is given', async (t) => {
    const { repo, key } = await signers(t)
    repo.git('config', 'user.signingKey', key('bob'))
    repo.git('config', 'user.email', 'bob@example.com')
    assert.equal((await repo.json<SignJson>(['sign', 'a', '--role', 'service_owner'])).value.signOffs[0]!.ready, true)
  })

  test('plan show tells how the sign-offs stand', async (t) => {
    const { repo } = await signers(t)
    const { value } = await repo.json<{ readonly signOffs: SignOffs }>(['show', 'a'])
    assert.deepEqual(
      value.signOffs.requirements.map(({ id, state }) => [id, state]),
      [['review', 'missing']],
    )
    assert.match((await repo.plan(['show', 'a', '--format', 'markdown'])).stdout, /\| `review` \| service\\_owner \| missing \|/)
  })
})
