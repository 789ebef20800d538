import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inScope } from '@backout/core/plugin'
import { boxDriver, boxOf, claim, sessionOn } from './box-driver.ts'
import { testWrongDrivers, type WrongDriver } from './wrong-driver.ts'

const nobody = { demand: () => undefined, demandAll: () => undefined, allows: () => true }
let calls = 0

const ofScope: readonly WrongDriver[] = [
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
    when: 'lets writes of a pattern and of what it covers run side by side',
    driver: {
      covers: (entry, part) => entry.startsWith(part.slice(0, 1)),
      overlaps: (a, b) => (a.access === 'write' || b.access === 'write') && a.part === b.part,
    },
    given: { scope: ['a*', 'z'] },
    law: 'lets two touches overlap only where one of them writes, in either order',
    told: /writes of "a\*" and of "a" do not conflict, and `covers` that the one is part of the other/,
  },
  {
    when: 'says that what overlaps lies apart',
    driver: {
      covers: (entry, part) => entry.startsWith(part.slice(0, 1)),
      overlaps: (a, b) => a.access === 'write' || b.access === 'write',
      places: (part) => [part],
    },
    given: { scope: ['a*', 'z'] },
    law: 'lets two touches overlap only where one of them writes, in either order',
    told: /"a" and "a\*" lie apart, and `overlaps` that they conflict/,
  },
  {
    when: 'keeps its data in files that it does not name',
    driver: {
      async open({ name }, opening) {
        const session = sessionOn(boxOf(name), opening)
        return { ...session, write: async (slot: string) => writeFile(join(String(name), slot), slot) }
      },
    },
    law: 'names the files in which it keeps its data',
    told: /A write changed files that `files` does not name(.|\n)*'a'/,
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

const ofIdentity: readonly WrongDriver[] = [
  {
    when: 'gives digests that do not change',
    driver: { digests: async ({ box }) => Object.fromEntries([...box.slots.keys()].map((slot) => [slot, 'there'])) },
    law: 'gives digests of what is there',
    told: /`digests` does not see what a step wrote: a rollback that leaves it would pass as clean/,
  },
  {
    when: 'gives digests and no fingerprint',
    driver: { fingerprint: undefined as never },
    law: 'gives digests of what is there',
    told: /`digests` and no `fingerprint`, so that nobody asks for either/,
  },
  {
    when: 'has a fingerprint that tells what is there',
    driver: {
      fingerprint: async ({ box }, parts) => JSON.stringify([...box.slots].filter(([slot]) => inScope(boxDriver, parts, slot))),
    },
    law: 'fingerprints what is there',
    told: /gives no SHA-256 \(hex\): it is stored and shown/,
  },
  {
    when: 'has a fingerprint of what the scope excludes',
    driver: { fingerprint: async ({ box }, parts) => JSON.stringify([...box.slots].filter(([slot]) => parts.includes(slot))) },
    law: 'fingerprints what is there',
    told: /sees what entries with "!" take out of the scope.*Ask `inScope` of @backout\/core\/plugin/,
  },
  {
    when: 'has another identity for each claim',
    driver: {
      async claim({ box }, owner) {
        box.identity = `box ${calls++}`
        return claim(box, owner)
      },
    },
    law: 'knows a resource again, and another one in its place',
    told: /differs once the same run has claimed again/,
  },
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
    given: { replace: undefined as never },
    law: 'knows a resource again, and another one in its place',
    told: /The case needs `replace`/,
  },
]

const ofOverlays: readonly WrongDriver[] = [
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

testWrongDrivers([...ofScope, ...ofIdentity, ...ofOverlays])
