import type { Access, Json } from '../../model/index.ts'
import type { AnyResourceDriver, ClaimOwner, Opening, UnitKey } from '../../plugin.ts'
import type { DriverCase, World } from '../case.ts'
import { type Controls, makeControls } from './controls.ts'
import { seesAll } from './recording-guard.ts'
import { closeAll, type Closers, frozen, inNewWorld, valueIn } from './world.ts'

/** A driver's case set up: its world and resource, and sessions as the engine would open them. */
export interface DriverStage extends Omit<Controls, 'opening'>, AsyncDisposable {
  readonly world: World
  readonly driver: AnyResourceDriver
  readonly config: { readonly [key: string]: Json }
  readonly scope: readonly string[]
  opening(access: Access, mode?: Opening['mode']): Opening
  /** A session of its own. It is closed with the stage. */
  open(access: Access, mode?: Opening['mode']): Promise<AsyncDisposable>
  /** A session that may see all. */
  look(): Promise<AsyncDisposable>
  /** All that is in the resource, from outside. */
  state(): Promise<string>
  write(session: AsyncDisposable, round?: number): Promise<void>
}

/** Sets a driver's case up in a new world. */
export function driverStageOf(driver: AnyResourceDriver, given: DriverCase): Promise<DriverStage> {
  return inNewWorld((world, closers) => makeDriverStage(driver, given, world, closers))
}

async function makeDriverStage(driver: AnyResourceDriver, given: DriverCase, world: World, closers: Closers): Promise<DriverStage> {
  await given.given?.(world)
  const config = frozen(structuredClone(await valueIn(world, given.config)))
  const scope = await valueIn(world, given.scope)
  const resource = driver.implicit?.('') ? driver.family : `${driver.family}.case`
  const controls = makeControls(world.root, () => ({ driver, entries: scope }))
  const opening: DriverStage['opening'] = (access, mode) => controls.opening(resource, access, mode)
  const opened = async (how: Opening): Promise<AsyncDisposable> => {
    const session = (await driver.open(config, how)) as AsyncDisposable
    closers.push(() => session[Symbol.asyncDispose]())
    return session
  }
  return {
    ...controls,
    world,
    driver,
    config,
    scope,
    opening,
    open: (access, mode) => opened(opening(access, mode)),
    look: () => opened({ ...opening('read'), guard: seesAll, signal: new AbortController().signal }),
    state: async () => given.state(world),
    write: async (session, round = 1) => void (await given.write(session, world, round)),
    [Symbol.asyncDispose]: () => closeAll(closers),
  }
}

/** Who claims, by run. */
export function ownerOf(run: string): ClaimOwner {
  return { run, plan: 'conformance', environment: 'local', holder: `holder of ${run}`, lease: 30_000 }
}

/** The key of a unit, by its number. */
export function unitKeyOf(number: number, run = 'run-1'): UnitKey {
  return { key: `${run}/step/${number}`, run, plan: 'conformance', environment: 'local' }
}
