import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Change, ReadContext } from '@backout/core/plugin'
import { boxOf } from './box-driver.ts'
import { boxIn, type BoxStep, fill, type FillUnit, fillChanges, fillOnce, look } from './box-steps.ts'
import { testWrongSteps } from './wrong-step.ts'

/** Past all sessions: what a step must not do. */
const sneak = (context: ReadContext, slot: string, value: string): void => {
  boxOf(context.connection('databases.red')?.config['name']).slots.set(slot, value)
}
let calls = 0

testWrongSteps([
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
    when: 'says that its undo is a snapshot, which nobody asked for',
    step: { ...fill, describe: async (given) => ({ ...(await fill.describe(given)), undo: { kind: 'snapshot' } }) },
    law: 'has what the traits promise',
    told: /the plan asks for none/,
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
])

testWrongSteps([
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
])

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

function boxNameIn(context: ReadContext): string {
  return String(context.connection('databases.red')?.config['name'])
}
