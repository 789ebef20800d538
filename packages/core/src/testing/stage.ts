import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Access, type BoundConnection, PlanError, type Scope, splitResource, type Touch, type Value } from '../model/index.ts'
import { type AnyResourceDriver, type AnyStepType, type Guard, inScope, type Opening, type Plugin, type WriteContext } from '../plugin.ts'
import type { OfWorld, StepCase, World } from './case.ts'

/** A case set up: its world, input and scope, and contexts as the engine would make them. */
export interface Stage extends AsyncDisposable {
  readonly world: World
  readonly type: AnyStepType
  readonly input: { readonly [name: string]: Value }
  readonly scope: Scope
  /** Every part that a driver asked its guard for, since the last look. */
  readonly demands: Touch[]
  /** Stops the step: from now on every guard refuses. */
  stop(): void
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

/** Sets a case up in a new world. */
export async function stageOf(plugins: readonly Plugin[], type: AnyStepType, given: StepCase): Promise<Stage> {
  const closers: (() => unknown)[] = []
  const root = await realpath(await mkdtemp(join(tmpdir(), 'backout-conformance-')))
  const world: World = { root, defer: (close) => closers.push(close), notes: new Map() }
  world.defer(() => rm(root, { recursive: true, force: true }))
  await given.given?.(world)
  const connections = await valueIn(world, given.connections ?? {})
  const scope = await valueIn(world, given.scope)
  const input = await valueIn(world, given.with)
  return makeStage({ plugins, type, given, world, connections, scope, input, closers })
}

interface Parts {
  readonly plugins: readonly Plugin[]
  readonly type: AnyStepType
  readonly given: StepCase
  readonly world: World
  readonly connections: { readonly [resource: string]: Pick<BoundConnection, 'driver' | 'config'> }
  readonly scope: Scope
  readonly input: { readonly [name: string]: Value }
  readonly closers: (() => unknown)[]
}

function makeStage(parts: Parts): Stage {
  const { world, given, scope, type, input, closers } = parts
  const stopped = new AbortController()
  const narrowed = new AbortController()
  const demands: Touch[] = []
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
      demands,
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
    stop: () => stopped.abort(),
    narrow: () => narrowed.abort(),
    driver: (resource) => locate(resource).driver,
    context: (access, options = {}) => contextOf(parts, stage, stopped.signal, access, options),
    async fingerprint(sessionOf = (resource) => openAnew(parts, locate(resource), resource)) {
      const own = (await given.fingerprint?.(world)) ?? ''
      const all = await Promise.all(resourcesOf(scope).map((resource) => fingerprintOf(stage, resource, sessionOf)))
      return [own, ...all].join('\n')
    },
    async [Symbol.asyncDispose]() {
      for (const close of parts.closers.toReversed()) await close()
    },
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

/** A value, or what it is in this world. */
async function valueIn<T extends object>(world: World, value: OfWorld<T>): Promise<T> {
  return typeof value === 'function' ? (value as (world: World) => Promise<T>)(world) : value
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

interface GuardParts {
  readonly resource: string
  readonly entries: () => readonly string[]
  readonly driver: AnyResourceDriver
  readonly demands: Touch[]
  readonly stopped: AbortSignal
}

function recordingGuard({ resource, entries, driver, demands, stopped }: GuardParts): Guard {
  const allows = (part: string): boolean => inScope(driver, entries(), part)
  return {
    allows,
    demand(part, access) {
      if (stopped.aborted) throw new PlanError('interrupted', `Cannot ${access} "${part}": the step was stopped`)
      if (!allows(part)) throw new PlanError('out-of-scope', `Cannot ${access} "${part}" of ${resource}: it is out of scope`)
      demands.push({ resource, part, access })
    },
  }
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
  const guard: Guard = { allows: () => true, demand: () => undefined }
  const signal = new AbortController().signal
  const session = (await driver.open(config, {
    resource,
    root: parts.world.root,
    access: 'read',
    mode: 'run',
    guard,
    signal,
  })) as AsyncDisposable
  parts.closers.push(() => session[Symbol.asyncDispose]())
  return session
}
