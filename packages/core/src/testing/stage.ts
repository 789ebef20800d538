import { type Access, type BoundConnection, PlanError, type Scope, splitResource, type Touch, type Value } from '../model/index.ts'
import type { AnyResourceDriver, AnyStepType, Opening, Plugin, WriteContext } from '../plugin.ts'
import type { StepCase, World } from './case.ts'
import { recordingGuard, seesAll } from './recording-guard.ts'
import { closeAll, type Closers, frozen, newWorld, valueIn } from './world.ts'

/** A case set up: its world, input and scope, and contexts as the engine would make them. */
export interface Stage extends AsyncDisposable {
  readonly world: World
  readonly type: AnyStepType
  readonly input: { readonly [name: string]: Value }
  readonly scope: Scope
  /** Every part that a driver asked its guard for, since the last look. */
  readonly demands: Touch[]
  /** ms that code may go on after it was told to stop. */
  readonly patience: number
  /** Stops the step: from now on every guard refuses. */
  stop(): void
  /** Stops the step as soon as a driver has asked its guard once more, so that it is stopped in the middle of what it does. */
  stopInTheMiddle(): void
  /** Takes everything out of scope: from now on every guard refuses. */
  narrow(): void
  context(access: Access, options?: StageContext): WriteContext
  driver(resource: string): AnyResourceDriver
  session(resource: string, access: Access): Promise<AsyncDisposable>
  opening(resource: string, access: Access, mode?: Opening['mode']): Opening
  /** Of everything in scope that a driver can tell apart, and what the case adds. */
  fingerprint(sessionOf?: (resource: string) => Promise<AsyncDisposable>): Promise<string>
}

/** How a context of a stage differs from the usual. */
export interface StageContext {
  readonly mode?: 'preview' | 'run'
  readonly direction?: 'apply' | 'revert'
  readonly key?: string
  readonly session?: (resource: string) => Promise<AsyncDisposable>
}

/** ms that code may go on after it was told to stop: what the engine waits. */
export const usualPatience = 10_000

/** Sets a case up in a new world. */
export async function stageOf(plugins: readonly Plugin[], type: AnyStepType, given: StepCase, patience = usualPatience): Promise<Stage> {
  const { world, closers } = await newWorld()
  await given.given?.(world)
  const connections = await valueIn(world, given.connections ?? {})
  const scope = await valueIn(world, given.scope)
  const input = frozen(structuredClone(await valueIn(world, given.with)))
  return makeStage({ plugins, type, given, world, connections, scope, input, closers, patience })
}

interface Parts {
  readonly plugins: readonly Plugin[]
  readonly type: AnyStepType
  readonly given: StepCase
  readonly world: World
  readonly connections: { readonly [resource: string]: Pick<BoundConnection, 'driver' | 'config'> }
  readonly scope: Scope
  readonly input: { readonly [name: string]: Value }
  readonly closers: Closers
  readonly patience: number
}

function makeStage(parts: Parts): Stage {
  const { world, given, scope, type, input, closers, patience } = parts
  const stopped = new AbortController()
  const narrowed = new AbortController()
  const demands: Touch[] = []
  let fuse = false
  const sessions = new Map<string, Promise<AsyncDisposable>>()
  const locate = (resource: string): Located => locateResource(parts, resource)
  const opening = (resource: string, access: Access, mode: Opening['mode'] = 'run'): Opening => ({
    resource,
    root: world.root,
    access,
    mode,
    signal: stopped.signal,
    guard: recordingGuard({
      resource,
      driver: locate(resource).driver,
      entries: () => (narrowed.signal.aborted ? [] : entriesOf(scope, resource)),
      demanded(touch) {
        demands.push(touch)
        if (fuse) stopped.abort()
      },
      stopped: stopped.signal,
    }),
  })
  const session = (resource: string, access: Access): Promise<AsyncDisposable> => {
    const key = `${access} ${resource}`
    const { driver, config } = locate(resource)
    const known = sessions.get(key)
    if (known) return known
    const opened = driver.open(config, opening(resource, access)) as Promise<AsyncDisposable>
    sessions.set(key, opened)
    closers.push(() =>
      opened.then(
        (open) => open[Symbol.asyncDispose](),
        () => undefined,
      ),
    )
    return opened
  }
  const stage: Stage = {
    world,
    type,
    input,
    scope,
    demands,
    opening,
    session,
    patience,
    stop: () => stopped.abort(),
    stopInTheMiddle() {
      fuse = true
    },
    narrow: () => narrowed.abort(),
    driver: (resource) => locate(resource).driver,
    context: (access, options = {}) => contextOf(parts, stage, stopped.signal, access, options),
    async fingerprint(sessionOf = (resource) => openAnew(parts, locate(resource), resource)) {
      const own = (await given.fingerprint?.(world)) ?? ''
      const all = await Promise.all(resourcesOf(scope).map((resource) => fingerprintOf(stage, resource, sessionOf)))
      return [own, ...all].join('\n')
    },
    [Symbol.asyncDispose]: () => closeAll(closers),
  }
  return stage
}

function contextOf(parts: Parts, stage: Stage, signal: AbortSignal, access: Access, options: StageContext): WriteContext {
  const { connections, scope, given } = parts
  return {
    environment: 'local',
    run: 'run-1',
    step: 'step',
    key: options.key ?? 'run-1/step/0',
    direction: options.direction ?? 'apply',
    mode: options.mode ?? 'run',
    signal,
    snapshot: given.snapshot ?? false,
    startedAt: new Date(0),
    now: () => new Date(1000),
    scope: (resource) => entriesOf(scope, resource),
    connection: (resource) => connections[resource],
    file: (path) => fileOf(given, path),
    session: async <Session>(resource: string) => (await (options.session?.(resource) ?? stage.session(resource, access))) as Session,
    wait: (until) => {
      throw new Error(`waits until ${until.toISOString()}`)
    },
    note: () => undefined,
  }
}

interface Located {
  readonly driver: AnyResourceDriver
  readonly config: BoundConnection['config']
}

function locateResource({ plugins, connections }: Parts, resource: string): Located {
  const [family, name] = splitResource(resource)
  const declared = connections[resource]
  for (const driver of plugins.flatMap(({ drivers }) => drivers)) {
    if (declared ? driver.kind === declared.driver : driver.family === family && driver.implicit?.(name)) {
      return { driver, config: declared?.config ?? driver.implicit?.(name) ?? {} }
    }
  }
  throw new Error(`The case needs ${resource}: add its connection, or the plugin with its driver to \`plugins\``)
}

/** Resources of a scope: `files`, `databases.crm`. */
export function resourcesOf(scope: Scope): readonly string[] {
  const named = (['databases', 'services'] as const).flatMap((family) =>
    Object.keys(scope[family] ?? {}).map((name) => `${family}.${name}`),
  )
  return [...(scope.files ? ['files'] : []), ...(scope.commands ? ['commands'] : []), ...named]
}

function entriesOf(scope: Scope, resource: string): readonly string[] {
  const [family, name] = splitResource(resource)
  return (family === 'files' || family === 'commands' ? scope[family] : scope[family]?.[name]) ?? []
}

function fileOf({ files }: StepCase, path: string): Uint8Array {
  const content = files?.[path]
  if (content === undefined) throw new PlanError('missing', `Cannot read "${path}": the case does not bring it`)
  return typeof content === 'string' ? Buffer.from(content) : content
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
  const session = (await driver.open(config, {
    resource,
    root: parts.world.root,
    access: 'read',
    mode: 'run',
    guard: seesAll,
    signal,
  })) as AsyncDisposable
  parts.closers.push(() => session[Symbol.asyncDispose]())
  return session
}
