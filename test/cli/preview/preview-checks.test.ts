import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { startService } from '../../support/service.ts'
import { planText, repository, writes } from '../repository.ts'

const planFor = (origin: string, threshold: number): string => `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: flags }
connections: { api: { driver: http, baseUrl: "${origin}" } }
scope:
  services: { api: ["GET /version", "GET /flag", "PUT /flag"] }
  commands: [touch]
preconditions:
  - { id: version, uses: http/request, with: { connection: api, path: /version }, assert: int(outputs.body.schema) >= ${threshold} }
  - { id: command, uses: exec/run, with: { command: [touch, ran], effect: none } }
steps:
  - { id: deployed, uses: http/request, with: { connection: api, path: /version }, retry: { every: 1s, for: 1h } }
  - id: flag
    uses: http/request
    with: { connection: api, method: PUT, path: /flag, body: { enabled: true } }
    rollback: { with: { body: { enabled: false } } }
  - { id: after, uses: http/request, with: { connection: api, path: /flag } }
`

interface Preview {
  readonly steps: readonly { readonly id: string; readonly result: string; readonly why?: string; readonly notes?: readonly string[] }[]
}

for (const { when, threshold, exitCode, result } of [
  { when: 'holds', threshold: 12, exitCode: 0, result: 'holds' },
  { when: 'does not hold', threshold: 13, exitCode: 1, result: 'fails' },
])
  test(`plan preview asks a check that stands before anything is written, and exits with ${exitCode} when it ${when}`, async (t) => {
    await using service = await startService((_, response) => response.setHeader('content-type', 'application/json').end('{"schema":12}'))
    const repo = repository(t, { 'flags.plan.yaml': planFor(service.origin, threshold) })
    const preview = await repo.json<Preview>(['preview', 'flags.plan.yaml'])
    assert.equal(preview.exitCode, exitCode)
    assert.deepEqual(
      preview.value.steps.map((step) => [step.id, step.result]),
      [
        ['version', result],
        ['command', 'not-asked'],
        ['deployed', 'not-asked'],
        ['flag', 'changes'],
        ['after', 'not-asked'],
      ],
    )
    assert.deepEqual(
      service.seen.map(({ method, url }) => `${method} ${url}`),
      ['GET /version'],
    )
    assert.equal(existsSync(join(repo.root, 'ran')), false)
  })

test('plan preview shows a step what the one before does, also where its text does not tell which table that is about', async (t) => {
  const step = (id: string, uses: string, sql: string, more = ''): string =>
    `  - { id: ${id}, uses: ${uses}, with: { connection: app, sql: "${sql}" }${more} }\n`
  const repo = repository(t, {
    'a.plan.yaml': `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
connections: { app: { driver: sqlite, file: app.db } }
scope: { databases: { app: [t] } }
steps:
${step('one', 'sql/execute', 'drop index i')}${step('two', 'sql/execute', 'create index i on t (a, b)')}
${step('three', 'sql/query', `select count(*) from sqlite_schema where name = 'i' and sql like '%a, b%'`, ', assert: outputs.value == 1')}`,
  })
  using database = new DatabaseSync(join(repo.root, 'app.db'))
  database.exec('create table t (a, b); create index i on t (a)')
  const { exitCode, value } = await repo.json<Preview>(['preview', 'a'])
  assert.deepEqual([exitCode, value.steps.map(({ result }) => result)], [0, ['changes', 'changes', 'holds']])
  database.exec('drop index i')
  assert.equal((await repo.json<Preview>(['preview', 'a'])).value.steps[0]?.result, 'error')
})

test('plan preview shows what can be seen without a secret that cannot be read, and says of the rest why it is not known', async (t) => {
  const repo = repository(t, {
    'plans/a.plan.yaml': `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
connections: { api: { driver: http, baseUrl: "\${{ secrets.ADDRESS }}" } }
scope: { services: { api: ["GET /version"] }, files: [a.txt] }
steps:
  - { id: version, uses: http/request, with: { connection: api, path: /version } }
  - { id: write, uses: file/write, with: { path: a.txt, content: a } }
`,
  })
  const { exitCode, value } = await repo.json<Preview & { readonly notLookedUp: readonly { readonly why: string }[] }>(['preview', 'a'], {
    ADDRESS_FILE: 'nowhere',
  })
  const results = value.steps.map(({ result }) => result)
  assert.deepEqual([exitCode, results], [0, ['unknown', 'changes']])
  assert.match(value.notLookedUp[0]!.why, /Cannot read secret "ADDRESS" from "nowhere"/)
})

test('plan preview says of what a command may change first that it is as things are now', async (t) => {
  const repo = repository(t, {
    'plans/a.plan.yaml': `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
scope: { files: [out, other], commands: [touch] }
steps:
  - { id: make, uses: exec/run, with: { command: [touch, out/made], writes: [out] } }
  - { id: made, uses: file/delete, with: { paths: [out/made] } }
  - { id: there, uses: file/replace, with: { paths: ["out/*"], find: a, replace: b } }
  - { id: checked, uses: file/check, with: { paths: [out/made] } }
  - { id: apart, uses: file/delete, with: { paths: [other] } }
`,
    'out/a.txt': 'a',
  })
  const { exitCode, value } = await repo.json<Preview>(['preview', 'a'])
  assert.deepEqual(
    [exitCode, ...value.steps.map(({ id, result, notes }) => [id, result, notes])],
    [
      0,
      ['make', 'changes', undefined],
      ['made', 'unknown', ['nothing matches "out/made"']],
      ['there', 'changes', ['as things are now: "make", "made" may change them first']],
      ['checked', 'not-asked', undefined],
      ['apart', 'nothing', ['nothing matches "other"']],
    ],
  )
})

test('Law: preview is the run: nothing that a plan reads tells it that it is only previewed', async (t) => {
  const told = writes('one', 'out/one.txt', "${{ run.id.matches('^[0-9]{8}-[0-9]{6}-a-[0-9a-f]{4}$') ? 'run' : 'preview' }}")
  const repo = repository(t, { 'plans/a.plan.yaml': planText('a', told) })
  assert.match((await repo.plan(['preview', 'a'])).stdout, /^\+run$/m)
})

test('Law: preview is the run: what a step does that reads a secret which is not known here is unknown, so that none acts differently without it', async (t) => {
  const evil = writes('evil', 'out/evil.txt').replace('with:', "if: secrets.TOKEN != ''\n  with:")
  const repo = repository(t, {
    'plans/a.plan.yaml': planText('a', `${writes('told', 'out/told.txt', '${{ secrets.TOKEN }}')}${evil}${writes('plain')}`),
  })
  const { exitCode, value } = await repo.json<Preview>(['preview', 'a'])
  assert.deepEqual(
    [exitCode, ...value.steps.map(({ id, result, why }) => [id, result, why])],
    [
      0,
      ['told', 'unknown', 'secret "TOKEN" is not known here'],
      ['evil', 'unknown', 'secret "TOKEN" is not known here'],
      ['plain', 'changes', undefined],
    ],
  )
})

test('plan preview says of what a step that is unknown may change first that it is as things are now, and asks no check behind it', async (t) => {
  const repo = repository(t, {
    'plans/a.plan.yaml': planText(
      'a',
      `${writes('unknown', 'out/a.txt', '${{ secrets.TOKEN }}')}- { id: there, uses: file/replace, with: { paths: [out/a.txt], find: a, replace: b } }
- { id: checked, uses: file/check, with: { paths: [out/a.txt], matches: a } }
- { id: matched, uses: file/replace, with: { paths: [out/a.txt], find: c, replace: d } }
${writes('apart')}`,
    ),
    'out/a.txt': 'a',
  })
  const { value } = await repo.json<Preview>(['preview', 'a'])
  assert.deepEqual(
    value.steps.map(({ id, result, why, notes }) => [id, result, ...(notes ?? []), ...(why === undefined ? [] : [why])]),
    [
      ['unknown', 'unknown', 'secret "TOKEN" is not known here'],
      ['there', 'changes', 'as things are now: "unknown" may change them first'],
      ['checked', 'not-asked', 'it is asked when the plan runs'],
      ['matched', 'unknown', 'nothing to do as things are, but "unknown" may change them first'],
      ['apart', 'changes'],
    ],
  )
})

test('Law: preview is the run: what a plan reads of the catalog of SQLite is as in the run, which has its ledger there', async (t) => {
  const repo = repository(t, {
    'plans/a.plan.yaml': `apiVersion: backout/v1
kind: MigrationPlan
metadata: { name: a }
connections: { db: { driver: sqlite, file: a.db, create: true } }
scope: { databases: { db: ["*"] } }
steps:
  - { id: names, uses: sql/execute, with: { connection: db, sql: create table names as select name from sqlite_schema } }
  - { id: counted, uses: sql/query, with: { connection: db, sql: select count(*) from names where name like 'backout%' }, assert: outputs.value == 2 }
`,
  })
  assert.deepEqual(
    (await repo.json<Preview>(['preview', 'a'])).value.steps.map(({ result }) => result),
    ['changes', 'holds'],
  )
  assert.equal((await repo.plan(['run', 'a'])).exitCode, 0)
})
