import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type KeyCase, type KeyWorld, type Part, writes } from './world.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const people = ['ann', 'bob'] as const
type Signs = (who: (typeof people)[number], role: string, what?: string, exitCode?: number) => Promise<unknown>

/** Who may sign what: everybody is a dba, and Ann is the owner as well. */
const roles = { dba: ['ann@example.com', 'bob@example.com'], owner: ['ann@example.com'] }

/** Keys for everybody, who may sign the plan as it is committed; gives how somebody signs it, or a run. */
async function committed(world: KeyWorld, t: TestContext, plan: Part, signOffs: Part = {}, allowedSigners = 'signers'): Promise<Signs> {
  const keys = temporaryFolder(t)
  const lines = people.map((name) => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(keys, name)])
    return `${name}@example.com ${readFileSync(join(keys, `${name}.pub`), 'utf8')}`
  })
  world.write(plan, { environments: { local: {}, staging: {} }, signOffs: { allowedSigners, roles, ...signOffs } })
  world.repo.write(allowedSigners, lines.join(''))
  world.repo.git('add', '--force', 'plans', 'backout.yaml', allowedSigners)
  world.repo.git('commit', '-qm', 'Plan')
  return (who, role, what = 'p', exitCode = 0) =>
    world.call(`sign ${what} --role ${role} --key ${join(keys, who)} --identity ${who}@example.com`, exitCode)
}

const scope = { files: ['out/**'] }
const review = { id: 'review', role: 'dba' }

/** The keys of sign-offs in a plan. */
export const signOffCases: readonly KeyCase[] = [
  {
    keys: ['signOffs', 'signOffs.require', 'signOffs.require[].id', 'signOffs.require[].role'],
    shows: 'keep the plan from starting until somebody in the role has signed it',
    async observe(world, t) {
      const sign = await committed(world, t, { scope, signOffs: { require: [review] } })
      await world.call('run p', 3, /review/)
      assert.equal(world.has('out/one.txt'), false)
      await sign('bob', 'dba')
      await world.call('sign p --check', 0, /review +bob@example\.com as dba|met/)
      await world.call('run p', 0)
    },
  },
  {
    keys: ['signOffs.require[].if'],
    shows: 'says where the sign-off is needed',
    async observe(world, t) {
      await committed(world, t, { scope, signOffs: { require: [{ ...review, if: `environment == 'staging'` }] } })
      await world.call('run p --env staging', 3)
      await world.call('run p', 0)
    },
  },
  {
    keys: ['signOffs.require[].count'],
    shows: 'says how many have to sign',
    async observe(world, t) {
      const sign = await committed(world, t, { scope, signOffs: { require: [{ ...review, count: 2 }] } })
      await sign('ann', 'dba')
      await world.call('run p', 3)
      await sign('bob', 'dba')
      await world.call('run p', 0)
    },
  },
  {
    keys: ['signOffs.require[].expires'],
    shows: 'is the longest time from signing to the start',
    async observe(world, t) {
      const sign = await committed(world, t, { scope, signOffs: { require: [{ ...review, expires: '1ms' }] } })
      await sign('ann', 'dba', 'p', 3)
      await world.call('run p', 3, /longer ago than the requirement allows/)
    },
  },
  {
    keys: ['signOffs.distinct'],
    shows: 'says whether one person may sign for two',
    async observe(world, t) {
      const require = [review, { id: 'owner', role: 'owner' }]
      const sign = await committed(world, t, { scope, signOffs: { require } })
      await sign('ann', 'dba')
      await sign('ann', 'owner')
      await world.call('run p', 3)
      await sign('bob', 'dba')
      await world.call('run p', 0)
      await world.call('rollback --yes', 0)
      const signFor = await committed(world, t, { scope, signOffs: { require, distinct: false } })
      await signFor('ann', 'dba')
      await signFor('ann', 'owner')
      await world.call('run p', 0)
    },
  },
  {
    keys: ['steps[].signOff'],
    shows: 'makes a step wait for its sign-off, given then and there',
    async observe(world, t) {
      const steps = [writes('one'), writes('two', { signOff: 'review' })]
      const sign = await committed(world, t, { scope, steps, signOffs: { require: [review] } })
      await sign('bob', 'dba', 'p', 2)
      const { stdout } = await world.call('run p --json', 3)
      const { runs } = JSON.parse(stdout) as { readonly runs: readonly [{ readonly run: string }] }
      assert.deepEqual([world.has('out/one.txt'), world.has('out/two.txt')], [true, false])
      await world.call('resume', 3)
      await sign('bob', 'dba', runs[0].run)
      await world.call('resume', 0)
      assert.equal(world.has('out/two.txt'), true)
      world.write({ scope, steps: [writes('one', { signOff: 'nobody' })] })
      await world.call('validate', 2, /nobody/)
    },
  },
  {
    keys: ['steps[].signOff'],
    shows: 'lets a step pass where its sign-off is not needed',
    async observe(world, t) {
      const require = [{ ...review, if: `environment == 'staging'` }]
      await committed(world, t, { scope, steps: [writes('one', { signOff: 'review' })], signOffs: { require } })
      await world.call('run p', 0)
    },
  },
  {
    keys: ['inputs.<name>.tunable'],
    shows: 'says that its value may change after the plan was signed',
    async observe(world, t) {
      const inputs = { x: { type: 'string', default: 'a', tunable: true }, y: { type: 'string', default: 'a' } }
      const steps = [writes('one', { with: { path: 'out/one.txt', content: '${{ inputs.x }}${{ inputs.y }}' } })]
      const sign = await committed(world, t, { scope, inputs, steps, signOffs: { require: [review] } })
      await sign('bob', 'dba')
      await world.call('run p --input y=b', 3, /input "y"/)
      await world.call('run p --input x=b', 0)
      assert.equal(world.read('out/one.txt'), 'ba')
    },
  },
]

/** The keys of sign-offs in `backout.yaml`. */
export const signerCases: readonly KeyCase[] = [
  {
    keys: ['signOffs', 'signOffs.allowedSigners'],
    shows: 'is the file of the keys that count',
    async observe(world, t) {
      const sign = await committed(world, t, { scope, signOffs: { require: [review] } }, {}, 'keys/of/all')
      await sign('bob', 'dba')
      world.repo.write('keys/of/all', '')
      world.repo.git('commit', '-qam', 'Nobody')
      await world.call('sign p --check', 3)
      await world.call('run p', 3)
    },
  },
  {
    keys: ['signOffs.roles', 'signOffs.roles.<name>'],
    shows: 'say who may sign as what',
    async observe(world, t) {
      const sign = await committed(world, t, { scope, signOffs: { require: [{ id: 'review', role: 'owner' }] } })
      await sign('bob', 'owner', 'p', 3)
      await world.call('run p', 3, /"bob@example\.com" is not in role "owner"/)
      await sign('ann', 'owner')
      await world.call('run p', 0)
      await committed(world, t, { scope, signOffs: { require: [{ id: 'review', role: 'nobody' }] } })
      await world.call('validate', 2, /nobody/)
    },
  },
]
