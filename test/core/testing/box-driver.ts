import { createHash } from 'node:crypto'
import type { World } from '@backout/core/testing'
import {
  type ClaimOwner,
  type Guard,
  inScope,
  type Opening,
  PlanError,
  type ResourceDriver,
  type UnitKey,
  type Value,
} from '@backout/core/plugin'

/** What a box holds: named slots, a ledger, and who claims it. */
export interface Box {
  readonly slots: Map<string, string>
  readonly ledger: Map<string, 'applied' | 'tombstone'>
  identity: string
  epoch: number
  claimedBy: string | undefined
}

/** A box as a step sees it. */
export interface BoxSession extends AsyncDisposable {
  readonly box: Box
  readonly opening: Pick<Opening, 'guard' | 'access'>
  read(slot: string): string | null
  write(slot: string, value: string | null): Promise<void>
}

const boxes = new Map<string, Box>()

/** The box that a configuration leads to. */
export function boxOf(name: unknown): Box {
  const known = boxes.get(String(name))
  if (known) return known
  throw new PlanError('missing', `Cannot open box "${String(name)}": there is none`)
}

/** Makes the box of a world, with three slots. Its name is the world's root. */
export function makeBox({ root, defer }: World): void {
  const slots = new Map([
    ['a', 'old a'],
    ['b', 'old b'],
    ['z', 'old z'],
  ])
  boxes.set(root, { slots, ledger: new Map(), identity: 'box 1', epoch: 0, claimedBy: undefined })
  defer(() => void boxes.delete(root))
}

/** All that is in the box of a world. */
export function contentsOf({ root }: World): string {
  return JSON.stringify([...boxOf(root).slots].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The same, with what the driver keeps there for itself. */
export function everythingIn(world: World): string {
  const { ledger, epoch, claimedBy } = boxOf(world.root)
  return JSON.stringify([contentsOf(world), [...ledger], epoch, claimedBy])
}

/** A session that keeps to its guard, and to its access. */
export function sessionOn(box: Box, opening: Pick<Opening, 'guard' | 'access'>, slots = box.slots): BoxSession {
  const ask = (guard: Guard, slot: string, access: 'read' | 'write'): void => guard.demand(slot, access)
  return {
    box,
    opening,
    read(slot) {
      ask(opening.guard, slot, 'read')
      return slots.get(slot) ?? null
    },
    async write(slot, value) {
      if (opening.access === 'read') throw new PlanError('refused', `Cannot write "${slot}": this session may only read`)
      ask(opening.guard, slot, 'write')
      if (value === null) slots.delete(slot)
      else slots.set(slot, value)
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** A driver that can all that a driver can, and does it as the contract says. */
export const boxDriver: ResourceDriver<BoxSession> = {
  kind: 'box',
  family: 'databases',
  config: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: { name: { type: 'string', description: 'Which box.', examples: ['red'] } },
  },
  target: ({ name }) => `box ${String(name)}`,
  covers: (entry, part) => entry === '*' || entry === part,
  overlaps: (a, b) => (a.access === 'write' || b.access === 'write') && a.part === b.part,
  open: async ({ name }, opening) => sessionOn(boxOf(name), opening),
  identity: async ({ box }) => box.identity,
  claim: async ({ box }, owner) => claim(box, owner),
  release: async (session, owner, { last }) => release(session.box, owner, last),
  transact: <T>(session: BoxSession, { key }: UnitKey, epoch: number, body: (session: BoxSession) => Promise<T>) =>
    transact(session, key, epoch, body),
  async settle({ box }, { key }, epoch) {
    if (epoch !== box.epoch) throw new PlanError('stale', 'Cannot settle: another process took over')
    if (box.ledger.get(key) === 'applied') return 'applied'
    box.ledger.set(key, 'tombstone')
    return 'absent'
  },
  recorded: async ({ box }, keys) => keys.map(({ key }) => box.ledger.get(key) === 'applied'),
  overlay: async ({ box }, opening) => sessionOn(box, { ...opening, access: 'write' }, new Map(box.slots)),
  async fingerprint(session, parts) {
    const { box } = session
    const slots = [...box.slots.keys()].filter((slot) => inScope(boxDriver, parts, slot)).toSorted()
    return sha256(JSON.stringify(slots.map((slot): Value => [slot, session.read(slot)])))
  },
  async digests({ box }, parts) {
    const slots = [...box.slots].filter(([slot]) => inScope(boxDriver, parts, slot))
    return Object.fromEntries(slots.map(([slot, value]) => [slot, sha256(value)]))
  },
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Takes the claim, also over from a dead process of the same run; gives its epoch. */
export function claim(box: Box, { run }: ClaimOwner): number {
  if (box.claimedBy !== undefined && box.claimedBy !== run)
    throw new PlanError('busy', `Cannot claim the box: run "${box.claimedBy}" holds it`)
  box.claimedBy = run
  return ++box.epoch
}

function release(box: Box, { run }: ClaimOwner, last: boolean): void {
  if (box.claimedBy === run) box.claimedBy = undefined
  if (!last) return
  for (const key of box.ledger.keys()) if (key.startsWith(`${run}/`)) box.ledger.delete(key)
}

/** The key first, then the body on a copy of the slots, which takes their place at the end. */
export async function transact<T>(
  { box, opening }: BoxSession,
  key: string,
  epoch: number,
  body: (session: BoxSession) => Promise<T>,
): Promise<T> {
  if (epoch !== box.epoch) throw new PlanError('stale', 'Cannot write: another process took over')
  if (box.ledger.has(key)) throw new PlanError('conflict', `Cannot apply "${key}" twice`)
  const slots = new Map(box.slots)
  const result = await body(sessionOn(box, opening, slots))
  box.slots.clear()
  for (const [slot, value] of slots) box.slots.set(slot, value)
  box.ledger.set(key, 'applied')
  return result
}
