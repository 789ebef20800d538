import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { loadPlanFile, loadProjectFile } from '@backout/core/load'
import type { Json } from '@backout/core/model'
import { planSchema, projectSchema, validatePlan, validateProject } from '@backout/core/validate'
import { builtins } from '@backout/plugins'

/** A plan in which most keys of the format stand, and a project file. */
const wholePlan: Json = {
  apiVersion: 'backout/v1',
  kind: 'MigrationPlan',
  metadata: { name: 'a', title: 't', owners: ['x'], risk: 'low', links: ['https://a.example.com'], after: [] },
  environments: ['local', { name: 'staging', inputs: { n: 3 } }],
  connections: {
    crm: { driver: 'sqlite', file: 'crm.db', create: true },
    api: { driver: 'http', baseUrl: 'https://a.example.com', timeout: '5s', retries: 1 },
  },
  scope: { files: ['out/**'], databases: { crm: ['t'] }, services: { api: ['GET /*', 'PUT /*'] }, commands: ['npm'] },
  inputs: { n: { type: 'integer', default: 2, minimum: 1, tunable: true }, s: { type: 'string', default: 'x', enum: ['x', 'y'] } },
  preconditions: [
    {
      id: 'pre',
      uses: 'sql/query',
      with: { connection: 'crm', sql: 'select 1 from t where 1 = ?', params: [1] },
      assert: 'outputs.rowCount >= 0',
      timeout: '5s',
      retry: { every: '1s', for: '5s' },
    },
  ],
  steps: [
    { id: 'one', uses: 'file/write', with: { path: 'out/a', content: 'c', executable: true }, if: 'true', needs: [], onFailure: 'pause' },
    {
      id: 'two',
      uses: 'http/request',
      with: { connection: 'api', method: 'PUT', path: '/a', body: { a: [1] }, query: { q: 1 }, expect: { status: [200, '2xx'] } },
      rollback: { with: { body: null, expect: { status: 201 } }, timeout: '3s' },
    },
    {
      id: 'three',
      uses: 'sql/execute',
      with: { connection: 'crm', sql: 'update t set a = :a', params: { a: '${{ inputs.n }}' } },
      rollback: [{ uses: 'sql/execute', with: { connection: 'crm', sql: 'delete from t' } }, { with: { params: { a: 2 } } }],
    },
    { id: 'four', uses: 'exec/run', with: { command: ['npm', 'x'], effect: 'none', env: { A: 'b' }, expect: { exitCode: [0, 1] } } },
    { id: 'five', uses: 'file/replace', with: { find: 'a', replace: 'b', count: '${{ inputs.n }}' }, forEach: ['a', 1, { b: 2 }] },
    {
      id: 'six',
      uses: 'http/request',
      with: { connection: 'api', method: 'PUT', path: '/b' },
      rollback: { none: 'gone' },
      pointOfNoReturn: true,
      signOff: 'final',
    },
  ],
  invariants: [{ id: 'inv', uses: 'http/request', with: { connection: 'api', path: '/c' }, every: '5s', failureLimit: 2 }],
  successCriteria: [{ id: 'suc', uses: 'file/check', with: { paths: ['out/a'], exists: true, matches: 'x' } }],
  onFailure: 'rollback',
  rollbackWindow: '2h',
  signOffs: { require: [{ id: 'final', role: 'dba', if: 'true', count: 2, expires: '3h' }], distinct: false },
}
const wholeProject: Json = {
  apiVersion: 'backout/v1',
  kind: 'Project',
  requires: '>=1.0',
  plans: ['plans/**/*.yaml'],
  plugins: [],
  runs: '.backout/runs',
  environments: {
    local: { connections: { crm: { driver: 'sqlite', file: 'crm.db' } } },
    production: {
      protected: true,
      connections: {
        crm: { driver: 'postgres', url: '${{ secrets.CRM_URL }}', tls: { mode: 'require' }, lockTimeout: '2s' },
        flags: { driver: 'http', baseUrl: 'https://flags.example.com', headers: { A: 'Bearer ${{ secrets.TOKEN }}' } },
      },
    },
  },
  signOffs: { allowedSigners: 'signers', roles: { dba: ['alice@example.com'] } },
}

const texts = [
  '',
  'x',
  '5s',
  '0s',
  '${{ inputs.n }}',
  'a ${{ inputs.s }}',
  '$${{ x }}',
  'local',
  '*',
  '!out/a',
  'GET /*',
  'select 1',
  'true',
  '2xx',
  'pause',
]
const strange: readonly Json[] = [null, true, 0, -1, 2.5, 200, ...texts, [], ['a'], [null], {}, { a: 1 }, ['${{ inputs.s }}']]

/** A change at one place: what is there goes away, something comes beside it, or something else takes its place. */
interface Mutation {
  readonly place: number
  readonly what: 'remove' | 'add' | 'replace'
  readonly value: Json
}

const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ place: fc.nat(), what: fc.constantFrom('remove', 'add', 'replace'), value: fc.constantFrom(...strange) }),
  { minLength: 1, maxLength: 2 },
)

type Holder = { [key: string | number]: Json }

function mutated(whole: Json, list: readonly Mutation[]): Json {
  const copy = structuredClone(whole)
  for (const { place, what, value } of list) {
    const places = placesIn(copy)
    const [holder, key] = places[place % places.length]!
    if (what === 'replace') holder[key] = structuredClone(value)
    else if (what === 'add' && !Array.isArray(holder)) holder['extra'] = structuredClone(value)
    else if (Array.isArray(holder)) holder.splice(Number(key), 1)
    else delete holder[key]
  }
  return copy
}

function placesIn(value: Json): readonly (readonly [Holder, string])[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => [[value as Holder, key] as const, ...placesIn(inner)])
}

const file = (value: Json) => ({ path: 'file.yaml', text: Buffer.from(JSON.stringify(value)) })
const checkPlan = (value: Json) => validatePlan(loadPlanFile(file(value)), { plugins: builtins, readFile: () => undefined })
const checkProject = (value: Json) => validateProject(loadProjectFile(file(value)), { plugins: builtins })

for (const [what, whole, schema, check] of [
  ['a plan', wholePlan, planSchema(builtins), checkPlan],
  ['backout.yaml', wholeProject, projectSchema(builtins), checkProject],
] as const) {
  const valid = new Ajv({ strict: false }).compile(schema)

  test(`both the schema for editors and plan validate accept ${what} in which most keys stand`, async () => {
    const { ok, diagnostics } = await check(whole)
    assert.deepEqual([valid(whole), ok], [true, true], JSON.stringify([valid.errors, diagnostics]))
  })

  test(`Law: whatever is changed in ${what}, the schema for editors refuses it only where plan validate does`, async () => {
    await fc.assert(
      fc.asyncProperty(mutations, async (list) => {
        const value = mutated(whole, list)
        if (valid(value)) return
        assert.equal((await check(value)).ok, false, `${JSON.stringify(valid.errors)} in ${JSON.stringify(value)}`)
      }),
      { numRuns: 300 },
    )
  })
}
