import { PlanError, type ReadContext, type Value } from '@backout/core/plugin'
import { boxOf } from './box-driver.ts'
import { boxIn, fill, fillChanges, look, resourceOf } from './box-steps.ts'
import { testWrongSteps } from './wrong-step.ts'

/** Past all sessions: what a step must not do. */
const sneak = (context: ReadContext, slot: string, value: string): void => {
  boxOf(context.connection('databases.red')?.config['name']).slots.set(slot, value)
}

testWrongSteps([
  {
    when: 'reverts to something else',
    step: {
      ...fill,
      async revert([undo], _after, context) {
        await (await boxIn(context, undo!.connection)).write(undo!.slot, 'almost')
        return 'reverted'
      },
    },
    law: 'puts everything back on revert, from what was stored as JSON',
    told: /save all that `apply` changes in `capture`/,
  },
  {
    when: 'captures what is not JSON',
    step: {
      ...fill,
      async *capture(unit) {
        yield { ...unit, saved: new Map([['a', 1]]) as unknown as string }
      },
    },
    law: 'puts everything back on revert, from what was stored as JSON',
    told: /^undo\[0\]\.saved is a Map, which cannot be stored.*a Map as its entries/,
  },
  {
    when: 'captures only after the effect',
    step: {
      ...(({ capture: _capture, ...rest }) => rest)(fill),
      apply: async (unit, context) => ({ ...(await fill.apply(unit, context)), undo: [unit] }),
    },
    law: 'puts everything back on revert, from what was stored as JSON',
    told: /undo outside of a transaction.*Save it in `capture`/,
  },
  {
    when: 'reverts only where it finds what it left',
    step: {
      ...fill,
      async revert(undo, after, context) {
        const [{ slot, connection } = undo[0]!] = undo
        if ((await boxIn(context, connection)).read(slot) !== after) return { conflict: 'it is not as it was left' }
        return fill.revert!(undo, after, context)
      },
    },
    law: 'may be reverted again after a crash',
    told: /accept both the state before the unit and the one after it/,
  },
  {
    when: 'needs the after-state to revert',
    step: {
      ...fill,
      async revert(undo, after, context) {
        if (after === null) return { conflict: 'nobody knows how it ended' }
        return fill.revert!(undo, after, context)
      },
    },
    law: 'may be reverted where nobody knows how `apply` ended',
    told: /a revert with `after: null`/,
  },
  {
    when: 'goes through a state that its undo does not know',
    step: {
      ...fill,
      async apply(unit, context) {
        const box = await boxIn(context, unit.connection)
        await box.write(unit.slot, 'half')
        return fill.apply({ ...unit, before: 'half' }, context)
      },
    },
    law: 'is put back wherever it was stopped',
    told: /a unit that was stopped is said to be a conflict \("b" holds "half" by now\)/,
  },
  {
    when: 'says that nothing was done after it had begun',
    step: {
      ...fill,
      async apply(unit, context) {
        const applied = await fill.apply(unit, context)
        if (context.signal.aborted) throw new PlanError('refused', 'It was stopped')
        return applied
      },
    },
    law: 'is put back wherever it was stopped',
    told: /threw "refused", which promises that nothing was done, after it had changed something/,
  },
  {
    when: 'reverts although it was stopped',
    step: {
      ...fill,
      async revert([undo], _after, context) {
        const { slot, before } = undo!
        const { slots } = boxOf(boxNameIn(context))
        if (before === null) slots.delete(slot)
        else slots.set(slot, before)
        return 'reverted'
      },
    },
    law: 'puts nothing back once it is stopped',
    told: /`revert` changed something after it was stopped: reach resources through `context\.session` alone/,
  },
  {
    when: 'writes while it saves its undo',
    step: {
      ...fill,
      async *capture(unit, context) {
        await (await boxIn(context, unit.connection)).write(unit.slot, 'captured')
        yield unit
      },
    },
    law: 'saves its undo without touching anything',
    told: /let it only read, and leave the effect to `apply`/,
  },
  {
    when: 'gives nothing of how its revert ended',
    step: { ...fill, revert: async () => undefined as unknown as 'reverted' },
    law: 'puts everything back on revert, from what was stored as JSON',
    told: /neither that it reverted nor what is in the way/,
  },
  {
    when: 'never ends',
    step: { ...fill, apply: () => new Promise(() => {}) },
    patience: 10,
    law: 'does what it is for',
    told: /did not end in 0\.06 s: let each of its functions end/,
  },
  {
    when: "reverts over somebody else's edit",
    step: {
      ...fill,
      async revert([undo], _after, context) {
        await (await boxIn(context, undo!.connection)).write(undo!.slot, undo!.before)
        return 'reverted'
      },
    },
    law: 'reports a conflict, and touches nothing, when somebody edited in between',
    told: /return \{ conflict: … \}/,
  },
  {
    when: 'drops more than what was set aside',
    step: {
      ...fill,
      async discard([undo], context) {
        await (await boxIn(context, undo!.connection)).write(undo!.slot, null)
      },
    },
    law: 'drops what was set aside, twice if need be, and nothing else',
    told: /drop only what was set aside/,
  },
  {
    when: 'has a case without an edit',
    step: fill,
    given: { edit: undefined },
    law: 'reports a conflict, and touches nothing, when somebody edited in between',
    told: /The case needs an `edit`/,
  },
])

testWrongSteps([
  {
    when: 'writes in `probe`',
    step: {
      ...fill,
      async probe(unit, context) {
        sneak(context, 'z', 'probed')
        return fill.probe!(unit, context)
      },
    },
    law: 'tells whether a unit was applied',
    told: /`probe` changed something: it only looks/,
  },
  {
    when: 'takes for applied what is not',
    step: { ...fill, probe: async () => 'applied' },
    law: 'tells whether a unit was applied',
    told: /is not applied yet, and `probe` does not say "absent"/,
  },
  {
    when: 'takes for absent what is applied',
    step: { ...fill, probe: async () => 'absent' },
    law: 'tells whether a unit was applied',
    told: /is applied, and `probe` says "absent"/,
  },
  {
    when: 'does more when a unit is repeated',
    step: {
      ...fill,
      async apply({ connection, slot, value }, context) {
        const box = await boxIn(context, connection)
        await box.write(slot, `${box.read(slot) ?? ''}${value}`)
        return { result: 1, after: value }
      },
    },
    law: 'refuses a unit that is applied twice, or lets it be',
    told: /compare with what is there first, or say guarantee: "at-least-once"/,
  },
  {
    when: 'changes something when it is run once more',
    step: {
      ...fill,
      async *changes(given, context, from) {
        yield* fillChanges({ ...given, value: `new ${await depth(given, context)}` }, context, from)
      },
    },
    law: 'does what the case says when it is run again',
    told: /yield no change where all is as it should be/,
  },
])

testWrongSteps([
  {
    when: 'goes on after it was stopped',
    step: {
      ...fill,
      async apply({ slot, value }, context) {
        sneak(context, slot, value)
        return { result: 1, after: value }
      },
    },
    law: 'does nothing once it is stopped',
    told: /takes no notice that it was stopped before it began: listen to `context\.signal`/,
  },
  {
    when: 'waits without listening to the signal',
    step: {
      ...fill,
      async apply(unit, context) {
        ;(await boxIn(context, unit.connection)).read(unit.slot)
        if (context.signal.aborted) await new Promise(() => undefined)
        return fill.apply(unit, context)
      },
    },
    law: 'ends when it is stopped in the middle',
    told: /goes on after it was stopped in the middle: listen to `context\.signal`/,
  },
  {
    when: 'reaches past its sessions',
    step: {
      ...look,
      async apply({ slot }, context) {
        return { result: boxOf(boxNameIn(context)).slots.get(slot) ?? null }
      },
    },
    law: 'is refused by an empty scope',
    told: /reach resources through `context\.session` alone.*expected a PlanError with code "out-of-scope", got nothing/,
  },
  {
    when: 'hides that it was out of scope',
    step: {
      ...look,
      async apply(unit, context) {
        return look.apply(unit, context).catch((cause: unknown) => {
          throw new PlanError('failed', 'It failed', { cause })
        })
      },
    },
    law: 'is refused by an empty scope',
    told: /got "failed"/,
  },
])

async function depth(given: { readonly connection: string }, context: ReadContext): Promise<Value> {
  const box = await context.session<{ read(slot: string): string | null }>(resourceOf(given.connection))
  return (box.read('a')?.split('new').length ?? 0) - 1
}

function boxNameIn(context: ReadContext): string {
  return String(context.connection('databases.red')?.config['name'])
}
