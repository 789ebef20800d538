import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { asks, type KeyCase, type KeyWorld, planOf, type Part, puts, writes } from './world.ts'

/** A database with a table of one row. */
function makeDatabase({ repo }: KeyWorld, file: string): void {
  const db = new DatabaseSync(join(repo.root, file))
  db.exec(`create table t (name text); insert into t values ('${file}'); create table other (n int)`)
  db.close()
}

const reads = (table = 't'): Part => ({
  id: 'reads',
  uses: 'sql/query',
  with: { connection: 'crm', sql: `select name from ${table}` },
  assert: `outputs.value == 'crm.db'`,
})

/** The keys of a plan that are no lists of entries. */
export const headCases: readonly KeyCase[] = [
  {
    keys: ['apiVersion', 'kind'],
    shows: 'tell the format, and another one is refused',
    async observe(world) {
      world.write({})
      await world.call('validate', 0)
      world.write({ apiVersion: 'backout/v2' })
      await world.call('validate', 2, /newer/)
      world.write({ kind: 'Plan' })
      await world.call('validate', 2, /MigrationPlan/)
    },
  },
  {
    keys: ['metadata', 'metadata.name'],
    shows: 'names the plan, once in a repository',
    async observe(world) {
      world.write({ metadata: { name: 'other-name' } })
      await world.call('run other-name', 0)
      await world.call('status', 0, /applied +other-name/)
      world.repo.write('plans/q.plan.yaml', JSON.stringify(planOf({ metadata: { name: 'other-name' } })))
      await world.call('validate', 2, /other-name/)
    },
  },
  {
    keys: ['metadata.title', 'metadata.description', 'metadata.owners', 'metadata.risk', 'metadata.links'],
    shows: 'are what a reviewer is shown',
    async observe(world) {
      const metadata = {
        title: 'The title',
        description: 'The reason',
        owners: ['team-crm'],
        risk: 'high',
        links: ['https://tracker.example.com/1'],
      }
      world.write({ metadata })
      for (const format of ['text', 'markdown']) {
        const { stdout } = await world.call(`show p --format ${format}`, 0)
        for (const shown of Object.values(metadata).flat()) assert.ok(stdout.includes(shown), `${shown} in\n${stdout}`)
      }
      await world.call('run p', 0)
      await world.call('report', 0, /The title/)
    },
  },
  {
    keys: ['metadata.after'],
    shows: 'keeps the plan back until the other one has been applied',
    async observe(world) {
      world.write({ metadata: { after: ['q'] } })
      await world.call('validate', 2, /"q"/)
      world.repo.write('plans/q.plan.yaml', JSON.stringify(planOf({ metadata: { name: 'q' }, steps: [writes('first')] })))
      await world.call('run p', 2, /"q" must have been applied before/)
      await world.call('run plans', 0)
      await world.call('status', 0, /applied +p[^]*applied +q|applied +q[^]*applied +p/)
    },
  },
  {
    keys: ['environments', 'environments[].name', 'environments[].inputs'],
    shows: 'are where the plan may run, with values of their own',
    async observe(world) {
      const project = { environments: { local: {}, staging: {}, production: {} } }
      world.write(
        {
          scope: { files: ['out/**'] },
          environments: ['local', { name: 'staging', inputs: { word: 'staged' } }],
          inputs: { word: { type: 'string', default: 'usual' } },
          steps: [writes('one', { with: { path: 'out/one.txt', content: '${{ inputs.word }} in ${{ environment }}' } })],
        },
        project,
      )
      await world.call('run p --env production', 2, /production/)
      await world.call('run p --env staging', 0)
      assert.equal(world.read('out/one.txt'), 'staged in staging')
      await world.call('rollback --yes', 0)
      await world.call('run p --env staging --again --input word=given', 0)
      assert.equal(world.read('out/one.txt'), 'given in staging')
      world.write({ environments: [{ name: 'local', inputs: { word: 7, unknown: 1 } }], inputs: { word: { type: 'string' } } }, project)
      await world.call('validate', 2, /unknown[^]*word|word[^]*unknown/)
    },
  },
  {
    keys: ['connections', 'connections.<name>', 'connections.<name>.driver'],
    shows: 'lead to databases and services without backout.yaml, and give way to those of the environment',
    async observe(world) {
      makeDatabase(world, 'crm.db')
      makeDatabase(world, 'else.db')
      const plan = { scope: { databases: { crm: ['t'] } }, connections: { crm: { driver: 'sqlite', file: 'crm.db' } }, steps: [reads()] }
      world.write(plan)
      execFileSync('rm', [join(world.repo.root, 'backout.yaml')])
      await world.call('run p', 0)
      world.write(
        { ...plan, metadata: { name: 'q' } },
        { environments: { local: { connections: { crm: { driver: 'sqlite', file: 'else.db' } } } } },
      )
      await world.call('run q', 1, /else\.db/)
      world.write({ ...plan, connections: { crm: { driver: 'sqlit', file: 'crm.db' } } })
      await world.call('validate', 2, /Did you mean "sqlite"/)
    },
  },
  {
    keys: ['scope', 'scope.files'],
    shows: 'lists the files that may be touched, and takes some away',
    async observe(world) {
      world.write({ scope: { files: ['out/**', '!out/one.txt'] } })
      await world.call('validate', 2, /out\/one\.txt/)
      world.write({
        scope: { files: ['out/**', '!out/two.txt'] },
        inputs: { name: { type: 'string' } },
        steps: [writes('one'), writes('any', { with: { path: 'out/${{ inputs.name }}.txt', content: '' } })],
      })
      await world.call('run p --input name=two', 1, /two\.txt/)
      assert.equal(world.has('out/one.txt'), false)
      await world.call('run p --input name=three', 0)
    },
  },
  {
    keys: ['scope.databases', 'scope.databases.<name>'],
    shows: 'lists the tables that may be touched',
    async observe(world) {
      makeDatabase(world, 'crm.db')
      const connections = { crm: { driver: 'sqlite', file: 'crm.db' } }
      world.write({ connections, scope: { databases: { crm: ['other'] } }, steps: [reads()] })
      await world.call('validate', 2, /"t"/)
      world.write({ connections, scope: { databases: { crm: ['t'] } }, steps: [reads()] })
      await world.call('run p', 0)
    },
  },
  {
    keys: ['scope.services', 'scope.services.<name>'],
    shows: 'lists the requests that may be sent, by connection or by origin',
    async observe(world) {
      world.write({ scope: { services: { api: ['GET /other'] } }, steps: [asks('probe')] })
      await world.call('validate', 2, /GET \/probe/)
      const step = { id: 'probe', uses: 'http/request', with: { url: `${world.origin}/probe` } }
      world.write({ scope: { services: { [world.origin]: ['GET /other'] } }, steps: [step] })
      await world.call('validate', 2, /GET \/probe/)
      assert.deepEqual(world.asked, [])
      world.write({ scope: { services: { [world.origin]: ['GET /probe'] } }, steps: [step] })
      await world.call('run p', 0)
      assert.deepEqual(world.asked, ['GET /probe'])
    },
  },
  {
    keys: ['scope.commands'],
    shows: 'lists the programs that may be started',
    async observe(world) {
      const step = {
        id: 'says',
        uses: 'exec/run',
        with: { command: ['node', '-p', '6 * 7'], effect: 'none' },
        assert: `outputs.stdout == '42'`,
      }
      world.write({ scope: { commands: ['npm'] }, steps: [step] })
      await world.call('validate', 2, /"node"/)
      world.write({ scope: { commands: ['node'] }, steps: [step] })
      await world.call('run p', 0)
    },
  },
  {
    keys: ['preconditions'],
    shows: 'are asked before anything is touched',
    async observe(world) {
      world.answer = ({ method }) => ({ ok: method !== 'GET' })
      world.write({
        preconditions: [asks('ready', { assert: 'outputs.body.ok' })],
        steps: [puts('flag', { rollback: { none: 'a flag' } })],
      })
      await world.call('run p', 1)
      assert.deepEqual(world.asked, ['GET /ready'])
    },
  },
  {
    keys: ['successCriteria'],
    shows: 'are asked at the end, and roll back where they do not hold',
    async observe(world) {
      world.write({
        steps: [writes('one'), puts('flag', { rollback: { with: { path: '/back' } } })],
        successCriteria: [asks('well', { assert: 'false' })],
      })
      await world.call('run p', 1)
      assert.deepEqual([world.asked, world.has('out/one.txt')], [['PUT /flag', 'GET /well', 'PUT /back'], false])
    },
  },
  {
    keys: ['rollbackWindow'],
    shows: 'ends the time in which the run may be backed out',
    async observe(world) {
      world.write({ rollbackWindow: '1ms' })
      await world.call('run p', 0)
      await world.call('rollback --yes', 2, /rollback window has ended/)
      await world.call('finalize --due', 0)
      await world.call('status', 0, /applied +p/)
    },
  },
]
