import { demand, demandRefusal } from '../demand.ts'
import { type DriverStage, ownerOf } from '../stage/driver-stage.ts'
import type { DriverLaw } from './law.ts'

/** Claims: two runs never write one resource at the same time. */
export const claimLaws: readonly DriverLaw[] = [
  {
    says: 'gives each claim a higher epoch',
    applies: ({ claim, release }) => claim !== undefined && release !== undefined,
    holds: epochsRise,
  },
  { says: 'refuses a claim while another run holds one', applies: ({ claim }) => claim !== undefined, holds: claimsExclude },
  { says: 'lets a run claim again after its process died', applies: ({ claim }) => claim !== undefined, holds: claimsAfterCrash },
]

async function epochsRise(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const epochs: number[] = []
  for (const run of ['run-1', 'run-1', 'run-2']) {
    const session = await stage.open('write')
    epochs.push(await driver.claim!(session, ownerOf(run)))
    await driver.release!(session, ownerOf(run), { last: false })
  }
  const [a = 0, b = 0, c = 0] = epochs
  demand(
    a < b && b < c,
    `\`claim\` gives the epochs ${epochs.join(', ')}: each must be higher than the one before, so that a process that was taken over cannot write any more`,
  )
}

async function claimsExclude(stage: DriverStage): Promise<void> {
  const { driver } = stage
  const session = await stage.open('write')
  await driver.claim!(session, ownerOf('run-1'))
  const other = await stage.open('write')
  const advice = 'Another run could claim what a live run holds: refuse it'
  await demandRefusal(() => driver.claim!(other, ownerOf('run-2')), ['busy'], advice)
  if (!driver.release) return
  await driver.release(other, ownerOf('run-2'), { last: true }).catch(() => undefined)
  await demandRefusal(
    () => driver.claim!(other, ownerOf('run-2')),
    ['busy'],
    'A run that held no claim gave up that of another: let `release` look whose claim it is',
  )
  await driver.release(session, ownerOf('run-1'), { last: true })
  const free = await driver.claim!(await stage.open('write'), ownerOf('run-2')).then(
    () => true,
    () => false,
  )
  demand(free, 'After `release` another run cannot claim: give the claim up')
}

/** A process that was killed gave nothing up; the engine knows that it is gone. */
async function claimsAfterCrash(stage: DriverStage): Promise<void> {
  const { driver, config, opening } = stage
  const dying = (await driver.open(config, opening('write'))) as AsyncDisposable
  const first = await driver.claim!(dying, ownerOf('run-1'))
  await dying[Symbol.asyncDispose]()
  const again = await driver.claim!(await stage.open('write'), { ...ownerOf('run-1'), holder: 'the next process' }).catch(() => undefined)
  demand(again !== undefined, 'After a crash a run cannot claim what it held itself: let `claim` take the claim of the same run over')
  demand(again > first, `A run that claims again after a crash gets the epoch ${again} after ${first}: give a higher one`)
}
