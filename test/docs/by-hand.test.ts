import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { planText, repository, writes } from '../cli/repository.ts'
import { block, page } from './pages.ts'

test('docs/operations.md: the chain of a journal is verified by hand, up to the head that `plan audit` prints', async (t) => {
  const repo = repository(t, { 'backout.yaml': project, 'plans/a/plan.yaml': planText('a', writes('one')) })
  const { value } = await repo.json<{ readonly runs: readonly { readonly run: string }[] }>(['run', 'a', '--yes'])
  const cwd = join(repo.root, '.backout/runs', value.runs[0]!.run)
  const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}` }
  const verify = (): string =>
    execFileSync('sh', ['-eu', '-c', block(page('docs/operations.md'), 'test: chain')], { cwd, env, encoding: 'utf8' })
  const audit = await repo.json<{ readonly head: string }>(['audit'])
  assert.equal(verify(), `Head ${audit.value.head}\n`)
})

test('docs/sign-offs.md: the plan digest is computed by hand as the page says', async (t) => {
  const sql = "\u{feff}insert into t\r\nvalues ('é');\r\n"
  const plan = planText('b', '- { id: one, uses: sql/execute, with: { connection: crm, file: one.sql } } # why')
  const scope = 'connections: { crm: { driver: sqlite, file: crm.db, create: true } }\nscope: { databases: { crm: [t] } }\n'
  const repo = repository(t, { 'backout.yaml': project, 'plans/b/plan.yaml': plan.replace(/^scope:.*\n/m, scope), 'plans/b/one.sql': sql })
  const { value } = await repo.json<{ readonly planDigest: string }>(['show', 'b'])
  const document: unknown = parse(readFileSync(join(repo.root, 'plans/b/plan.yaml'), 'utf8'))
  const files = { 'one.sql': hash('sha256', "insert into t\nvalues ('é');\n") }
  assert.equal(value.planDigest, `sha256-v1:${hash('sha256', canonical({ plan: document, files }))}`)
})

const project = 'apiVersion: backout/v1\nkind: Project\n'

/** The form of RFC 8785, written anew so that it shares no mistake with the one in use. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}
