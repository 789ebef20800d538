import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { plan } from '../../support/cli.ts'
import { planText, type Repository, repository, writes } from '../repository.ts'
import { required, signers } from '../signers.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const check = ['sign', 'a', '--check']

/** A repository with a plan that Bob has signed. */
async function signed(t: TestContext): Promise<Repository> {
  const { repo, as } = await signers(t)
  const { exitCode } = await repo.json(['sign', 'a', ...as('bob')])
  assert.equal(exitCode, 0)
  return repo
}

describe('Who may sign is read from the commit of the repository that the plan is in', { concurrency: 4 }, () => {
  test('whatever repository a hook or a variable of git leads to', async (t) => {
    const [repo, other] = [await signed(t), repository(t)]
    const env = { GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: other.root, GIT_OBJECT_DIRECTORY: join(other.root, '.git/objects') }
    assert.equal((await repo.json(check, env)).exitCode, 0)
  })

  test('whatever commit git is told to take for it', async (t) => {
    const repo = await signed(t)
    const head = repo.git('rev-parse', 'HEAD')
    repo.write('allowed_signers', '')
    repo.git('commit', '-qam', 'nobody')
    repo.git('replace', repo.git('rev-parse', 'HEAD'), head)
    assert.equal((await repo.json(check)).exitCode, 3)
  })

  test('never from one whose parts are committed in a folder, and no program runs that such a one configures', async (t) => {
    const repo = await signed(t)
    const [folder, marker] = [join(repo.root, 'service'), join(repo.root, 'ran')]
    const signersBlob = repo.git('rev-parse', 'HEAD:allowed_signers')
    cpSync(join(repo.root, '.git'), folder, { recursive: true })
    for (const name of ['backout.yaml', 'allowed_signers', 'plans']) cpSync(join(repo.root, name), join(folder, name), { recursive: true })
    repo.write('program', `#!/bin/sh\ntouch ${marker}\n`)
    chmodSync(join(repo.root, 'program'), 0o755)
    const config = (name: string, value: string) => execFileSync('git', ['config', '-f', join(folder, 'config'), name, value])
    config('core.worktree', '.')
    fetchesBy(config, join(repo.root, 'program'))
    rmSync(join(folder, 'objects', signersBlob.slice(0, 2)), { recursive: true })
    for (const where of [
      [folder, ...check],
      [repo.root, ...check, '--root', 'service'],
    ] as const) {
      const [cwd, ...args] = where
      const { exitCode, stderr } = await plan(cwd, args)
      assert.deepEqual([exitCode, existsSync(marker)], [2, false])
      assert.match(stderr, /git does not read the repository of "[^"]*service": cannot use bare repository/)
    }
  })

  test('and not while a sparse checkout leaves out sign-offs: one of them may be a rejection', async (t) => {
    const repo = await signed(t)
    repo.git('add', '.')
    repo.git('commit', '-qm', 'signed')
    repo.git('sparse-checkout', 'set', '--no-cone', '/*', '!*.signoffs/')
    for (const args of [check, ['run', 'a']]) {
      const { exitCode, error } = await repo.json(args)
      assert.deepEqual([exitCode, error.code], [2, 'refused'])
      assert.match(error.message, /"plans\/a\.plan\.yaml\.signoffs\/.*\.json" is not here, since the checkout is sparse$/)
      execFileSync('sh', ['-c', error.hint!.replace('Bring it here: ', '')], { cwd: repo.root })
      assert.equal((await repo.json(check)).exitCode, 0)
      repo.git('sparse-checkout', 'set', '--no-cone', '/*', '!*.signoffs/')
    }
  })

  test('by the git and the ssh-keygen of this machine, never by one that is in the repository', async (t) => {
    const repo = await signed(t)
    const [marker, above] = [join(temporaryFolder(t), 'ran'), temporaryFolder(t)]
    const folders = ['bin', 'node_modules/.bin', ''].map((folder) => join(repo.root, folder)).concat(join(above, 'node_modules/.bin'))
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true })
      for (const program of ['git', 'ssh-keygen']) writeFileSync(join(folder, program), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 })
    }
    const PATH = [...folders, 'bin', '.', '', process.env['PATH']].join(':')
    for (const args of [check, ['show', 'a'], ['preview', 'a'], ['validate'], ['run', 'a']])
      assert.deepEqual([(await repo.json(args, { PATH })).exitCode, existsSync(marker)], [0, false], args.join(' '))
  })

  test('of which nothing is fetched', async (t) => {
    const repo = await signed(t)
    const marker = join(repo.root, 'ran')
    repo.write('program', `#!/bin/sh\ntouch ${marker}\n`)
    chmodSync(join(repo.root, 'program'), 0o755)
    const blob = repo.git('rev-parse', 'HEAD:allowed_signers')
    rmSync(join(repo.root, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    fetchesBy((name, value) => repo.git('config', name, value), join(repo.root, 'program'))
    const { exitCode, error } = await repo.json(check)
    assert.deepEqual([exitCode, existsSync(marker)], [2, false])
    assert.match(error.message, /^Cannot check sign-offs: "allowed_signers" of commit \w{12} cannot be read: /)
  })

  for (const [what, changed] of [
    ['begins with a byte order mark', (text: string) => `\ufeff${text.split('\n').toReversed().filter(Boolean).join('\n')}\n`],
    ['has CR LF at the ends of its lines', (text: string) => text.replaceAll('\n', '\r\n')],
  ] as const)
    test(`also where the file of signers ${what}, as editors on Windows write it`, async (t) => {
      const repo = await signed(t)
      repo.write('allowed_signers', changed(repo.read('allowed_signers')))
      repo.git('commit', '-qam', 'edited elsewhere')
      assert.equal((await repo.json(check)).exitCode, 0)
    })

  test('and was there before the first plan of a folder ran: none lets anybody sign the next one', async (t) => {
    const { repo, key } = await signers(t)
    const lets = readFileSync(`${key('alice')}.pub`, 'utf8').trim()
    const text = planText('first', writes('one', 'allowed_signers', `bob@example.com ${lets}\\n`)).replace('out/**', 'allowed_signers')
    repo.write('plans/a.plan.yaml', repo.read('plans/a.plan.yaml').replace('name: a', 'name: a, after: [first]'))
    repo.write('plans/first.plan.yaml', text)
    await repo.json(['sign', 'a', '--role', 'service_owner', '--key', key('alice'), '--identity', 'bob@example.com'])
    repo.git('add', '.')
    repo.git('commit', '-qm', 'signed by somebody else')
    const { exitCode, value } = await repo.json<{
      readonly runs: readonly unknown[]
      readonly notRun: readonly { readonly why: string }[]
    }>(['run', 'plans', '--commit'])
    assert.deepEqual([exitCode, value.runs.length], [3, 1])
    assert.match(value.notRun[0]!.why, /the key that signed it is one of "alice@example\.com", not of "bob@example\.com"/)
  })

  test('and where git refuses to read it, it is said why, and what to do', async (t) => {
    const repo = await signed(t)
    const { exitCode, error } = await repo.json(check, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' })
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.match(error.message, /git does not read the repository of "[^"]*": detected dubious ownership/)
    assert.match(error.hint ?? '', /git config --global --add safe\.directory/)
  })

  test('and where it has a link there, that is said', async (t) => {
    const repo = await signed(t)
    repo.git('mv', 'allowed_signers', 'elsewhere')
    symlinkSync('elsewhere', join(repo.root, 'allowed_signers'))
    repo.git('add', '.')
    repo.git('commit', '-qm', 'link')
    const { error } = await repo.json(check)
    assert.match(error.message, /"allowed_signers" of commit \w{12} cannot be read: it is a link$/)
  })
})

/** A plan for a database, and a connection that leads there. */
const toDatabase = (file: string): string =>
  planText('a', 'id: one\n  uses: sql/query\n  with: { connection: db, sql: select 1 }'.replace(/^/, '- '), required)
    .replace('scope: { files: ["out/**"] }', 'scope: { databases: { db: [t] } }')
    .replace('\ninputs:', `\nconnections: { db: { driver: sqlite, file: ${file}, create: true } }\ninputs:`)

for (const file of ['data/crm.db', 'data/../data/./crm.db', 'crm.db'])
  test(`A plan that is signed does not run on ${file} behind a link that came with a commit: another commit might let it lead elsewhere`, async (t) => {
    const { repo, as } = await signers(t, toDatabase(file))
    const elsewhere = temporaryFolder(t)
    const [link, to] = file === 'crm.db' ? [file, join(elsewhere, 'crm.db')] : ['data', elsewhere]
    symlinkSync(to, join(repo.root, link))
    await repo.json(['sign', 'a', ...as('bob')])
    repo.git('add', '.')
    repo.git('commit', '-qm', 'signed')
    const { exitCode, error } = await repo.json(['run', 'a'])
    assert.deepEqual([exitCode, error.code], [2, 'refused'])
    assert.match(
      error.message,
      new RegExp(`on the way to "${file.replace(/.*\//, 'data/')}" of databases.db, "${link}" is a link that is under version control$`),
    )
    repo.git('rm', '-q', '--cached', link)
    repo.git('commit', '-qm', 'a link of this machine')
    assert.equal((await repo.json(['run', 'a'])).exitCode, 0)
  })

/** Lets git fetch what is missing through a program, as a partial clone does through its remote. */
function fetchesBy(config: (name: string, value: string) => unknown, program: string): void {
  config('core.repositoryFormatVersion', '1')
  config('extensions.partialClone', 'origin')
  config('remote.origin.promisor', 'true')
  config('remote.origin.url', `ext::${program}`)
  config('protocol.ext.allow', 'always')
}
