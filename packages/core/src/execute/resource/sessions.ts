import { type Access, type BoundPlan, PlanError, remembering, scopeEntries } from '../../model/index.ts'
import { driverOf, implicitResource, type Located, type Opening, type Plugin } from '../../plugin.ts'
import type { Binder } from '../bind/binding.ts'
import type { Effects } from '../effects.ts'
import { fitConfig } from '../bind/fit.ts'
import { makeGuard } from '../supervise/guard.ts'

/** What sessions are opened with. */
export interface Surroundings {
  readonly bound: BoundPlan
  readonly effects: Pick<Effects, 'plugins' | 'root' | 'abort' | 'schemas'>
  readonly mode: 'preview' | 'run'
  /** Asked right before each effect. Errors: `stale`, once another process took the run over. */
  readonly demandHeld: () => void
  /** Puts the values of secrets into configurations. */
  readonly binder: Pick<Binder, 'expand'>
}

/** Opens sessions when they are first asked for, and closes them all. */
export interface Sessions extends AsyncDisposable {
  locate(resource: string): Located
  /** Files of the working tree in which connections keep their data. */
  readonly files: readonly string[]
  opening(resource: string, access: Access): Opening
  /** Errors: `missing`, and whatever the driver's `open` gives. */
  open(resource: string, access: Access): Promise<AsyncDisposable>
  /** Forgets and closes a session whose connection broke, so that the next `open` makes a new one. */
  drop(resource: string, access: Access): Promise<void>
}

/** Sessions of a run, one for each resource and access. */
export function makeSessions({ bound, effects, mode, demandHeld, binder }: Surroundings): Sessions {
  const open = new Map<string, Promise<AsyncDisposable>>()
  const locate = remembering((resource: string) => locateResource(bound, effects.plugins, resource))
  const opening = (resource: string, access: Access): Opening => ({
    resource,
    root: effects.root,
    access,
    mode,
    signal: effects.abort,
    guard: makeGuard(resource, scopeEntries(bound.scope, resource), locate(resource).driver, demandHeld),
  })
  return {
    locate,
    files: filesOf(bound, effects.plugins),
    opening,
    open(resource, access) {
      const key = `${access} ${resource}`
      const known = open.get(key)
      if (known) return known
      const { driver, config } = locate(resource)
      const session = binder
        .expand(config)
        .then((expanded) => fitConfig(resource, driver, config, expanded as typeof config, effects))
        .then((fitting) => driver.open(fitting, opening(resource, access)))
      open.set(key, session)
      session.catch(() => open.delete(key))
      return session
    },
    drop: (resource, access) => close(open, `${access} ${resource}`),
    async [Symbol.asyncDispose]() {
      for (const key of [...open.keys()].toReversed()) await close(open, key)
    },
  }
}

/** A connection whose plugin is not there has no files that anyone knows. */
function filesOf(bound: BoundPlan, plugins: readonly Plugin[]): readonly string[] {
  return Object.values(bound.connections).flatMap(({ driver, config }) => driverOf(plugins, driver)?.files?.(config) ?? [])
}

async function close(open: Map<string, Promise<AsyncDisposable>>, key: string): Promise<void> {
  const session = open.get(key)
  open.delete(key)
  const opened = await session?.catch(() => undefined)
  // A connection that broke may not close either; whatever was lost with it is settled by its ledger.
  await Promise.resolve(opened?.[Symbol.asyncDispose]()).catch(() => undefined)
}

function locateResource(bound: BoundPlan, plugins: readonly Plugin[], resource: string): Located {
  const connection = bound.connections[resource]
  if (connection) {
    const driver = driverOf(plugins, connection.driver)
    if (driver) return { driver, config: connection.config }
    throw new PlanError('missing', `Cannot open ${resource}: no plugin provides the driver "${connection.driver}"`)
  }
  const implicit = implicitResource(plugins, resource)
  if (implicit) return implicit
  throw new PlanError('missing', `Cannot open ${resource}: environment "${bound.environment}" has no such connection`)
}
