import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { planText, repository, type Repository } from '../repository.ts'
import type { RunJson } from '../run-json.ts'

const project = `apiVersion: backout/v1
kind: Project
environments: { production: { protected: true, connections: { db: { driver: sqlite, file: data/app.db, create: true } } } }
`
const steps = `- id: fill
  uses: sql/execute
  with: { connection: db, sql: "create table t (a)" }
- id: later
  uses: core/wait
  with: { for: 2s }
- id: tell
  uses: exec/run
  rollback: { none: told is told }
  with: { command: [sh, scripts/tell.sh] }
`
const text = planText('a', steps, 'environments: [production]').replace(
  'scope: { files: ["out/**"] }',
  'scope: { databases: { db: [t] }, commands: [sh] }',
)

/** A run that has changed its database, which lies in the work tree, and waits; its time has come. */
async function waiting(t: TestContext): Promise<{ readonly repo: Repository; readonly run: string }> {
  const repo = repository(t, { 'backout.yaml': project, 'plans/a.plan.yaml': text, 'scripts/tell.sh': 'echo good', 'data/.keep': '' })
  const { value, exitCode } = await repo.json<RunJson>(['run', 'a', '--env', 'production', '--yes', '--deadline', '1s'])
  assert.equal(exitCode, 3)
  await sleep(2000)
  return { repo, run: value.runs[0]!.run }
}

describe('plan resume in a protected environment', { concurrency: 4 }, () => {
  for (const [what, path] of [
    ['a script is another one', 'scripts/tell.sh'],
    ['there is a file that was not', 'scripts/new.sh'],
    ["there is a file beside the run's database", 'data/other.db'],
  ] as const)
    test(`Law: refuses where ${what} by now, and goes on once that is put aside`, async (t) => {
      const { repo, run } = await waiting(t)
      repo.write(path, 'echo evil')
      const { exitCode, error } = await repo.json(['resume', run])
      const message = `Cannot resume run "${run}" in production: it is protected, and the work tree is not clean (${path})`
      assert.deepEqual([exitCode, error.message], [2, message])
      execFileSync('sh', ['-c', error.hint!.replace(/.*: /, '')], { cwd: repo.root, stdio: 'ignore' })
      const { value } = await repo.json<RunJson>(['resume', run])
      assert.equal(value.runs[0]?.ending, 'succeeded')
    })

  test('says of a run that is due why it cannot be gone on with, and backs it out whatever is in the work tree', async (t) => {
    const { repo, run } = await waiting(t)
    repo.write('scripts/tell.sh', 'echo evil')
    const { value, exitCode } = await repo.json<{ readonly failed: readonly { readonly message: string }[] }>(['resume', '--due'])
    assert.equal(exitCode, 2)
    assert.match(value.failed[0]!.message, /the work tree is not clean \(scripts\/tell\.sh\)$/)
    assert.equal((await repo.json(['rollback', run])).exitCode, 0)
  })
})
