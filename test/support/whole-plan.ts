import type { Json } from '@backout/core/model'

/** A plan in which most keys of the format stand. */
export const wholePlan: Json = {
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

/** A project file in which most keys stand. */
export const wholeProject: Json = {
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

/** A map or list, whose entries a test changes. */
export interface Holder {
  [key: string | number]: Json
}

/** Every place in a value: what holds it, and its key there. */
export function placesIn(value: Json): readonly (readonly [Holder, string])[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => [[value as Holder, key] as const, ...placesIn(inner)])
}
