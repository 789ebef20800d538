import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { breachesOf } from '@backout/core/testing'
import { type Change, PlanError, type ReadContext, type Value } from '@backout/core/plugin'
import { filling } from './box-cases.ts'
import { boxDriver, boxOf } from './box-driver.ts'
import { boxIn, type BoxStep, fill, type FillUnit, fillChanges, fillOnce, look, resourceOf } from './box-steps.ts'

interface Wrong {
  readonly when: string
  readonly step: BoxStep
  readonly law: string
  /** What its author is told. */
  readonly told: RegExp
  readonly given?: { readonly edit: undefined }
  /** ms */
  readonly patience?: number
}

/** Past all sessions: what a step must not do. */
const sneak = (context: ReadContext, slot: string, value: string): void => {
  boxOf(context.connection('databases.red')?.config['name']).slots.set(slot, value)
}
let calls = 0

const ofItself: readonly Wrong[] = [
  {
    when: 'describes itself otherwise each time',
    step: { ...fill, describe: async (given) => ({ ...(await fill.describe(given)), notes: [`call ${calls++}`] }) },
    law: 'describes itself the same way each time, with and without a context',
    told: /let it depend on the input and the context alone/,
  },
  {
    when: 'does not say what it touches once its input is bound',
    step: { ...fill, describe: async (given) => ({ ...(await fill.describe(given)), touches: 'unknown' }) },
    law: 'knows what its input does once that is bound',
    told: /"unknown" of touches/,
  },
  {
    when: 'leaves a touch out',
    step: { ...fill, describe: async (given) => fill.describe({ ...given, slots: ['a'] }) },
    law: 'touches only what it declares',
    told: /"b" of databases\.red is touched \(read\).*add \{ resource: "databases\.red", part: "b"/,
  },
  {
    when: 'declares to read what it writes',
    step: { ...fill, describe: async (given) => ({ ...(await fill.describe(given)), touches: (await look.describe(given)).touches }) },
    law: 'touches only what it declares',
    told: /is touched \(write\)/,
  },
  {
    when: 'says that it has no effect, and has one',
    step: { ...fill, describe: look.describe },
    law: 'leaves everything as it is, since it has no effect',
    told: /say effect: "write"/,
  },
  {
    when: 'says that it writes, and does nothing',
    step: { ...fill, apply: async () => ({ result: 1 }) },
    law: 'does what it is for',
    told: /Nothing seems to have changed.*give the case a `fingerprint`/,
  },
  {
    when: 'says exactly-once without a transaction',
    step: { ...fill, describe: fillOnce.describe },
    law: 'has what the traits promise',
    told: /names no `transaction`/,
  },
  {
    when: 'says that its undo is derived, and cannot revert',
    step: (({ revert: _revert, ...rest }) => rest)(fill),
    law: 'has what the traits promise',
    told: /there is no `revert`/,
  },
  {
    when: 'says by a mark that it has no effect',
    step: { ...fill, input: { ...fill.input, 'x-backout': { effect: 'none' } } },
    law: 'says of itself what the marks of its schema say',
    told: /Its schema says effect "none" by its marks, and `describe` says "write"/,
  },
  {
    when: 'marks less than it writes',
    step: marking('slots', { touch: { resource: 'databases', access: 'read' } }),
    law: 'says of itself what the marks of its schema say',
    told: /"b" of databases\.red is written, and the marks of its schema do not/,
  },
  {
    when: 'gives an output that is not as its schema says',
    step: { ...fill, finish: async () => ({ filled: '2' as unknown as number }) },
    law: 'gives the same output each time, as its schema says',
    told: /does not fit the schema `output`: \/filled breaks "type"/,
  },
  {
    when: 'counts in `finish` how often it was called',
    step: { ...fill, finish: async () => ({ filled: calls++ }) },
    law: 'gives the same output each time, as its schema says',
    told: /let it depend on them alone/,
  },
]

const ofChanges: readonly Wrong[] = [
  {
    when: 'writes in `changes`',
    step: {
      ...fill,
      async *changes(given, context, from) {
        sneak(context, 'z', `call ${calls++}`)
        yield* fillChanges(given, context, from)
      },
    },
    law: 'computes its changes without changing anything, and the same ones each time',
    told: /`changes` and `details` only read/,
  },
  {
    when: 'writes in `details`',
    step: changing((change, context) => ({
      ...change,
      details() {
        sneak(context, 'z', 'seen')
        return []
      },
    })),
    law: 'computes its changes without changing anything, and the same ones each time',
    told: /`changes` and `details` only read/,
  },
  {
    when: 'gives its changes in another order each time',
    step: {
      ...fill,
      async *changes(given, context, from) {
        const all = await Array.fromAsync(fillChanges(given, context, from))
        yield* calls++ % 2 === 0 ? all : all.toReversed()
      },
    },
    law: 'computes its changes without changing anything, and the same ones each time',
    told: /in another order, when they are computed again: sort/,
  },
  {
    when: 'gives units that differ each time',
    step: changing((change) => ({ ...change, unit: { ...change.unit, at: calls++ } })),
    law: 'computes its changes without changing anything, and the same ones each time',
    told: /leave out times and random numbers/,
  },
  {
    when: 'plans something else in a preview',
    step: changing((change, { mode }) => ({ ...change, title: `${change.title} in a ${mode}` })),
    law: 'computes its changes without changing anything, and the same ones each time',
    told: /do not let them depend on context\.mode/,
  },
  {
    when: 'gives units that are not JSON',
    step: changing((change) => ({ ...change, unit: { ...change.unit, when: new Date(0) as unknown as string } })),
    law: 'gives changes that can be read, stored and gone on from',
    told: /^unit\.when is a Date, which cannot be stored/,
  },
  {
    when: 'gives no titles',
    step: changing((change) => ({ ...change, title: '' })),
    law: 'gives changes that can be read, stored and gone on from',
    told: /say in one line what its unit does/,
  },
  {
    when: 'tells its progress in percent',
    step: changing((change) => ({ ...change, reached: 50 })),
    law: 'gives changes that can be read, stored and gone on from',
    told: /said to have reached 50: .* from 0 to 1$/,
  },
  {
    when: 'gives a change without a checkpoint that is not the last',
    step: changing(({ checkpoint: _checkpoint, ...change }) => change),
    law: 'gives changes that can be read, stored and gone on from',
    told: /Give each change but the last a `checkpoint`/,
  },
  {
    when: 'leaves one out after a checkpoint',
    step: {
      ...fill,
      async *changes(given, context, from) {
        const left = await Array.fromAsync(fillChanges(given, context, from))
        yield* from.checkpoint === undefined ? left : left.slice(1)
      },
    },
    law: 'goes on from a checkpoint with what is left',
    told: /`changes` must honour `from\.checkpoint`/,
  },
  {
    when: 'shows of a file something else than it writes',
    step: {
      ...changing((change) => ({
        ...change,
        details: () => [{ kind: 'file', path: 'shown.txt', before: null, after: 'shown' }],
      })),
      async apply(unit, context) {
        await writeFile(join(boxNameIn(context), 'shown.txt'), 'something else')
        return fill.apply(unit, context)
      },
    },
    law: 'does to files what its changes show',
    told: /shows something else of "shown\.txt" than what is there after it is applied/,
  },
  {
    when: 'writes more than its change shows',
    step: {
      ...fill,
      async apply(unit, context) {
        await (await boxIn(context, unit.connection)).write(unit.slot === 'a' ? 'b' : 'a', unit.value)
        return fill.apply(unit, context)
      },
    },
    law: 'writes only what the change of its unit shows',
    told: /writes "a" of databases\.red, and its change does not show that/,
  },
  {
    when: 'names a transaction of a driver that has none',
    step: fillOnce,
    law: 'does what it is for',
    told: /driver "box" has no `transact`/,
  },
  {
    when: 'does something else in a preview',
    step: {
      ...fill,
      apply: async (unit, context) => fill.apply(context.mode === 'preview' ? { ...unit, value: 'shown' } : unit, context),
    },
    law: 'previews on an overlay what the run does',
    told: /What a preview shows is not what the run does/,
  },
]

const ofUndo: readonly Wrong[] = [
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
]

const ofCrashes: readonly Wrong[] = [
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
]

const ofStopping: readonly Wrong[] = [
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
]

for (const { when, step, law, told, given, patience = 100 } of [...ofItself, ...ofChanges, ...ofUndo, ...ofCrashes, ...ofStopping])
  test(`the conformance suite tells the author of a step type that ${when}`, async () => {
    const { transact: _transact, ...plain } = boxDriver
    const driver = told.source.includes('no `transact`') ? plain : boxDriver
    const plugin = { name: 'box', version: '1.0.0', steps: [step], drivers: [driver] }
    const found = await breachesOf(plugin, { steps: { [step.uses]: [{ ...filling, ...given }] }, patience })
    const problems = found.filter((breach) => breach.law === law).map(({ problem }) => problem)
    assert.match(problems.join('\n') || JSON.stringify(found), told)
  })

function marking(name: string, mark: object): BoxStep {
  const properties = fill.input['properties'] as Readonly<Record<string, object>>
  return { ...fill, input: { ...fill.input, properties: { ...properties, [name]: { ...properties[name], 'x-backout': mark } } } }
}

function changing(change: (change: Change<FillUnit>, context: ReadContext) => Change<FillUnit>): BoxStep {
  return {
    ...fill,
    async *changes(given, context, from) {
      for await (const one of fillChanges(given, context, from)) yield change(one, context)
    },
  }
}

async function depth(given: { readonly connection: string }, context: ReadContext): Promise<Value> {
  const box = await context.session<{ read(slot: string): string | null }>(resourceOf(given.connection))
  return (box.read('a')?.split('new').length ?? 0) - 1
}

function boxNameIn(context: ReadContext): string {
  return String(context.connection('databases.red')?.config['name'])
}
