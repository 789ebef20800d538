import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Repository, repository } from '../repository.ts'

interface Ended {
  readonly ending: string
  readonly drift?: readonly { readonly path: string; readonly message: string }[]
}

const path = 'plans/a.plan.yaml'
const plan = `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
connections: { crm: { driver: sqlite, file: crm.db, create: true } }
scope: { files: ["out/**"], databases: { crm: [t] } }
steps:
  - { id: one, uses: file/write, with: { path: out/one.txt, content: one } }
  - { id: made, uses: sql/execute, with: { connection: crm, file: made.sql } }
  - { id: waits, uses: core/wait, with: { for: 2h } }
  - { id: two, uses: file/write, with: { path: out/two.txt, content: two } }
`

/** A run of a plan that brings a file, waiting after its first steps. */
async function waiting(t: Parameters<typeof repository>[0]): Promise<Repository> {
  const repo = repository(t, { [path]: plan, 'plans/made.sql': 'create table t (x)' })
  const { exitCode, value } = await repo.json<{ readonly runs: readonly Ended[] }>(['run', 'a'])
  assert.equal(exitCode, 3, JSON.stringify(value))
  return repo
}

for (const { what, edit, drift } of [
  { what: 'nothing', edit: () => {}, drift: undefined },
  { what: 'a comment', edit: (repo: Repository) => repo.write(path, `# why\n${repo.read(path)}`), drift: undefined },
  {
    what: 'the plan',
    edit: (repo: Repository) => repo.write(path, repo.read(path).replace('two', 'three')),
    drift: [{ path, message: `"${path}" has changed` }],
  },
  {
    what: 'a file that the plan brings',
    edit: (repo: Repository) => repo.write('plans/made.sql', 'create table t (y)'),
    drift: [{ path: 'made.sql', message: '"made.sql" has changed' }],
  },
  {
    what: 'the plan, so that it is not valid',
    edit: (repo: Repository) => repo.write(path, 'steps: ['),
    drift: [{ path, message: `"${path}" has changed, and is not valid now` }],
  },
  {
    what: 'that there is a plan at all',
    edit: (repo: Repository) => rmSync(join(repo.root, path)),
    drift: [{ path, message: `"${path}" is gone` }],
  },
])
  test(`Law: a run is frozen: when ${what} was changed in between, plan rollback goes by what it froze, and reports the drift`, async (t) => {
    const repo = await waiting(t)
    edit(repo)
    const { exitCode, value } = await repo.json<Ended>(['rollback'])
    assert.deepEqual([exitCode, value.ending, value.drift], [0, 'rolled-back', drift])
    const report = await repo.plan(['report'])
    for (const { message } of drift ?? []) assert.ok(report.stdout.includes(message), report.stdout)
  })
