import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { type CliResult, plan } from '../../support/cli.ts'
import { planText, repository, type Repository, writes } from '../repository.ts'

/** Makes the streams of a process look like a terminal, at which somebody sits. */
const terminal = `const seen = { isTTY: true, columns: 80, rows: 24, getWindowSize: () => [80, 24] }
for (const stream of [process.stdin, process.stderr]) Object.assign(stream, seen)`
const env = { CI: '', NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(terminal)}` }

/** Types a command, and an answer where it asks; gives what was asked, too. */
async function answered({ root }: Repository, args: readonly string[], answer: string): Promise<CliResult & { readonly asked: string }> {
  const result = await plan(root, args, { env, input: `${answer}\n` })
  return { ...result, asked: /^.*\[y\/N\]/m.exec(stripVTControlCharacters(result.stderr))?.[0] ?? '' }
}

const project = 'apiVersion: backout/v1\nkind: Project\nenvironments: { local: {}, production: { protected: true } }\n'
const text = planText('a', writes('one'), 'environments: [local, production]')

/** A plan that was applied; in production it found its file committed. Gives the name of its run, too. */
async function applied(t: TestContext, environment: 'local' | 'production'): Promise<{ readonly repo: Repository; readonly run: string }> {
  const there: { readonly [path: string]: string } = environment === 'production' ? { 'out/one.txt': 'one' } : {}
  const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text, ...there })
  const { value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(['run', 'a', '--env', environment, '--yes'])
  return { repo, run: value.runs[0]!.run }
}

const stateOf = async (repo: Repository, run: string): Promise<string> =>
  (await repo.json<{ readonly state: string }>(['status', run])).value.state

describe('At a terminal', { concurrency: 4 }, () => {
  test('plan run asks before it does anything in a protected environment, and takes nothing but yes for it', async (t) => {
    const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text, 'out/one.txt': 'one' })
    const args = ['run', 'a', '--env', 'production']
    for (const answer of ['', 'n', 'yesterday']) {
      const { exitCode, asked, stderr } = await answered(repo, args, answer)
      assert.deepEqual([exitCode, asked], [2, 'Run a in production (a protected environment)? [y/N]'])
      assert.match(stderr, /Cannot run a in production: it was not confirmed/)
    }
    assert.equal((await answered(repo, args, 'y')).exitCode, 0)
  })

  for (const [risk, asks] of [
    ['medium', false],
    ['high', true],
    ['critical', true],
  ] as const)
    test(`plan run ${asks ? 'asks' : 'does not ask'} before it does anything where the risk is ${risk}`, async (t) => {
      const repo = repository(t, { 'plans/a.plan.yaml': text.replace('name: a', `name: a, risk: ${risk}`) })
      const { exitCode, asked } = await answered(repo, ['run', 'a'], 'n')
      assert.deepEqual([exitCode, asked], asks ? [2, `Run a in local (risk: ${risk})? [y/N]`] : [0, ''])
      assert.equal((await answered(repo, ['run', 'a', '--yes'], 'n')).exitCode, 0)
    })

  test('plan rollback asks before it backs out a finished run of a protected environment', async (t) => {
    const { repo, run } = await applied(t, 'production')
    const { exitCode, asked, stderr } = await answered(repo, ['rollback', run], 'n')
    assert.deepEqual([exitCode, asked], [2, `Back out run "${run}" of "a" in production? [y/N]`])
    assert.match(stderr, /Cannot roll back run "\S+": it was not confirmed/)
    assert.equal(await stateOf(repo, run), 'succeeded')
    assert.equal((await answered(repo, ['rollback', run], 'YES')).exitCode, 0)
    assert.equal(await stateOf(repo, run), 'rolled-back')
  })

  for (const [what, environment, args] of [
    ['of an environment that is not protected', 'local', []],
    ['with --yes', 'production', ['--yes']],
  ] as const)
    test(`plan rollback does not ask before it backs out a run ${what}`, async (t) => {
      const { repo, run } = await applied(t, environment)
      const { exitCode, asked } = await answered(repo, ['rollback', run, ...args], 'n')
      assert.deepEqual([exitCode, asked], [0, ''])
    })

  test('plan finalize asks before it gives up that a run may be backed out', async (t) => {
    const { repo, run } = await applied(t, 'local')
    const { asked, stderr } = await answered(repo, ['finalize', run], 'n')
    assert.equal(asked, `Run "${run}" may still be backed out. Give that up? [y/N]`)
    assert.match(stderr, /Cannot finalize run "\S+" while its rollback window is open: it was not confirmed/)
    assert.equal(await stateOf(repo, run), 'succeeded')
    assert.equal((await answered(repo, ['finalize', run], 'y')).exitCode, 0)
    assert.equal(await stateOf(repo, run), 'finalized')
  })

  for (const [what, window, args] of [
    ['with --yes', '72h', ['--yes']],
    ['where the window is over', '1ms', []],
  ] as const)
    test(`plan finalize does not ask ${what}`, async (t) => {
      const repo = repository(t, { 'plans/a.plan.yaml': `${text}rollbackWindow: ${window}\n` })
      assert.equal((await repo.plan(['run', 'a'])).exitCode, 0)
      const { exitCode, asked } = await answered(repo, ['finalize', ...args], 'n')
      assert.deepEqual([exitCode, asked], [0, ''])
    })
})
