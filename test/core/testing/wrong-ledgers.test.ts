import { PlanError, type UnitKey } from '@backout/core/plugin'
import { type BoxSession, claim, sessionOn, transact } from './box-driver.ts'
import { testWrongDrivers, type WrongDriver } from './wrong-driver.ts'

type Body<T> = (session: BoxSession) => Promise<T>

const ofClaims: readonly WrongDriver[] = [
  {
    when: 'refuses a claim to the run that held it before a crash',
    driver: {
      async claim({ box }, owner) {
        if (box.claimedBy === owner.run) throw new PlanError('busy', 'It is held')
        return claim(box, owner)
      },
    },
    law: 'lets a run claim again after its process died',
    told: /let `claim` take the claim of the same run over/,
  },
  {
    when: 'gives the epoch from before a crash again',
    driver: { claim: async ({ box }, owner) => (box.claimedBy === owner.run ? box.epoch : claim(box, owner)) },
    law: 'lets a run claim again after its process died',
    told: /gets the epoch 1 after 1: give a higher one/,
  },
  {
    when: 'lets anybody give a claim up',
    driver: {
      async release({ box }) {
        box.claimedBy = undefined
      },
    },
    law: 'refuses a claim while another run holds one',
    told: /let `release` look whose claim it is/,
  },
  {
    when: 'settles units under an epoch that has moved',
    driver: { settle: async ({ box }, { key }) => (box.ledger.get(key) === 'applied' ? 'applied' : 'absent') },
    law: 'refuses a transaction under an epoch that has moved',
    told: /can still settle units: compare the epoch there, too/,
  },
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

const ofLedgers: readonly WrongDriver[] = [
  {
    when: 'takes a tombstone for a unit',
    driver: { recorded: async ({ box }, keys) => keys.map(({ key }: UnitKey) => box.ledger.has(key)) },
    law: 'settles for good that a unit is absent',
    told: /a tombstone is no unit/,
  },
  {
    when: 'forgets all runs with the last claim of one',
    driver: {
      async release({ box }, _owner, { last }) {
        box.claimedBy = undefined
        if (last) box.ledger.clear()
      },
    },
    law: 'keeps what its ledger knows of a run until that run is over',
    told: /The ledger forgot a run that is not over/,
  },
  {
    when: 'never forgets a run',
    driver: {
      async release({ box }) {
        box.claimedBy = undefined
      },
    },
    law: 'keeps what its ledger knows of a run until that run is over',
    told: /still knows a run that gave up its claim for the last time/,
  },
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

testWrongDrivers([...ofClaims, ...ofLedgers])
