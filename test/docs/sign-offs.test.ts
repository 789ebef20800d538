import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { planText, type Repository, repository, writes } from '../cli/repository.ts'
import { block, page, succeed } from './pages.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const text = page('docs/sign-offs.md')
const [require, roles] = [...text.matchAll(/^```yaml\n(signOffs:.*?)^```/gms)].map(([, yaml]) => yaml!)
const [signing, atGate] = [...text.matchAll(/^```console\n(.*?)^```/gms)].map(([, lines]) => lines!.trim().replaceAll('$ ', '').split('\n'))

test('docs/sign-offs.md: a plan is signed and checked, and the run at its gate signed and continued, as it is written', async (t) => {
  const { repo, home } = signers(t)
  const alice = { HOME: home('alice') }
  follow(repo, 'test: setup', alice)
  await succeed(
    repo,
    signing!.map((line) => line.replace('~', home('alice'))),
    alice,
  )
  assert.match(follow(repo, 'test: verify', alice), /^Good "backout-signoff" signature for alice@example\.com /)
  assert.equal(follow(repo, 'test: digest', alice), 'split-customer-name@production holds\n')

  const { exitCode, value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(
    ['run', 'split-customer-name', '--env', 'production'],
    alice,
  )
  assert.equal(exitCode, 3, 'it waits at the gate')
  const bob = { HOME: home('bob') }
  follow(repo, 'test: setup', bob)
  const key = `--key ${home('bob')}/.ssh/id_backout`
  const [sign, resume] = atGate!.map((line) => line.replace('RUN', value.runs[0]!.run))
  await succeed(repo, [`${sign} ${key}`, resume!], bob)
})

/** A repository with the plan and the roles of the page, and a home of its own for each signer. */
function signers(t: TestContext): { readonly repo: Repository; readonly home: (name: string) => string } {
  const homes = temporaryFolder(t)
  const repo = repository(t, {
    'backout.yaml': `apiVersion: backout/v1\nkind: Project\nenvironments: { local: {}, production: {} }\n${roles}`,
    'plans/split/plan.yaml': planText('split-customer-name', writes('one').replace('uses:', 'signOff: dba_final\n  uses:'), require),
  })
  const home = (name: string): string => {
    mkdirSync(join(homes, name, '.ssh'), { recursive: true })
    repo.git('config', 'user.email', `${name}@example.com`)
    return join(homes, name)
  }
  return { repo, home }
}

/** Runs commands of the page in a shell, with temporary files of their own: as they are written for Alice, or by the one whose home it is. */
function follow(repo: Repository, words: string, { HOME }: { readonly HOME: string }): string {
  const commands = block(text, words)
    .replaceAll('/tmp/', `${HOME}/`)
    .replaceAll('alice@', `${HOME.split('/').at(-1)}@`)
  const env = { HOME, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` }
  return execFileSync('sh', ['-eu', '-c', commands], { cwd: repo.root, env, encoding: 'utf8' })
}
