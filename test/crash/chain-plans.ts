import type { BoundPlan } from '@backout/core/model'
import { type AnyStepType, type Plugin, PlanError } from '@backout/core/plugin'
import { boundPlan, type Shelf, shelfPlugin, type StepSketch } from '../support/shelf.ts'

/** Random numbers from a seed, so that what went wrong can be had again: mulberry32, gives [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A plan, what is in its slots after it, and what its steps trip over. */
export interface ChainPlan {
  readonly plan: BoundPlan
  readonly after: Readonly<Record<string, unknown>>
  /** Effects that fail this often, by name; forever where infinite. */
  readonly failures: Map<string, number>
}

type Unit = { readonly connection: string; readonly slot: string; readonly before: unknown; readonly value: unknown }

/**
 * The steps of a shelf, and: some of many units, in lanes or not, one that counts, where anything that happens twice is seen, and one of which nobody can tell
 * whether it happened, as with a command.
 */
export function chainPlugins(shelf: Shelf): readonly Plugin[] {
  const plugin = shelfPlugin(shelf)
  const base = (uses: string): AnyStepType => plugin.steps.find((each) => each.uses === uses)!
  const many = (of: string, uses: `${string}/${string}`, lanes: readonly string[] | undefined): AnyStepType => ({
    ...base(of),
    uses,
    ...(lanes && { partitions: async () => lanes }),
    async *changes(input, _, from) {
      const { connection, slot } = input as { readonly connection: string; readonly slot: string }
      const lane = from.partition === undefined ? slot : `${slot}_${String(from.partition)}`
      for (let at = from.checkpoint === undefined ? 0 : Number(from.checkpoint) + 1; at < 3; at += 1) {
        const unit: Unit = { connection, slot: `${lane}_${at}`, before: shelf.slots.get(`${lane}_${at}`) ?? null, value: 'new' }
        yield {
          unit: unit as never,
          title: unit.slot,
          touches: [],
          checkpoint: at,
          ...(connection === 'ledgered' && { transaction: 'databases.ledgered' }),
        }
      }
    },
  })
  return [
    {
      ...plugin,
      steps: [
        ...plugin.steps,
        many('shelf/put', 'shelf/many', undefined),
        many('shelf/commit', 'shelf/many-in', undefined),
        many('shelf/put', 'shelf/lanes', ['p', 'q']),
        many('shelf/commit', 'shelf/lanes-in', ['p', 'q']),
        counting(base('shelf/commit')),
        untold(base('shelf/put')),
      ],
    },
  ]
}

interface Slots {
  read(slot: string): number | null
  write(slot: string, value: number | null, log: string): Promise<void>
}

function counting(base: AnyStepType): AnyStepType {
  const add = async (context: { session<T>(resource: string): Promise<T> }, slot: string, by: number): Promise<void> => {
    const session = await context.session<Slots>('databases.ledgered')
    const value = (session.read(slot) ?? 0) + by
    await session.write(slot, value === 0 ? null : value, `add ${by} to ${slot}`)
  }
  return {
    ...base,
    uses: 'shelf/count',
    async *changes(input) {
      const { slot } = input as { readonly slot: string }
      yield { unit: { slot }, title: `count ${slot}`, touches: [], transaction: 'databases.ledgered' }
    },
    async apply(unit, context) {
      await add(context, (unit as { readonly slot: string }).slot, 1)
      return { result: null, after: null }
    },
    async revert([unit], _, context) {
      await add(context, (unit as { readonly slot: string }).slot, -1)
      return 'reverted'
    },
  }
}

/** Twice is not as good as once, and nothing can be asked: after a crash it is unknown. */
function untold({ probe: _probe, ...base }: AnyStepType): AnyStepType {
  const describe: AnyStepType['describe'] = async (input, context) => ({
    ...(await base.describe(input, context)),
    guarantee: 'at-least-once',
  })
  return { ...base, uses: 'shelf/command', describe } as AnyStepType
}

/** The secret TOKEN of all plans. */
export const token = 'hunter2-is-long'

const minute = 60_000
const requirement = { id: 'final', role: 'dba', count: 1, gate: true }

/** A plan of random steps in a random graph. */
export function randomPlan(random: () => number): ChainPlan {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!
  const after: Record<string, unknown> = {}
  const failures = new Map<string, number>()
  const failing = random() < 0.3
  const count = 4 + Math.floor(random() * 5)
  const steps: StepSketch[] = []
  for (let index = 0; index < count; index += 1) {
    const id = `s${index}`
    const needs = random() < 0.5 ? steps.slice(-1).map((step) => step.id) : steps.filter(() => random() < 0.3).map((step) => step.id)
    const doomed = failing && index >= count - 2 && failures.size === 0
    steps.push({ id, needs, ...randomStep(id, { pick, after, failures, doomed, gate: index > 1 && random() < 0.25 }) })
  }
  const invariant = {
    ...boundPlan([{ id: 'healthy', uses: 'shelf/read', with: { connection: 'plain', slot: 'errors' }, assert: 'outputs.value == null' }])
      .steps[0]!,
  }
  return {
    plan: boundPlan(steps, {
      secrets: ['TOKEN'],
      signOffs: { require: [requirement], distinct: true },
      rollbackWindow: 10_000 * minute * 60,
      ...(random() < 0.5 && { invariants: [{ ...invariant, every: 5 * minute, failureLimit: 1 }] }),
    }),
    after,
    failures,
  }
}

interface Choice {
  readonly pick: <T>(items: readonly T[]) => T
  readonly after: Record<string, unknown>
  readonly failures: Map<string, number>
  readonly doomed: boolean
  readonly gate: boolean
}

function randomStep(id: string, { pick, after, failures, doomed, gate }: Choice): Omit<StepSketch, 'id' | 'needs'> {
  const secret = pick([true, false])
  const value = secret ? token : 'new'
  const connection = pick(['plain', 'ledgered'])
  const inside = connection === 'ledgered'
  const put = {
    uses: inside ? 'shelf/commit' : 'shelf/put',
    with: { connection, slot: id, value: secret ? '${{ secrets.TOKEN }}' : 'new' },
    ...(gate && { signOff: requirement.id }),
  }
  if (doomed) {
    failures.set(`put ${id}`, Number.POSITIVE_INFINITY)
    const paused = pick([true, false])
    if (paused) after[id] = value
    return { ...put, ...(paused && { onFailure: 'pause' as const }) }
  }
  const kind = pick(['put', 'put', 'many', 'lanes', 'count', 'count', 'retry', 'wait', 'check', 'skipped', 'written', 'command', 'send'])
  switch (kind) {
    case 'wait':
      return { uses: 'shelf/wait', with: { ms: pick([1000, 3 * minute]) } }
    case 'check':
      return { uses: 'shelf/read', with: { connection, slot: 'none' }, assert: 'outputs.value == null' }
    case 'skipped':
      return { ...put, if: "environment == 'elsewhere'" }
    case 'count':
      after[id] = 1
      return { ...put, uses: 'shelf/count', with: { connection: 'ledgered', slot: id } }
    case 'many':
      for (const at of [0, 1, 2]) after[`${id}_${at}`] = 'new'
      return { ...put, uses: inside ? 'shelf/many-in' : 'shelf/many' }
    case 'lanes':
      for (const at of [0, 1, 2]) for (const lane of ['p', 'q']) after[`${id}_${lane}_${at}`] = 'new'
      return { ...put, uses: inside ? 'shelf/lanes-in' : 'shelf/lanes' }
    case 'retry':
      after[id] = value
      failures.set(`put ${id}`, pick([1, 2]))
      return { ...put, retry: { every: pick([1000, 3 * minute]), for: 1_000_000 * minute } }
    case 'command':
      after[id] = value
      return { ...put, uses: 'shelf/command', with: { ...put.with, connection: 'plain' } }
    case 'send':
      return { ...put, uses: 'shelf/send', with: { text: id }, rollback: { none: 'it was sent' } }
    case 'written':
      after[id] = value
      return { ...put, rollback: boundPlan([{ ...put, id: `${id}~rollback`, with: { ...put.with, value: null } }]).steps }
    default:
      after[id] = value
      return put
  }
}

/** What an effect trips over, as often as a plan says. */
export function tripping(failures: Map<string, number>): (what: string) => void {
  return (what) => {
    const left = failures.get(what) ?? 0
    if (left <= 0) return
    failures.set(what, left - 1)
    throw new PlanError('busy', `the shelf is busy with "${what}"`)
  }
}
