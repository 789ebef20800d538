import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, type TestContext, test } from 'node:test'
import { type Repository, repository } from '../../cli/repository.ts'
import { KeyRing } from './support.ts'

const ring = new KeyRing()
after(() => ring[Symbol.dispose]())
const people = ['alice', 'bob'] as const
before(() => people.map((name) => ring.make(name)))

const planFile = 'plans/a.plan.yaml'
const folder = `${planFile}.signoffs`
const files = () => ({
  'backout.yaml': `apiVersion: backout/v1
kind: Project
environments:
  local:
    connections: { db: { driver: sqlite, file: one.db } }
signOffs:
  allowedSigners: allowed_signers
  roles: { dba: [alice@example.com], owner: [bob@example.com] }
`,
  allowed_signers: people.map((name) => ring.line(`${name}@example.com`, join(ring.folder, name))).join(''),
  'plans/a.sql': 'create table t (a);\ncreate table u (a);\n',
  [planFile]: `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a, title: First }
scope: { databases: { db: [t, u] } }
inputs:
  size: { type: integer, default: 1 }
  batch: { type: integer, default: 1, tunable: true }
signOffs: { require: [{ id: final, role: dba }] }
steps:
  - id: tables
    uses: sql/execute
    with:
      connection: db
      file: a.sql
`,
})

/** A repository with a plan that Alice has signed. */
async function signedPlan(t: TestContext): Promise<Repository> {
  const repo = repository(t, files())
  assert.equal((await sign(repo, 'alice')).exitCode, 0)
  return repo
}

const sign = (repo: Repository, who: (typeof people)[number], ...more: readonly string[]) =>
  repo.plan(['sign', 'a', '--role', 'dba', '--key', join(ring.folder, who), '--identity', `${who}@example.com`, ...more])

interface Check {
  readonly signOffs: readonly [{ readonly requirements: readonly [{ readonly state: string; readonly why: string }] }]
}

async function check(repo: Repository, ...more: readonly string[]): Promise<readonly [state: string, why: string]> {
  const { value } = await repo.json<Check>(['sign', 'a', '--check', ...more])
  const [{ state, why }] = value.signOffs[0].requirements
  return [state, why]
}

const edit =
  (path: string, from: string | RegExp, to: string) =>
  (repo: Repository): void => {
    const text = repo.read(path)
    const edited = text.replaceAll(from, to)
    assert.notEqual(edited, text)
    repo.write(path, edited)
  }
const commit = (repo: Repository): void => {
  repo.git('add', '.')
  repo.git('commit', '-qm', 'more')
}

describe('a sign-off', { concurrency: 3 }, () => {
  for (const { what, change, flags = [], why } of [
    { what: 'the plan', change: edit(planFile, 'title: First', 'title: Second'), why: 'the plan changed' },
    { what: 'a referenced file', change: edit('plans/a.sql', 'table u (a)', 'table u (b)'), why: 'file "a.sql" changed' },
    { what: "a connection's target", change: edit('backout.yaml', 'one.db', 'two.db'), why: 'connection "databases.db" changed' },
    {
      what: 'a setting of a connection that decides what its steps do',
      change: edit('backout.yaml', 'one.db', 'one.db, foreignKeys: false'),
      why: 'connection "databases.db" changed',
    },
    {
      what: 'whether the environment is protected',
      change: edit('backout.yaml', '  local:\n', '  local:\n    protected: true\n'),
      why: 'environment changed',
    },
    {
      what: 'a role, although nothing else of it is committed',
      change: edit('backout.yaml', 'dba: [alice@example.com]', 'dba: [alice@example.com, bob@example.com]'),
      why: 'role "dba" changed',
    },
    { what: 'a signed input', change: () => undefined, flags: ['--input', 'size=2'], why: 'input "size" changed' },
  ]) {
    test(`is void after a change of ${what}, and it is said which`, async (t) => {
      const repo = await signedPlan(t)
      change(repo)
      assert.deepEqual(await check(repo, ...flags), ['void', `alice@example.com: ${why}`])
      const { exitCode, error } = await repo.json(['run', 'a', '--yes', ...flags])
      assert.deepEqual([exitCode, error.code], [3, 'waiting'])
      assert.ok(error.message.includes(why), error.message)
    })
  }

  for (const { what, change, flags = [] } of [
    { what: 'a comment', change: edit(planFile, 'steps:', 'steps: # in order') },
    { what: 'quoting', change: edit(planFile, 'title: First', '\'title\': "First"') },
    { what: 'the order of keys', change: edit(planFile, 'name: a, title: First', 'title: First, name: a') },
    {
      what: 'flow style',
      change: edit(planFile, '    with:\n      connection: db\n      file: a.sql\n', '    with: { file: a.sql, connection: db }\n'),
    },
    { what: 'line endings of the plan', change: edit(planFile, '\n', '\r\n') },
    { what: 'line endings of a referenced file', change: edit('plans/a.sql', '\n', '\r\n') },
    { what: 'a role that is not asked for', change: edit('backout.yaml', 'owner: [bob@example.com]', 'owner: [carol@example.com]') },
    { what: 'how long a connection waits', change: edit('backout.yaml', 'one.db', 'one.db, busyTimeout: 9000') },
    { what: 'another file beside it', change: (repo: Repository) => repo.write('plans/b.sql', 'select 1') },
    { what: 'an input that is tunable', change: () => undefined, flags: ['--input', 'batch=2'] },
  ]) {
    test(`is not void after a change of ${what}`, async (t) => {
      const repo = await signedPlan(t)
      change(repo)
      assert.deepEqual(await check(repo, ...flags), ['met', 'signed by alice@example.com'])
    })
  }

  const only = (repo: Repository): string => readdirSync(join(repo.root, folder))[0]!
  for (const { what, harm, state, why } of [
    {
      what: 'its key was withdrawn at HEAD',
      harm: (repo: Repository) => {
        repo.write('allowed_signers', repo.read('allowed_signers').replace(/^alice.*\n/, ''))
        commit(repo)
      },
      state: 'void',
      why: /the key that signed it is not known as a key of "alice@example.com"$/,
    },
    {
      what: 'its key had expired when it was used',
      harm: (repo: Repository) => {
        edit('allowed_signers', 'alice@example.com ', 'alice@example.com valid-before="20200101" ')(repo)
        commit(repo)
      },
      state: 'void',
      why: /the key of "alice@example.com" was no longer valid when it was signed$/,
    },
    {
      what: 'its name says that it is of somebody else',
      harm: (repo: Repository) =>
        renameSync(join(repo.root, folder, only(repo)), join(repo.root, folder, '000000000000.owner.bob@example.com.json')),
      state: 'met',
      why: /^signed by alice@example.com$/,
    },
    {
      what: 'it is a link',
      harm: (repo: Repository) => {
        renameSync(join(repo.root, folder, only(repo)), join(repo.root, 'elsewhere.json'))
        symlinkSync('../../elsewhere.json', join(repo.root, folder, 'a.json'))
      },
      state: 'missing',
      why: /^1 more in role "dba" needed$/,
    },
    {
      what: 'its principal was edited',
      harm: (repo: Repository) => edit(`${folder}/${only(repo)}`, 'alice@example.com', 'bob@example.com')(repo),
      state: 'void',
      why: /^bob@example.com: /,
    },
  ]) {
    test(`is ${state} when ${what}`, async (t) => {
      const repo = await signedPlan(t)
      harm(repo)
      const [found, said] = await check(repo)
      assert.equal(found, state)
      assert.match(said, why)
    })
  }

  test('Law: another user in the URL of a connection voids', async (t) => {
    const given = files()
    const repo = repository(t, {
      ...given,
      'backout.yaml': given['backout.yaml'].replace(
        'driver: sqlite, file: one.db',
        'driver: postgres, url: "postgres://app@db.example.com/crm"',
      ),
      'plans/a.sql': 'create table t (a int)',
      [planFile]: `${given[planFile]}    rollback: { none: it is a test }\n`,
    })
    assert.equal((await sign(repo, 'alice')).exitCode, 0)
    edit('backout.yaml', 'app@', 'postgres@')(repo)
    commit(repo)
    const [state, why] = await check(repo)
    assert.deepEqual([state, /connection "databases.db" changed/.test(why)], ['void', true], why)
  })

  test('a signer that the working tree alone knows does not count', async (t) => {
    const repo = await signedPlan(t)
    repo.write('backout.yaml', repo.read('backout.yaml').replace('alice@example.com]', 'bob@example.com]'))
    repo.write('allowed_signers', ring.line('bob@example.com', join(ring.folder, 'bob')))
    await sign(repo, 'bob')
    const [state, why] = await check(repo)
    assert.equal(state, 'void')
    assert.match(why, /bob@example.com: "bob@example.com" is not in role "dba"/)
  })

  test('Law: a used sign-off does not count again, also in another file, layout or name', async (t) => {
    const repo = await signedPlan(t)
    const name = only(repo)
    const db = new DatabaseSync(join(repo.root, 'one.db'))
    db.exec('create table other (a)')
    db.close()
    for (const args of [
      ['run', 'a', '--yes'],
      ['rollback', '--yes'],
    ])
      assert.equal((await repo.plan(args)).exitCode, 0)
    const path = join(repo.root, folder, name)
    copyFileSync(path, join(repo.root, folder, 'copy.json'))
    writeFileSync(join(repo.root, folder, 'other.json'), JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), more: 1 }))
    writeFileSync(path, ` ${readFileSync(path, 'utf8')}`)
    const { exitCode, error } = await repo.json(['run', 'a', '--yes'])
    assert.deepEqual([exitCode, error.code], [3, 'waiting'])
    assert.match(error.message, /alice@example.com: run "[^"]*" started with it, and it does not count again/)
    assert.equal((await sign(repo, 'alice')).exitCode, 0)
    assert.equal((await repo.plan(['run', 'a', '--yes'])).exitCode, 0)
  })

  test('plan show counts and names what is in the folder and is no sign-off, however hostile', async (t) => {
    const repo = await signedPlan(t)
    repo.write(`${folder}/huge.json`, 'x'.repeat(5_000_000))
    repo.write(`${folder}/junk.json`, '{')
    execFileSync('mkfifo', [join(repo.root, folder, 'pipe.json')])
    symlinkSync('/dev/zero', join(repo.root, folder, 'zero.json'))
    symlinkSync('nowhere', join(repo.root, folder, 'broken.json'))
    assert.deepEqual(await check(repo), ['met', 'signed by alice@example.com'])
  })
})
