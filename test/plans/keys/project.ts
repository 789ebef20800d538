import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { asks, type KeyCase, planOf, writes } from './world.ts'

const local = { environments: { local: {} } }
const scope = { files: ['out/**'] }

/** A plugin of one step type that touches nothing. */
const plugin = `const nod = {
  uses: 'head/nod', summary: 'Nods', formats: [1], input: { type: 'object', additionalProperties: false, properties: {} }, output: {},
  describe: () => ({ effect: 'none', guarantee: 'idempotent', touches: [], undo: { kind: 'none', reason: 'it nods' } }),
  async *changes() { yield { unit: null, title: 'nod', touches: [] } },
  apply: async () => ({ result: null }), finish: () => null,
}
export default { name: 'head', version: '1.0.0', steps: [nod], drivers: [] }
`

/** The keys of `backout.yaml`. */
export const projectCases: readonly KeyCase[] = [
  {
    keys: ['apiVersion', 'kind'],
    shows: 'tell the format, and another one is refused',
    async observe(world) {
      world.write({ scope }, { ...local, apiVersion: 'backout/v2' })
      await world.call('validate', 2, /newer/)
      world.write({ scope }, { ...local, kind: 'MigrationPlan' })
      await world.call('validate', 2, /Project/)
    },
  },
  {
    keys: ['requires'],
    shows: 'keeps versions of Backout out that the plans do not work with',
    async observe(world) {
      world.write({ scope }, { ...local, requires: '>=99' })
      await world.call('validate', 2, />=99/)
      await world.call('run p', 2, />=99/)
      world.write({ scope }, { ...local, requires: '>=1.0 <2' })
      await world.call('run p', 0)
    },
  },
  {
    keys: ['plans'],
    shows: 'is where plans are',
    async observe(world) {
      world.write({ scope }, { ...local, plans: ['elsewhere/*.yaml'] })
      world.repo.write('elsewhere/q.yaml', JSON.stringify(planOf({ scope, metadata: { name: 'q' } })))
      const { stdout } = await world.call('status', 0, /q/)
      assert.doesNotMatch(stdout, /\bp\b/)
      await world.call('run q', 0)
    },
  },
  {
    keys: ['plugins'],
    shows: 'are loaded beside those that are built in',
    async observe(world) {
      world.write({ scope, steps: [{ id: 'nods', uses: 'head/nod' }] }, local)
      world.repo.write('tools/nod.mjs', plugin)
      await world.call('validate', 2, /head\/nod/)
      world.write({ scope, steps: [{ id: 'nods', uses: 'head/nod' }] }, { ...local, plugins: ['./tools/nod.mjs'] })
      await world.call('plugins --write', 0)
      await world.call('run p', 0)
    },
  },
  {
    keys: ['runs'],
    shows: 'is the folder where runs are recorded',
    async observe(world) {
      world.write({ scope }, { ...local, runs: 'kept/runs' })
      await world.call('run p', 0)
      assert.equal(readdirSync(join(world.repo.root, 'kept/runs')).filter((name) => name.includes('-p-')).length, 1)
      world.write({ scope }, { ...local, runs: 'postgres://127.0.0.1/runs' })
      await world.call('validate', 2, /runs/)
    },
  },
  {
    keys: ['environments', 'environments.<name>'],
    shows: 'are where plans can run',
    async observe(world) {
      world.write({ scope }, { environments: { staging: {} } })
      await world.call('run p --env production', 2, /staging/)
      await world.call('run p --env staging', 0)
    },
  },
  {
    keys: ['environments.<name>.connections', 'environments.<name>.connections.<name>', 'environments.<name>.connections.<name>.driver'],
    shows: 'lead to what the environment has',
    async observe(world) {
      const api = (path: string) => ({ connections: { api: { driver: 'http', baseUrl: `${world.origin}/${path}` } } })
      world.write({ steps: [asks('probe')] }, { environments: { local: api('local'), staging: api('staging') } })
      await world.call('run p --env staging', 0)
      assert.deepEqual(world.asked, ['GET /staging/probe'])
      world.write({}, { environments: { local: { connections: { api: { driver: 'htp', baseUrl: world.origin } } } } })
      await world.call('validate', 2, /Did you mean "http"/)
      world.write({}, { environments: { local: { connections: { api: { driver: 'http', baseURL: world.origin } } } } })
      await world.call('validate', 2, /Did you mean "baseUrl"/)
    },
  },
  {
    keys: ['environments.<name>.protected'],
    shows: 'asks first, wants a clean tree, and takes file steps as committed',
    async observe(world) {
      world.write({ scope, steps: [writes('one')] }, { environments: { local: {}, production: { protected: true } } })
      world.repo.git('add', '.')
      world.repo.git('commit', '-qm', 'Plan')
      await world.call('run p --env production', 2, /--yes/)
      await world.call('run p --env production --yes', 2, /would still change "out\/one\.txt"/)
      world.repo.write('out/one.txt', 'one')
      await world.call('run p --env production --yes', 2, /clean|committed|changes/)
      world.repo.git('add', '.')
      world.repo.git('commit', '-qm', 'One')
      await world.call('run p --env production --yes', 0)
    },
  },
]
