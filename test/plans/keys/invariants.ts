import assert from 'node:assert/strict'
import { asks, type KeyCase, writes } from './world.ts'

/** A step whose request is answered once the service says so. */
const held = asks('held', { timeout: '1m' })

/** The keys of invariants alone, and what a breach does. */
export const invariantCases: readonly KeyCase[] = [
  {
    keys: ['invariants[].every'],
    shows: 'is how often it is asked while steps run',
    async observe(world) {
      const enough = Promise.withResolvers<void>()
      world.answer = async ({ url }, earlier) => {
        if (url === '/held') await enough.promise
        else if (earlier === 4) enough.resolve()
        return {}
      }
      world.write({ steps: [held], invariants: [asks('alive', { every: '20ms' })] })
      await world.call('run p', 0)
      assert.ok(world.asked.filter((line) => line === 'GET /alive').length >= 5)
    },
  },
  {
    keys: ['invariants[].failureLimit'],
    shows: 'is how many times in a row it must fail',
    async observe(world) {
      const enough = Promise.withResolvers<void>()
      // It fails twice in a row, three times over, and never a third time in a row.
      world.answer = async ({ url }, earlier) => {
        if (url === '/held') await enough.promise
        else if (earlier === 9) enough.resolve()
        return { ok: earlier % 3 === 0 }
      }
      world.write({
        steps: [writes('one'), held],
        invariants: [asks('alive', { every: '20ms', failureLimit: 3, assert: 'outputs.body.ok' })],
      })
      await world.call('run p', 0)
    },
  },
  {
    keys: ['invariants'],
    shows: 'roll back what was done, and stop what is under way, when one is breached',
    async observe(world) {
      let isUnderWay = false
      world.answer = ({ url }) => {
        if (url !== '/held') return { ok: !isUnderWay }
        isUnderWay = true
        return new Promise(() => undefined)
      }
      const alive = asks('alive', { every: '20ms', failureLimit: 2, assert: 'outputs.body.ok' })
      world.write({ steps: [writes('one'), held, writes('two')], invariants: [alive] })
      await world.call('run p', 1, /Invariant "alive" was breached/)
      assert.deepEqual([world.has('out/one.txt'), world.has('out/two.txt')], [false, false])
      await world.call('report', 0, /alive/)
    },
  },
  {
    keys: ['invariants'],
    shows: 'are asked on resume, before anything goes on',
    async observe(world) {
      let isAlive = true
      world.answer = () => ({ ok: isAlive })
      world.write({
        steps: [writes('one'), { id: 'long', uses: 'core/wait', with: { for: '2h' } }, writes('two')],
        invariants: [asks('alive', { assert: 'outputs.body.ok' })],
      })
      await world.call('run p', 3)
      assert.equal(world.has('out/one.txt'), true)
      isAlive = false
      await world.call('resume', 1, /Invariant "alive" was breached/)
      assert.deepEqual([world.has('out/one.txt'), world.has('out/two.txt')], [false, false])
    },
  },
  {
    keys: ['invariants'],
    shows: 'leave it to a person where the plan says pause',
    async observe(world) {
      let isUnderWay = false
      world.answer = async ({ url }) => {
        if (url === '/held') isUnderWay = true
        return { ok: !isUnderWay }
      }
      world.write({
        onFailure: 'pause',
        steps: [writes('one'), asks('held'), { id: 'long', uses: 'core/wait', with: { for: '30s' } }],
        invariants: [asks('alive', { every: '20ms', assert: 'outputs.body.ok' })],
      })
      await world.call('run p', 4, /Invariant "alive" was breached/)
      assert.equal(world.has('out/one.txt'), true)
    },
  },
]
