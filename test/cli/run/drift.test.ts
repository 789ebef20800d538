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

const plugin = (version: string): string => `export default { name: 'demo', version: '${version}', drivers: [], steps: [{
  uses: 'demo/look', summary: 'Looks', formats: [1], input: { type: 'object', additionalProperties: false }, output: {},
  describe: () => ({ effect: 'none', guarantee: 'idempotent', touches: [], undo: { kind: 'none', reason: 'it looks' } }),
  async *changes() {}, apply: async () => ({ result: null }), finish: () => null }] }
`

for (const { what, version, drift } of [
  { what: 'is another version', version: '1.1.0', drift: 'the run began with plugin "demo" 1.0.0, and this is 1.1.0' },
  {
    what: 'has other code',
    version: "1.0.0', more: '",
    drift: 'the run began with plugin "demo" 1.0.0, and this is 1.0.0 with other code',
  },
  { what: 'is as it was', version: '1.0.0', drift: undefined },
])
  test(`Law: a run is frozen, but for code: when a plugin ${what}, plan rollback reports ${drift === undefined ? 'no drift' : 'that'}`, async (t) => {
    const uses = plan.replace('steps:', 'steps:\n  - { id: look, uses: demo/look, with: {} }')
    const project = 'apiVersion: backout/v1\nkind: Project\nplugins: [./demo.mjs]\n'
    const repo = repository(t, {
      [path]: uses,
      'plans/made.sql': 'create table t (x)',
      'backout.yaml': project,
      'demo.mjs': plugin('1.0.0'),
    })
    assert.equal((await repo.plan(['plugins', '--write'])).exitCode, 0)
    assert.equal((await repo.plan(['run', 'a'])).exitCode, 3)
    repo.write('demo.mjs', plugin(version))
    await repo.plan(['plugins', '--write'])
    const { exitCode, value } = await repo.json<Ended>(['rollback'])
    assert.deepEqual([exitCode, value.ending, value.drift?.map(({ message }) => message)], [0, 'rolled-back', drift && [drift]])
  })
