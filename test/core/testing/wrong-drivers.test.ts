import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesOf } from '@backout/core/testing'
import { type AnyResourceDriver, PlanError, type UnitKey } from '@backout/core/plugin'
import { keeping } from './box-cases.ts'
import { boxDriver, boxOf, type BoxSession, sessionOn, transact } from './box-driver.ts'

interface Wrong {
  readonly when: string
  readonly driver: Partial<AnyResourceDriver>
  readonly law: string
  /** What its author is told. */
  readonly told: RegExp
  readonly given?: { readonly replace: undefined }
}

type Body<T> = (session: BoxSession) => Promise<T>
const nobody = { demand: () => undefined, allows: () => true }
let calls = 0

const ofScope: readonly Wrong[] = [
  {
    when: 'names another target each time',
    driver: { target: () => `box ${calls++}` },
    law: 'names where a configuration leads, without opening it',
    told: /let it depend on the configuration alone/,
  },
  {
    when: 'covers nothing',
    driver: { covers: () => false },
    law: 'covers by an entry of the scope what that entry says',
    told: /the entry "a" does not cover "a"/,
  },
  {
    when: 'covers everything',
    driver: { covers: () => true },
    law: 'covers by an entry of the scope what that entry says',
    told: /a scope would hold nothing back/,
  },
  {
    when: 'lets two writes of one part run side by side',
    driver: { overlaps: () => false },
    law: 'lets two touches overlap only where one of them writes, in either order',
    told: /two writes of "a" do not conflict/,
  },
  {
    when: 'keeps two reads apart',
    driver: { overlaps: () => true },
    law: 'lets two touches overlap only where one of them writes, in either order',
    told: /two reads never do/,
  },
  {
    when: 'asks no guard',
    driver: { open: async ({ name }, { access }) => sessionOn(boxOf(name), { access, guard: nobody }) },
    law: 'writes within the scope, and asks for each part',
    told: /call `opening\.guard\.demand\(part, "write"\)` right before each effect/,
  },
  {
    when: 'asks its guard after the effect',
    driver: {
      open: async ({ name }, opening) => ({
        ...sessionOn(boxOf(name), opening),
        async write(slot: string, value: string) {
          boxOf(name).slots.set(slot, value)
          opening.guard.demand(slot, 'write')
        },
      }),
    },
    law: 'refuses what is out of scope',
    told: /ask the guard before the effect, not after it/,
  },
  {
    when: 'leaves a trace of each opening',
    driver: {
      async open({ name }, opening) {
        boxOf(name).slots.set('log', `opened ${calls++} times`)
        return sessionOn(boxOf(name), opening)
      },
    },
    law: 'changes nothing by being opened and closed',
    told: /Opening for read in a preview changed something/,
  },
  {
    when: 'writes through a session for reading, past its guard',
    driver: {
      async open({ name }, opening) {
        return sessionOn(boxOf(name), opening.access === 'read' ? { access: 'write', guard: nobody } : opening)
      },
    },
    law: 'can only read where it was opened for reading',
    told: /refuse writes where `opening\.access` is "read"/,
  },
  {
    when: 'asks its guard only once, at the opening',
    driver: {
      async open({ name }, opening) {
        if (opening.access === 'write') opening.guard.demand('a', 'write')
        return sessionOn(boxOf(name), { ...opening, guard: nobody })
      },
    },
    law: 'writes nothing once it is stopped',
    told: /listen to `opening\.signal`: expected a PlanError with code "interrupted", got nothing/,
  },
]

const ofIdentity: readonly Wrong[] = [
  {
    when: 'has another identity at each opening',
    driver: { identity: async () => `box ${calls++}` },
    law: 'knows a resource again, and another one in its place',
    told: /every resume would be refused/,
  },
  {
    when: 'has an identity that follows the content',
    driver: { identity: async ({ box }) => `${box.identity} ${JSON.stringify([...box.slots])}` },
    law: 'knows a resource again, and another one in its place',
    told: /Let it tell resources apart, not states/,
  },
  {
    when: 'has the identity of the name alone',
    driver: { identity: async () => 'the box' },
    law: 'knows a resource again, and another one in its place',
    told: /a resume would go on with the wrong one/,
  },
  {
    when: 'has a fingerprint that does not see a change',
    driver: { fingerprint: async ({ box }) => JSON.stringify([...box.slots.keys()]) },
    law: 'fingerprints what is there',
    told: /a rollback that leaves it would pass as clean/,
  },
  {
    when: "has a fingerprint of what it wrote itself, and not of somebody else's changes",
    driver: { fingerprint: async ({ box }) => box.slots.get('a') ?? '' },
    law: 'fingerprints what is there',
    told: /does not see somebody else's change/,
  },
  {
    when: 'has another fingerprint each time',
    driver: { fingerprint: async () => `${calls++}` },
    law: 'fingerprints what is there',
    told: /put what it reads in an order/,
  },
  {
    when: 'leaves its ledger behind where the fingerprint sees it',
    driver: { fingerprint: async ({ box }) => JSON.stringify([...box.slots, box.epoch]) },
    law: 'keeps what is its own out of the fingerprint once its claim is given up',
    told: /take the ledger away with it, or leave it out/,
  },
  {
    when: 'has a case without another resource',
    driver: {},
    given: { replace: undefined },
    law: 'knows a resource again, and another one in its place',
    told: /The case needs `replace`/,
  },
]

const ofClaims: readonly Wrong[] = [
  {
    when: 'gives the same epoch to each claim',
    driver: { claim: async () => 1 },
    law: 'gives each claim a higher epoch',
    told: /gives the epochs 1, 1, 1: each must be higher/,
  },
  {
    when: 'lets two runs claim at the same time',
    driver: { claim: async ({ box }) => ++box.epoch },
    law: 'refuses a claim while another run holds one',
    told: /Another run could claim what a live run holds/,
  },
  {
    when: 'never gives a claim up',
    driver: { release: async () => undefined },
    law: 'refuses a claim while another run holds one',
    told: /After `release` another run cannot claim/,
  },
  {
    when: 'does not look at the epoch',
    driver: {
      transact: <T>(session: BoxSession, { key }: UnitKey, _: number, body: Body<T>) => transact(session, key, session.box.epoch, body),
    },
    law: 'refuses a transaction under an epoch that has moved',
    told: /compare the epoch in the transaction/,
  },
]

const ofLedgers: readonly Wrong[] = [
  {
    when: 'runs the body of a transaction twice',
    driver: {
      transact: async <T>(session: BoxSession, { key }: UnitKey, epoch: number, body: Body<T>) => {
        await body(sessionOn(session.box, session.opening, new Map(session.box.slots)))
        return transact(session, key, epoch, body)
      },
    },
    law: 'commits a unit with its key, once',
    told: /ran the body 2 times: run it once/,
  },
  {
    when: 'settles a unit as absent after its commit',
    driver: { settle: async () => 'absent' },
    law: 'commits a unit with its key, once',
    told: /Insert the key in the same transaction/,
  },
  {
    when: 'gives what it recorded in its own order',
    driver: {
      recorded: async ({ box }, keys) => keys.map(({ key }: UnitKey) => box.ledger.get(key) === 'applied').toReversed(),
    },
    law: 'commits a unit with its key, once',
    told: /in another order than it was asked/,
  },
  {
    when: 'commits a key twice',
    driver: {
      async transact<T>(session: BoxSession, { key }: UnitKey, epoch: number, body: Body<T>) {
        session.box.ledger.delete(key)
        return transact(session, key, epoch, body)
      },
    },
    law: 'refuses a key that was committed before',
    told: /insert it under a UNIQUE constraint/,
  },
  {
    when: 'leaves what a failed transaction wrote',
    driver: {
      async transact<T>(session: BoxSession, { key }: UnitKey, epoch: number, body: Body<T>) {
        return transact(session, key, epoch, () => body(session))
      },
    },
    law: 'takes everything back where the work in a transaction fails',
    told: /left something behind: roll it back/,
  },
  {
    when: 'hides why a transaction failed',
    driver: {
      async transact<T>(session: BoxSession, { key }: UnitKey, epoch: number, body: Body<T>) {
        return transact(session, key, epoch, body).catch(() => {
          throw new PlanError('failed', 'It was rolled back')
        })
      },
    },
    law: 'takes everything back where the work in a transaction fails',
    told: /the engine could not tell why it failed/,
  },
  {
    when: 'keeps the key of a failed transaction',
    driver: {
      async transact<T>(session: BoxSession, { key }: UnitKey, epoch: number, body: Body<T>) {
        return transact(session, key, epoch, body).finally(() => session.box.ledger.set(key, 'applied'))
      },
    },
    law: 'takes everything back where the work in a transaction fails',
    told: /the key must go with the transaction/,
  },
  {
    when: 'settles by looking alone',
    driver: { settle: async ({ box }, { key }) => (box.ledger.get(key) === 'applied' ? 'applied' : 'absent') },
    law: 'settles for good that a unit is absent',
    told: /inserting a tombstone under its key/,
  },
]

const ofOverlays: readonly Wrong[] = [
  {
    when: 'has overlays that write to the resource',
    driver: { overlay: async ({ box }, opening) => sessionOn(box, { ...opening, access: 'write' }) },
    law: 'keeps what is written to an overlay in it',
    told: /keep it to the overlay/,
  },
  {
    when: 'brings the writes of an overlay into the resource when it is closed',
    driver: {
      async overlay({ box }, opening) {
        const slots = new Map(box.slots as Map<string, string>)
        const close = async (): Promise<void> => {
          for (const [slot, value] of slots) box.slots.set(slot, value)
        }
        return { ...sessionOn(box, { ...opening, access: 'write' }, slots), [Symbol.asyncDispose]: close }
      },
      fingerprint: undefined as never,
    },
    law: 'keeps what is written to an overlay in it',
    told: /Closing an overlay brought its writes into the resource/,
  },
  {
    when: 'has overlays that drop what is written at once',
    driver: { overlay: async ({ box }, opening) => ({ ...sessionOn(box, opening), write: async () => undefined }) },
    law: 'keeps what is written to an overlay in it',
    told: /the next step of a preview would not see it/,
  },
  {
    when: 'has overlays that are not held by the scope',
    driver: { overlay: async ({ box }) => sessionOn(box, { access: 'write', guard: nobody }, new Map(box.slots as Map<string, string>)) },
    law: 'refuses on an overlay what is out of scope',
    told: /hold it by the guard of the overlay's own opening/,
  },
]

for (const { when, driver, law, told, given } of [...ofScope, ...ofIdentity, ...ofClaims, ...ofLedgers, ...ofOverlays])
  test(`the conformance suite tells the author of a driver that ${when}`, async () => {
    const plugin = { name: 'box', version: '1.0.0', steps: [], drivers: [{ ...boxDriver, ...driver } as AnyResourceDriver] }
    const found = await breachesOf(plugin, { drivers: { box: [{ ...keeping, ...given }] } })
    const problems = found.filter((breach) => breach.law === law).map(({ problem }) => problem)
    assert.match(problems.join('\n') || JSON.stringify(found), told)
  })
