import { demand, demandRefusal } from '../demand.ts'
import type { DriverStage } from '../driver-stage.ts'
import { always, type DriverLaw } from './law.ts'

/** What a session may do. */
export const sessionLaws: readonly DriverLaw[] = [
  { says: 'changes nothing by being opened and closed', applies: always, holds: opensWithoutTrace },
  { says: 'can only read where it was opened for reading', applies: always, holds: onlyReads },
  { says: 'writes nothing once it is stopped', applies: always, holds: honoursStop },
]

async function opensWithoutTrace(stage: DriverStage): Promise<void> {
  const before = await stage.state()
  for (const [access, mode] of [
    ['read', 'preview'],
    ['read', 'run'],
    ['write', 'run'],
  ] as const) {
    const session = (await stage.driver.open(stage.config, stage.opening(access, mode))) as AsyncDisposable
    await session[Symbol.asyncDispose]()
    demand((await stage.state()) === before, `Opening for ${access} in a ${mode} changed something: \`open\` leaves no trace`)
  }
}

/** A driver whose sessions do not know how they write (a program, say) asks its guard: the engine's refuses a check that writes. */
async function onlyReads(stage: DriverStage): Promise<void> {
  const session = await stage.open('read')
  const before = await stage.state()
  const ended = await stage.write(session).catch((error: unknown) => error)
  const asked = stage.demands.some(({ access }) => access === 'write')
  demand(
    ended !== undefined || asked,
    'A session that was opened for reading writes, and asks no guard: refuse writes where `opening.access` is "read"',
  )
  if (!asked)
    demand((await stage.state()) === before, 'A session that was opened for reading changed something: refuse writes before the effect')
}

async function honoursStop(stage: DriverStage): Promise<void> {
  const session = await stage.open('write')
  const before = await stage.state()
  stage.stop()
  const advice = 'A write after the stop is not refused: ask the guard right before each effect, and listen to `opening.signal`'
  await demandRefusal(() => stage.write(session), ['interrupted'], advice)
  demand((await stage.state()) === before, 'A write after the stop was refused too late: ask the guard before the effect')
}
