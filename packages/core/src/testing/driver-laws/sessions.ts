import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { demand, demandRefusal, demandSame } from '../demand.ts'
import type { AnyResourceDriver } from '../../plugin.ts'
import type { DriverStage } from '../stage/driver-stage.ts'
import { always, type DriverLaw } from './law.ts'

/** What a session may do. */
export const sessionLaws: readonly DriverLaw[] = [
  { says: 'changes nothing by being opened and closed', applies: always, holds: opensWithoutTrace },
  { says: 'can only read where it was opened for reading', applies: always, holds: onlyReads },
  { says: 'names the files in which it keeps its data', applies: isApart, holds: namesItsFiles },
  { says: 'writes nothing once it is stopped', applies: always, holds: honoursStop },
]

/** What a step does to the working tree itself, or a command in it, is in scope. */
function isApart({ family }: AnyResourceDriver): boolean {
  return family === 'databases' || family === 'services'
}

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

/** Other steps leave these files alone, and a command may change them. */
async function namesItsFiles({ world, driver, config, open, write }: DriverStage): Promise<void> {
  const before = await filesUnder(world.root)
  await write(await open('write'))
  const named = new Set(driver.files?.(config))
  const unnamed = [...(await filesUnder(world.root))].flatMap(([path, state]) =>
    state === before.get(path) || named.has(path) ? [] : [path],
  )
  demandSame(unnamed, [], 'A write changed files that `files` does not name: list them, so that commands and other steps keep off them')
}

async function filesUnder(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return new Map(await Promise.all(files.map(async (path) => [relative(root, path), hash('sha256', await readFile(path))] as const)))
}
