import type { Access, Scope, Value } from '../../model/index.ts'
import type { AnyResourceDriver, AnyStepType, Located, Plugin, WriteContext } from '../../plugin.ts'
import type { StepCase, World } from '../case.ts'
import { type Declared, entriesOf, locateResource, resourcesOf } from './case-resources.ts'
import { type Controls, makeControls } from './controls.ts'
import { patient, type StageTime } from './patient.ts'
import { seesAll } from './recording-guard.ts'
import { contextOf, type StageContext } from './stage-context.ts'
import { closeAll, type Closers, frozen, inNewWorld, valueIn } from './world.ts'

/** A case set up: its world, input and scope, and contexts as the engine would make them. */
export interface Stage extends Controls, AsyncDisposable {
  readonly world: World
  readonly type: AnyStepType
  readonly input: { readonly [name: string]: Value }
  readonly scope: Scope
  /** ms that code may go on after it was told to stop. */
  readonly patience: number
  readonly time: StageTime
  context(access: Access, options?: StageContext): WriteContext
  driver(resource: string): AnyResourceDriver
  session(resource: string, access: Access): Promise<AsyncDisposable>
  /** The same world, as the next process finds it: its sessions are new, and nobody has stopped it. What it opens is closed with this stage. */
  again(): Stage
  /** Of everything in scope that a driver can tell apart, and what the case adds. */
  fingerprint(sessionOf?: (resource: string) => Promise<AsyncDisposable>): Promise<string>
}

/** ms that code may go on after it was told to stop: what the engine waits. */
export const usualPatience = 10_000

/** Sets a case up in a new world. */
export function stageOf(plugins: readonly Plugin[], type: AnyStepType, given: StepCase, patience = usualPatience): Promise<Stage> {
  return inNewWorld(async (world, closers) => {
    await given.given?.(world)
    const connections = await valueIn(world, given.connections ?? {})
    const scope = await valueIn(world, given.scope)
    const input = frozen(structuredClone(await valueIn(world, given.with)))
    const time = { now: 1000, stands: false }
    return makeStage({ plugins, type: patient(type, time), given, world, connections, scope, input, closers, patience, time })
  })
}

interface Parts extends Declared {
  readonly type: AnyStepType
  readonly given: StepCase
  readonly world: World
  readonly scope: Scope
  readonly input: { readonly [name: string]: Value }
  readonly closers: Closers
  readonly patience: number
  readonly time: StageTime
}

function makeStage(parts: Parts): Stage {
  const { world, given, scope, type, input, closers, patience, time } = parts
  const locate = (resource: string): Located => locateResource(parts, resource)
  const controls = makeControls(world.root, (resource) => ({ driver: locate(resource).driver, entries: entriesOf(scope, resource) }))
  const session = openOnce(parts, controls)
  const stage: Stage = {
    ...controls,
    world,
    type,
    input,
    scope,
    session,
    patience,
    time,
    driver: (resource) => locate(resource).driver,
    again: () => makeStage(parts),
    context: (access, options = {}) => contextOf({ ...parts, signal: controls.signal, session }, access, options),
    async fingerprint(sessionOf = (resource) => openAnew(parts, locate(resource), resource)) {
      const own = (await given.fingerprint?.(world)) ?? ''
      const all = await Promise.all(resourcesOf(scope).map((resource) => fingerprintOf(stage, resource, sessionOf)))
      return [own, ...all].join('\n')
    },
    [Symbol.asyncDispose]: () => closeAll(closers),
  }
  return stage
}

/** Opens each resource once for each access. What is open is closed with the stage. */
function openOnce(parts: Parts, { opening }: Controls): Stage['session'] {
  const sessions = new Map<string, Promise<AsyncDisposable>>()
  return (resource, access) => {
    const key = `${access} ${resource}`
    const known = sessions.get(key)
    if (known) return known
    const { driver, config } = locateResource(parts, resource)
    const opened = driver.open(config, opening(resource, access))
    sessions.set(key, opened)
    const close = async (): Promise<void> => (await opened)[Symbol.asyncDispose]()
    parts.closers.push(() => opened.then(close, () => undefined))
    return opened
  }
}

async function fingerprintOf(stage: Stage, resource: string, sessionOf: (resource: string) => Promise<AsyncDisposable>): Promise<string> {
  const driver = stage.driver(resource)
  if (!driver.fingerprint) return ''
  const session = await sessionOf(resource)
  return `${resource} ${await driver.fingerprint(session, entriesOf(stage.scope, resource))}`
}

/** A session of its own sees the world as it is now, and is free to look after the step was stopped. */
async function openAnew(parts: Parts, { driver, config }: Located, resource: string): Promise<AsyncDisposable> {
  const signal = new AbortController().signal
  const session = await driver.open(config, {
    resource,
    root: parts.world.root,
    access: 'read',
    mode: 'run',
    guard: seesAll,
    signal,
  })
  parts.closers.push(() => session[Symbol.asyncDispose]())
  return session
}
