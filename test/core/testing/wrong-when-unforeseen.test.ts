import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesOf } from '@backout/core/testing'
import { PlanError } from '@backout/core/plugin'
import { filling } from './box-cases.ts'
import { boxDriver, boxOf } from './box-driver.ts'
import { boxIn, boxPlugin, type BoxStep, fill, fillChanges, fillOnce, look } from './box-steps.ts'
import { testWrongSteps } from './wrong-step.ts'

/** ms */
const hour = 3_600_000
const { probe: _probe, ...unasked } = fill
const past = 'refuses a unit where things are no longer as its change saw them'
const twice = 'refuses a unit that is applied twice, or lets it be'

testWrongSteps([
  {
    when: 'applies a unit over what somebody edited since its change',
    step: {
      ...fill,
      async apply({ connection, slot, value }, context) {
        await (await boxIn(context, connection)).write(slot, value)
        return { result: 1, after: value }
      },
    },
    law: past,
    told: /the change "a = new" is about, and it was applied all the same: compare with what the unit says was there/,
  },
  {
    when: 'does the same in transactions',
    step: {
      ...fillOnce,
      async apply(unit, context) {
        await (await boxIn(context, unit.connection)).write(unit.slot, unit.value)
        return { result: 1, after: unit.value, undo: [unit] }
      },
    },
    law: past,
    told: /and it was applied all the same/,
  },
  {
    when: 'refuses what somebody edited with an error that promises nothing',
    step: {
      ...fill,
      async apply(unit, context) {
        return fill.apply(unit, context).catch(({ message }: Error) => {
          throw new Error(message)
        })
      },
    },
    law: past,
    told: /`apply` fails with Error: Cannot fill "a": .*throw a PlanError with code "conflict"/,
  },
  {
    when: 'refuses what somebody edited only after its effect',
    step: {
      ...fill,
      async apply({ connection, slot, before, value }, context) {
        const box = await boxIn(context, connection)
        const now = box.read(slot)
        await box.write(slot, value)
        if (now !== before && now !== value) throw new PlanError('conflict', 'It is another one by now')
        return { result: 1, after: value }
      },
    },
    law: past,
    told: /refused too late: compare before the first write/,
  },
  {
    when: 'asks to save its undo, and writes past its session',
    step: {
      ...fill,
      async *capture(unit, context) {
        ;(await boxIn(context, unit.connection)).read(unit.slot)
        yield unit
      },
      async apply({ slot, value }, context) {
        boxOf(context.connection('databases.red')?.config['name']).slots.set(slot, value)
        return { result: 1, after: value }
      },
    },
    law: 'writes only what the change of its unit shows',
    told: /`apply` of "b = new" changed something, and no session was asked for it/,
  },
  {
    when: 'puts back past its session',
    step: {
      ...fill,
      async revert([undo], _after, context) {
        const { slot, before } = undo!
        const box = await boxIn(context, undo!.connection)
        box.read(slot)
        box.box.slots.set(slot, before!)
        return 'reverted'
      },
    },
    law: 'writes only what the change of its unit shows',
    told: /`revert` changed something, and no session was asked for it/,
  },
  {
    when: 'waits after it has begun',
    step: {
      ...fill,
      async apply(unit, context) {
        const applied = await fill.apply(unit, context)
        if (context.now().getTime() < hour) context.wait(new Date(hour))
        return applied
      },
    },
    law: 'does nothing before it waits',
    told: /waits after it has changed something, which nobody would know of/,
  },
  {
    when: 'throws a conflict that is to be returned',
    step: {
      ...fill,
      async revert(undo, after, context) {
        const ended = await fill.revert!(undo, after, context)
        if (ended !== 'reverted') throw new PlanError('conflict', ended.conflict)
        return ended
      },
    },
    law: 'reports a conflict, and touches nothing, when somebody edited in between',
    told: /`revert` throws where somebody edited \("a" holds "edited" by now\): return \{ conflict: … \}/,
  },
  {
    when: 'is idempotent, and refuses a unit that it has applied',
    step: {
      ...unasked,
      async apply({ connection, slot, before, value }, context) {
        const box = await boxIn(context, connection)
        if (box.read(slot) !== before) throw new PlanError('conflict', 'It is another one by now')
        await box.write(slot, value)
        return { result: 1, after: value }
      },
    },
    law: twice,
    told: /The second apply of a unit, as after a crash, failed with PlanError: .*accept what it did before/,
  },
  {
    when: 'counts in `finish` what nobody may have heard of',
    step: {
      ...fill,
      apply: async (unit, context) => ({ ...(await fill.apply(unit, context)), result: { filled: 1 } }),
      async finish(results) {
        const all = (await Array.fromAsync(results)) as unknown as readonly { readonly filled: number }[]
        return { filled: all.reduce((sum, { filled }) => sum + filled, 0) }
      },
    },
    law: 'gives its output also where nobody knows what its units gave',
    told: /take null for a result that is not known/,
  },
  {
    when: 'cannot finish where there was nothing to do',
    step: {
      ...fill,
      async finish(results) {
        const [first] = await Array.fromAsync(results)
        if (first === undefined) throw new Error('there was nothing')
        return { filled: 1 }
      },
    },
    law: 'does what the case says when it is run again',
    told: /there was nothing/,
  },
  {
    when: 'refuses an expression in its input',
    step: {
      ...fill,
      async describe(given) {
        if (!/^\w+$/.test(given.value)) throw new PlanError('invalid', 'A value is one word')
        return fill.describe(given)
      },
    },
    law: 'describes itself while an expression stands for a value of its input',
    told: /an input whose "value" is an expression \(A value is one word\)/,
  },
  {
    when: 'takes an expression for one of its words',
    step: {
      ...look,
      describe: async (given) => ({ ...(await look.describe(given)), effect: given.value === 'new' ? 'none' : (given.value as 'none') }),
    },
    law: 'describes itself while an expression stands for a value of its input',
    told: /an input whose "value" is an expression \(Cannot go by what `describe` of step type "box\/look" gives/,
  },
  {
    when: 'looks in a preview at what is there, and not at the overlay',
    step: {
      ...fill,
      async *changes(given, context, from) {
        const slots = boxOf(context.connection('databases.red')?.config['name']).slots
        const open = new Set(given.slots.filter((slot) => slots.get(slot) !== given.value))
        for await (const change of fillChanges({ ...given, value: 'none' }, context, from))
          if (open.has(change.unit.slot)) yield { ...change, unit: { ...change.unit, value: given.value } }
      },
    },
    law: 'previews on an overlay what the run does',
    told: /finds something else to do on the overlay than after the run/,
  },
])

for (const thrown of [
  new TypeError('that is no list'),
  new PlanError('invalid', 'Cannot use a value that is not known yet', { text: '${{ x }}' }),
])
  test(`the conformance suite lets a step type say of an expression: ${thrown.message}`, async () => {
    const describe: BoxStep['describe'] = async (given) => {
      if (given.value.includes('${{')) throw thrown
      return fill.describe(given)
    }
    const plugin = { name: 'box', version: '1.0.0', steps: [{ ...fill, describe }], drivers: [boxDriver] }
    const found = await breachesOf(plugin, { steps: { 'box/fill': [filling] } })
    assert.deepEqual(
      found.filter(({ subject }) => subject !== 'as a whole'),
      [],
    )
  })

test('the conformance suite lets time pass for a step type that waits', async () => {
  const polling: BoxStep = {
    ...fill,
    async apply(unit, context) {
      const now = context.now().getTime()
      if (now < 3 * hour) context.wait(new Date(now + hour))
      return fill.apply(unit, context)
    },
  }
  const plugin = { name: 'box', version: '1.0.0', steps: [polling], drivers: [] }
  assert.deepEqual(await breachesOf(plugin, { steps: { 'box/fill': [filling] }, plugins: [boxPlugin], patience: 100 }), [])
})
