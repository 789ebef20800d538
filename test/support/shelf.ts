import type { BoundPlan, BoundStep, Json } from '@backout/core/model'
import {
  type AnyResourceDriver,
  type AnyStepType,
  defineStep,
  type Guard,
  type Opening,
  type Plugin,
  PlanError,
  type ReadContext,
  type StepType,
  type UnitKey,
  type WriteContext,
} from '@backout/core/plugin'

/** A resource of tests: named slots that outlive any engine, with a ledger. What a test wants to go wrong, it puts into `trouble`. */
export class Shelf {
  readonly slots = new Map<string, Json>()
  readonly ledger = new Map<string, 'applied' | 'tombstone'>()
  /** Every effect that happened, in order. */
  readonly log: string[] = []
  /** Empty without a ledger. */
  identity = 'shelf-1'
  epoch = 0
  claimedBy: string | undefined
  trouble: (what: string) => void | Promise<void> = () => undefined

  fingerprint(parts: readonly string[] = ['*']): string {
    const within = [...this.slots].filter(([slot]) => parts.includes('*') || parts.includes(slot))
    return JSON.stringify(within.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}

interface ShelfSession extends AsyncDisposable {
  read(slot: string): Json
  write(slot: string, value: Json, log: string): Promise<void>
}

function sessionOf(shelf: Shelf, guard: Guard, slots: Map<string, Json>, done: string[] = shelf.log): ShelfSession {
  return {
    read(slot) {
      guard.demand(slot, 'read')
      return slots.get(slot) ?? null
    },
    async write(slot, value, log) {
      guard.demand(slot, 'write')
      await shelf.trouble(log)
      if (value === null) slots.delete(slot)
      else slots.set(slot, value)
      done.push(log)
      await shelf.trouble(`after ${log}`)
    },
    async [Symbol.asyncDispose]() {},
  }
}

interface Opened extends ShelfSession {
  readonly guard: Guard
}

function driverOf(shelf: Shelf, kind: string): AnyResourceDriver {
  const open = async (_: unknown, opening: Opening): Promise<Opened> => ({
    ...sessionOf(shelf, opening.guard, shelf.slots),
    guard: opening.guard,
  })
  return {
    kind,
    family: 'databases',
    config: { type: 'object' },
    target: () => kind,
    covers: (entry: string, part: string) => entry === '*' || entry === part,
    overlaps: (a, b) => a.part === b.part && (a.access === 'write' || b.access === 'write'),
    open,
    identity: async () => (kind === 'ledgered' ? shelf.identity : kind),
    fingerprint: async (_: Opened, parts: readonly string[]) => shelf.fingerprint(parts),
    overlay: async (_session: Opened, opening: Opening) => ({
      ...sessionOf(shelf, opening.guard, new Map(shelf.slots)),
      guard: opening.guard,
    }),
    ...(kind === 'ledgered' && ledgerOf(shelf)),
  }
}

function ledgerOf(shelf: Shelf): Partial<AnyResourceDriver> {
  const oneAtATime = makeQueue()
  return {
    async claim(_: Opened, owner) {
      if (shelf.claimedBy !== undefined && shelf.claimedBy !== owner.run)
        throw new PlanError('busy', `Cannot claim the shelf: run "${shelf.claimedBy}" holds it`)
      shelf.claimedBy = owner.run
      shelf.epoch += 1
      shelf.identity ||= `shelf of epoch ${shelf.epoch}`
      return shelf.epoch
    },
    async release(_: Opened, { run }, { last }) {
      shelf.claimedBy = undefined
      if (!last) return
      for (const key of shelf.ledger.keys()) if (key.startsWith(`${run}/`)) shelf.ledger.delete(key)
      if (shelf.ledger.size === 0) shelf.identity = ''
    },
    async transact<T>(session: Opened, { key }: UnitKey, epoch: number, body: (session: Opened) => Promise<T>): Promise<T> {
      if (epoch !== shelf.epoch) throw new PlanError('stale', 'Cannot write: another process took over')
      using _ = await oneAtATime()
      if (shelf.ledger.has(key)) throw new PlanError('conflict', `Cannot apply "${key}" twice`)
      const [before, slots] = [new Map(shelf.slots), new Map(shelf.slots)]
      const done: string[] = []
      const result = await body({ ...sessionOf(shelf, session.guard, slots, done), guard: session.guard })
      await shelf.trouble(`commit ${key}`)
      shelf.log.push(...done)
      for (const slot of before.keys()) if (!slots.has(slot)) shelf.slots.delete(slot)
      for (const [slot, value] of slots) if (before.get(slot) !== value) shelf.slots.set(slot, value)
      shelf.ledger.set(key, 'applied')
      await shelf.trouble(`committed ${key}`)
      return result
    },
    async settle(_: Opened, { key }: UnitKey) {
      await shelf.trouble(`settle ${key}`)
      const known = shelf.ledger.get(key)
      if (known === 'applied') return 'applied'
      shelf.ledger.set(key, 'tombstone')
      return 'absent'
    },
    recorded: async (_: Opened, keys: readonly UnitKey[]) => keys.map(({ key }) => shelf.ledger.get(key) === 'applied'),
  }
}

/** Lets one caller in at a time; the next one when the one before disposes. */
function makeQueue(): () => Promise<Disposable> {
  let last: Promise<void> = Promise.resolve()
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = last
    last = promise
    await before
    return { [Symbol.dispose]: resolve }
  }
}

interface Put {
  readonly connection: string
  readonly slot: string
  readonly value: string
}
type PutUnit = { readonly connection: string; readonly slot: string; readonly before: Json; readonly value: Json }

const resourceOf = (connection: string): string => `databases.${connection}`

function put(
  shelf: Shelf,
  uses: `${string}/${string}`,
  transactional: boolean,
): StepType<Put, null, PutUnit, { readonly connection: string; readonly slot: string; readonly before: Json; readonly value: Json }> {
  const session = (context: ReadContext, connection: string): Promise<ShelfSession> => context.session<ShelfSession>(resourceOf(connection))
  return {
    uses,
    summary: 'Puts a value into a slot',
    input: { type: 'object' },
    output: {},
    formats: [1],
    describe: ({ connection, slot }) => ({
      effect: 'write',
      guarantee: transactional ? 'exactly-once' : 'idempotent',
      touches: [{ resource: resourceOf(connection), part: slot, access: 'write' }],
      undo: { kind: 'derived' },
    }),
    async *changes({ connection, slot, value }, context) {
      await shelf.trouble(`compute ${slot}`)
      const before = (await session(context, connection)).read(slot)
      if (before === value) return
      yield {
        unit: { connection, slot, before, value },
        title: `${slot} = ${value}`,
        touches: [{ resource: resourceOf(connection), part: slot, access: 'write' }],
        ...(transactional && { transaction: resourceOf(connection) }),
      }
    },
    async *capture(unit) {
      yield unit
    },
    async apply({ connection, slot, before, value }, context: WriteContext) {
      const opened = await session(context, connection)
      const now = opened.read(slot)
      if (now !== before && now !== value) throw new PlanError('conflict', `Cannot put "${slot}": it changed`)
      if (now !== value) await opened.write(slot, value, `put ${slot}`)
      return { result: null, after: value }
    },
    ...(!transactional && {
      async probe({ connection, slot, before }: PutUnit, context: ReadContext) {
        return (await session(context, connection)).read(slot) === before ? 'absent' : 'applied'
      },
    }),
    async revert([undo], _, context) {
      if (!undo) throw new Error('no undo')
      const opened = await session(context, undo.connection)
      const now = opened.read(undo.slot)
      if (now === undo.before) return 'reverted'
      if (now !== undo.value) return { conflict: `slot "${undo.slot}" is ${JSON.stringify(now)}` }
      await opened.write(undo.slot, undo.before, `revert ${undo.slot}`)
      return 'reverted'
    },
    async finish() {
      return null
    },
  }
}

const read: StepType<{ readonly connection: string; readonly slot: string }, { readonly value: Json }> = {
  uses: 'shelf/read',
  summary: 'Reads a slot',
  input: { type: 'object' },
  output: {},
  formats: [1],
  describe: ({ connection, slot }) => ({
    effect: 'none',
    guarantee: 'idempotent',
    touches: [{ resource: resourceOf(connection), part: slot, access: 'read' }],
    undo: { kind: 'none', reason: 'it reads' },
  }),
  async *changes(input) {
    yield { unit: input, title: `read ${input.slot}`, touches: [] }
  },
  async apply(unit, context) {
    const { connection, slot } = unit as { readonly connection: string; readonly slot: string }
    return { result: (await context.session<ShelfSession>(resourceOf(connection))).read(slot) }
  },
  async finish(results) {
    let value: Json = null
    for await (const result of results) value = result as Json
    return { value }
  },
}

/** A message that was sent cannot be taken back; whether it was sent cannot be told. */
const send = (shelf: Shelf): AnyStepType =>
  defineStep({
    uses: 'shelf/send',
    summary: 'Sends a message',
    input: { type: 'object' },
    describe: () => ({ touches: [] }),
    apply: async (input) => {
      const { text } = input as { readonly text: string }
      await shelf.trouble(`send ${text}`)
      shelf.log.push(`send ${text}`)
      await shelf.trouble(`after send ${text}`)
      return { sent: text }
    },
  })

const wait: StepType<{ readonly ms: number }, null> = {
  uses: 'shelf/wait',
  summary: 'Waits',
  input: { type: 'object' },
  output: {},
  formats: [1],
  describe: () => ({ effect: 'none', guarantee: 'idempotent', touches: [], undo: { kind: 'none', reason: 'it waits' } }),
  async *changes({ ms }, context) {
    const until = new Date(context.startedAt.getTime() + ms)
    if (context.now() < until) context.wait(until)
  },
  apply: async () => ({ result: null }),
  finish: () => null,
}

/** Step types and drivers over one shelf: `shelf/put` outside and `shelf/commit` inside a transaction, `shelf/read`, `shelf/send`, `shelf/wait`. */
export function shelfPlugin(shelf: Shelf): Plugin {
  return {
    name: 'shelf',
    version: '1.0.0',
    steps: [put(shelf, 'shelf/put', false), put(shelf, 'shelf/commit', true), read, send(shelf), wait] as readonly AnyStepType[],
    drivers: [driverOf(shelf, 'plain'), driverOf(shelf, 'ledgered')],
  }
}

/** A step of a bound plan, with defaults. Without `needs` it comes after the one before it, which {@link boundPlan} fills in. */
export type StepSketch = Partial<Omit<BoundStep, 'id' | 'uses'>> & { readonly id: string; readonly uses: string }

/** A step that puts a value into a slot of the plain shelf. */
export const putStep = (id: string, more: Partial<StepSketch> = {}): StepSketch => ({
  id,
  uses: 'shelf/put',
  with: { connection: 'plain', slot: id, value: 'new' },
  ...more,
})

/** A step that puts a value into a slot of the ledgered shelf, in a transaction. */
export const commitStep = (id: string, more: Partial<StepSketch> = {}): StepSketch => ({
  id,
  uses: 'shelf/commit',
  with: { connection: 'ledgered', slot: id, value: 'new' },
  ...more,
})

/** A bound plan over shelves, as `compile` would give it. */
export function boundPlan(
  steps: readonly StepSketch[],
  more: Partial<BoundPlan> & { readonly checks?: readonly StepSketch[] } = {},
): BoundPlan {
  const { checks = [], ...rest } = more
  const fill = (list: readonly StepSketch[]): readonly BoundStep[] =>
    list.map((step, index) => ({
      with: {},
      needs: index === 0 ? [] : [list[index - 1]!.id],
      pointOfNoReturn: false,
      onFailure: 'rollback',
      at: { line: 1, column: 1 },
      ...step,
    }))
  return {
    format: 1,
    name: 'sketch',
    path: 'plans/sketch.plan.yaml',
    metadata: { name: 'sketch' },
    environment: 'local',
    protected: false,
    inputs: {},
    inputSchemas: {},
    tunable: [],
    scope: { databases: { plain: ['*'], ledgered: ['*'] } },
    connections: {
      'databases.plain': { driver: 'plain', config: {}, target: 'plain' },
      'databases.ledgered': { driver: 'ledgered', config: {}, target: 'ledgered' },
    },
    secrets: [],
    preconditions: [],
    steps: fill(steps),
    invariants: [],
    successCriteria: fill(checks),
    onFailure: 'rollback',
    rollbackWindow: 3_600_000,
    signOffs: { require: [], distinct: true },
    files: {},
    versions: { engine: '1.0.0', plugins: {} },
    planDigest: 'sha256-v1:plan',
    bindingDigest: 'sha256-v1:binding',
    bindingParts: {},
    ...rest,
  }
}
