import {
  type Applied,
  type Change,
  type Infer,
  PlanError,
  type Plugin,
  type ReadContext,
  type StepType,
  type Touch,
  type Value,
} from '@backout/core/plugin'
import { boxDriver, type BoxSession } from './box-driver.ts'

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['connection', 'slots', 'value'],
  properties: {
    connection: { type: 'string', 'x-backout': { connection: 'databases' }, description: 'The box.', examples: ['red'] },
    slots: {
      type: 'array',
      'x-backout': { touch: { resource: 'databases' } },
      minItems: 1,
      items: { type: 'string', description: 'A slot.', examples: ['a'] },
      description: 'What is filled, one after another.',
      examples: [['a', 'b']],
    },
    value: { type: 'string', description: 'What goes into them.', examples: ['new'] },
  },
} as const

const output = {
  type: 'object',
  additionalProperties: false,
  required: ['filled'],
  properties: { filled: { type: 'integer', description: 'How many slots were filled.', examples: [2] } },
} as const

/** The input of the step types here. */
export type Fill = Infer<typeof input>
/** One slot to fill. */
export type FillUnit = { readonly connection: string; readonly slot: string; readonly before: string | null; readonly value: string }
/** A step type of the box. */
export type BoxStep = StepType<Fill, { readonly filled: number }, FillUnit, FillUnit>

/** The resource of a connection. */
export const resourceOf = (connection: string): string => `databases.${connection}`
/** The open box of a connection. */
export const boxIn = (context: ReadContext, connection: string): Promise<BoxSession> => context.session<BoxSession>(resourceOf(connection))

const touches = ({ connection, slots }: Fill): readonly Touch[] =>
  slots.map((part) => ({ resource: resourceOf(connection), part, access: 'write' }))

/** One change for each slot that is not as it is to be, with a checkpoint. */
export async function* fillChanges(
  given: Fill,
  context: ReadContext,
  { checkpoint }: { readonly checkpoint?: Value },
): AsyncIterable<Change<FillUnit>> {
  const { connection, slots, value } = given
  const box = await boxIn(context, connection)
  for (const slot of slots.slice(checkpoint === undefined ? 0 : slots.indexOf(String(checkpoint)) + 1)) {
    const before = box.read(slot)
    if (before === value) continue
    yield {
      unit: { connection, slot, before, value },
      title: `${slot} = ${value}`,
      touches: [{ resource: resourceOf(connection), part: slot, access: 'write' }],
      checkpoint: slot,
    }
  }
}

/** `box/fill`: a step type of many units, with all members, that does everything as the contract says. */
export const fill: BoxStep = {
  uses: 'box/fill',
  summary: 'Fills slots',
  input,
  output,
  units: 'many',
  formats: [1],
  describe: (given) => ({ effect: 'write', guarantee: 'idempotent', touches: touches(given), undo: { kind: 'derived' } }),
  changes: fillChanges,
  async *capture(unit) {
    yield unit
  },
  async apply({ connection, slot, before, value }, context): Promise<Applied<FillUnit>> {
    const box = await boxIn(context, connection)
    const now = box.read(slot)
    if (now !== before && now !== value) throw new PlanError('conflict', `Cannot fill "${slot}": it holds "${now}" by now`)
    if (now !== value) await box.write(slot, value)
    return { result: 1, after: value }
  },
  async probe({ connection, slot, before }, context) {
    return (await boxIn(context, connection)).read(slot) === before ? 'absent' : 'applied'
  },
  async revert([undo], _after, context) {
    const { connection, slot, before, value } = undo!
    const box = await boxIn(context, connection)
    const now = box.read(slot)
    if (now === before) return 'reverted'
    if (now !== value) return { conflict: `"${slot}" holds "${now}" by now` }
    await box.write(slot, before)
    return 'reverted'
  },
  async discard() {},
  async finish(results) {
    return { filled: (await Array.fromAsync(results)).length }
  },
}

/** `box/fill-once`: the same, in transactions, with an undo that is known only afterwards. */
export const fillOnce: BoxStep = {
  ...fill,
  uses: 'box/fill-once',
  describe: (given) => ({ effect: 'write', guarantee: 'exactly-once', touches: touches(given), undo: { kind: 'derived' } }),
  async *changes(given, context, from) {
    for await (const change of fillChanges(given, context, from)) yield { ...change, transaction: resourceOf(given.connection) }
  },
  async *capture() {},
  async apply(unit, context) {
    return { ...(await fill.apply(unit, context)), undo: [unit] }
  },
}

/** `box/look`: a step type without effect. */
export const look: BoxStep = {
  uses: 'box/look',
  summary: 'Looks into slots',
  input: {
    ...input,
    properties: {
      ...input.properties,
      slots: { ...input.properties.slots, 'x-backout': { touch: { resource: 'databases', access: 'read' } } },
    },
  },
  output,
  formats: [1],
  describe: ({ connection, slots }) => ({
    effect: 'none',
    guarantee: 'idempotent',
    touches: slots.map((part) => ({ resource: resourceOf(connection), part, access: 'read' })),
    undo: { kind: 'none', reason: 'it only looks' },
  }),
  async *changes({ connection, slots, value }) {
    for (const slot of slots)
      yield { unit: { connection, slot, before: null, value }, title: `look at ${slot}`, touches: [], checkpoint: slot }
  },
  async apply({ connection, slot }, context) {
    return { result: (await boxIn(context, connection)).read(slot) }
  },
  finish: fill.finish,
}

/** A plugin of these, in which nothing is wrong. */
export const boxPlugin: Plugin = { name: 'box', version: '1.0.0', steps: [fill, fillOnce, look], drivers: [boxDriver] }
