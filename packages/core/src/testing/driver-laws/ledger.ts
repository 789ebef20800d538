import { demand, demandRefusal, demandSame } from '../demand.ts'
import { type DriverStage, ownerOf, unitKeyOf } from '../stage/driver-stage.ts'
import { type DriverLaw, transacts } from './law.ts'

/** Exactly once: a unit's key is committed with its effect. */
export const ledgerLaws: readonly DriverLaw[] = [
  { says: 'commits a unit with its key, once', applies: transacts, holds: commitsOnce },
  { says: 'refuses a key that was committed before', applies: transacts, holds: refusesTwice },
  { says: 'takes everything back where the work in a transaction fails', applies: transacts, holds: takesBack },
  { says: 'settles for good that a unit is absent', applies: ({ settle }) => settle !== undefined, holds: settlesForGood },
  {
    says: 'refuses a transaction under an epoch that has moved',
    applies: ({ transact, claim, release }) => [transact, claim, release].every((member) => member !== undefined),
    holds: refusesStale,
  },
  {
    says: 'keeps what its ledger knows of a run until that run is over',
    applies: ({ transact, claim, release, recorded }) => [transact, claim, release, recorded].every((member) => member !== undefined),
    holds: keepsWhatOthersNeed,
  },
]

interface Claimed {
  readonly session: AsyncDisposable
  readonly epoch: number
}

async function claimed({ driver, open }: DriverStage, run = 'run-1'): Promise<Claimed> {
  const session = await open('write')
  return { session, epoch: (await driver.claim?.(session, ownerOf(run))) ?? 0 }
}

async function commitsOnce(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const { session, epoch } = await claimed(stage)
  const before = await stage.state()
  let calls = 0
  const result = await driver.transact!(session, unitKeyOf(0), epoch, async (inside: AsyncDisposable) => {
    calls += 1
    await stage.write(inside)
    return 'result'
  })
  demand(calls === 1, `\`transact\` ran the body ${calls} times: run it once, since it is not known to be repeatable`)
  demandSame(result, 'result', '`transact` does not give what the body gave')
  demand((await stage.state()) !== before, '`transact` has returned, and what the body wrote is not there: commit before it returns')
  demandSame(
    await driver.settle?.(session, unitKeyOf(0), epoch),
    driver.settle && 'applied',
    '`settle` does not know a unit that was committed: the run would do it again. Insert the key in the same transaction',
  )
  demandSame(
    await driver.recorded?.(session, [unitKeyOf(1), unitKeyOf(0)]),
    driver.recorded && [false, true],
    '`recorded` says something else than the ledger, or in another order than it was asked',
  )
}

async function refusesTwice(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const { session, epoch } = await claimed(stage)
  await driver.transact!(session, unitKeyOf(0), epoch, (inside: AsyncDisposable) => stage.write(inside, 1))
  const once = await stage.state()
  const again = (): Promise<void> => driver.transact!(session, unitKeyOf(0), epoch, (inside: AsyncDisposable) => stage.write(inside, 2))
  await demandRefusal(again, ['conflict'], 'A key can be committed twice: insert it under a UNIQUE constraint before the body runs')
  demand((await stage.state()) === once, 'A unit whose key was refused changed something all the same')
}

async function takesBack(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const { session, epoch } = await claimed(stage)
  const before = await stage.state()
  const failure = new Error('the body fails')
  const failed = driver.transact!(session, unitKeyOf(0), epoch, async (inside: AsyncDisposable) => {
    await stage.write(inside)
    throw failure
  })
  const thrown: unknown = await failed.then(
    () => undefined,
    (error: unknown) => error,
  )
  demand(thrown !== undefined, '`transact` hides that the body failed: throw what it threw')
  const known = thrown === failure || (thrown instanceof Error && thrown.cause === failure)
  demand(known, `\`transact\` throws something else (${String(thrown)}) than what the body threw: the engine could not tell why it failed`)
  demand((await stage.state()) === before, 'A transaction whose body failed left something behind: roll it back')
  demandSame(
    await driver.settle?.(session, unitKeyOf(0), epoch),
    driver.settle && 'absent',
    '`settle` takes a unit for applied that was rolled back: the key must go with the transaction',
  )
}

async function settlesForGood(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const { session, epoch } = await claimed(stage)
  for (const asked of ['first', 'second']) {
    demandSame(
      await driver.settle!(session, unitKeyOf(7), epoch),
      'absent',
      `\`settle\` does not say "absent" of a unit that never was, asked for the ${asked} time`,
    )
  }
  demandSame(
    await driver.recorded?.(session, [unitKeyOf(7)]),
    driver.recorded && [false],
    '`recorded` takes a unit for applied that was settled as absent: a tombstone is no unit',
  )
  const before = await stage.state()
  const late = (): Promise<void> => driver.transact!(session, unitKeyOf(7), epoch, (inside: AsyncDisposable) => stage.write(inside))
  const advice =
    'A unit could be committed after it was settled as absent, as by a COMMIT that was still under way: settle by inserting a tombstone under its key'
  await demandRefusal(late, ['conflict'], advice)
  demand((await stage.state()) === before, 'A unit that was settled as absent changed something all the same')
}

async function refusesStale(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const old = await claimed(stage)
  await driver.release!(old.session, ownerOf('run-1'), { last: false })
  await claimed(stage, 'run-2')
  const before = await stage.state()
  const late = (): Promise<void> => driver.transact!(old.session, unitKeyOf(0), old.epoch, (inside: AsyncDisposable) => stage.write(inside))
  const advice = 'A process that was taken over can still write: compare the epoch in the transaction'
  await demandRefusal(late, ['stale'], advice)
  demand((await stage.state()) === before, 'A transaction under an old epoch was refused, and changed something all the same')
  const settling = async (): Promise<unknown> => driver.settle?.(old.session, unitKeyOf(1), old.epoch)
  if (driver.settle)
    await demandRefusal(settling, ['stale'], 'A process that was taken over can still settle units: compare the epoch there, too')
}

/** What a ledger knows of a run stays until that run is over, whatever becomes of others. */
async function keepsWhatOthersNeed(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const recorded = async (run: string): Promise<boolean | undefined> =>
    (await driver.recorded!(await stage.open('write'), [unitKeyOf(0, run)]))[0]
  for (const [run, last] of [
    ['run-1', false],
    ['run-2', true],
  ] as const) {
    const { session, epoch } = await claimed(stage, run)
    await driver.transact!(session, unitKeyOf(0, run), epoch, (inside: AsyncDisposable) => stage.write(inside, last ? 2 : 1))
    await driver.release!(session, ownerOf(run), { last })
  }
  demand(
    (await recorded('run-1')) === true,
    'The ledger forgot a run that is not over: `release` drops rows of its own run alone, and those only where it is the `last`',
  )
  demand((await recorded('run-2')) === false, 'The ledger still knows a run that gave up its claim for the last time: drop its rows')
}
