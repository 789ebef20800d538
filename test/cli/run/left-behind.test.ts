import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planText, type Repository, repository, writes } from '../repository.ts'

/** A step or check that removes a repository inside of the tree, which nobody but a person can put back. */
const remover = (more: string): string =>
  `- { id: remover, uses: exec/run, with: { command: [sh, -c, "echo tried >> .git/tries; rm -rf inner"], ${more} } }\n`

const retried = remover('effect: none').replace(' with:', ' retry: { every: 10ms, for: 10s }, with:')

for (const { what, steps, lists = '', ending } of [
  { what: 'a check among the steps', steps: writes('a') + remover('effect: none'), ending: 'rolled-back' },
  { what: 'a check that has a retry', steps: writes('a') + retried, ending: 'rolled-back' },
  { what: 'the only step', steps: remover('effect: none'), ending: 'failed' },
  { what: 'a precondition', steps: writes('a'), lists: `preconditions:\n${remover('effect: none')}`, ending: 'failed' },
  { what: 'a success criterion', steps: writes('a'), lists: `successCriteria:\n${remover('effect: none')}`, ending: 'rolled-back' },
  {
    what: 'a step with a written rollback',
    steps: writes('a') + remover('writes: [out/b.txt] }, rollback: { uses: exec/run, with: { command: ["true"], effect: none }'),
    ending: 'rolled-back',
  },
])
  test(`plan run ends with exit 4, and tries nothing again, where ${what} changed what cannot be put back`, async (t) => {
    const repo = repository(t, { 'p.plan.yaml': planText('p', steps, lists).replace('["out/**"]', '["out/**"], commands: [sh, "true"]') })
    makeInner(repo)
    const { exitCode, value } = await repo.json<{ readonly runs: readonly [Ended] }>(['run', 'p'])
    const { failure, ...run } = value.runs[0]
    assert.deepEqual([exitCode, run.ending, run.left, failure.code], [4, ending, ['remover'], 'left'])
    assert.match(failure.message, /not put back: "inner\/\.git": the command removed the repository there/)
    assert.equal(repo.read('.git/tries'), 'tried\n')
  })

interface Ended {
  readonly ending: string
  readonly left: readonly string[]
  readonly failure: { readonly code: string; readonly message: string }
}

/** A repository inside of the repository, as a submodule is one. */
function makeInner({ git }: Repository): void {
  git('init', '-q', 'inner')
  git('-C', 'inner', '-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '-q', '--allow-empty', '-m', 'first')
  git('update-index', '--add', '--cacheinfo', `160000,${git('-C', 'inner', 'rev-parse', 'HEAD')},inner`)
  git('commit', '-qm', 'inner')
}
