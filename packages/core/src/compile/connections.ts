import { type BoundConnection, entriesOf, type Environment, isUnbound, type Json, type Plan, valueIn } from '../model/index.ts'
import { decideIn } from '../expression/index.ts'
import { driverOf, type Plugin, stepTypeOf } from '../plugin.ts'
import type { Mistakes } from './mistakes.ts'
import { marksIn } from '../plugin/schema-marks.ts'

/**
 * The connections that a plan uses, by resource (`databases.crm`): those that its scope or an input names. A connection may be
 * absent where only steps use it that may be skipped here, by their `if`; any other absent one is added to `mistakes`.
 */
export function bindConnections(
  plan: Plan,
  environment: Environment,
  plugins: readonly Plugin[],
  mistakes: Mistakes,
): { readonly [resource: string]: BoundConnection } {
  const needed = neededConnections(plan, environment.name, plugins)
  const wanted = new Set([...Object.keys(plan.scope?.databases ?? {}), ...Object.keys(plan.scope?.services ?? {}), ...needed.keys()])
  const bound: { [resource: string]: BoundConnection } = {}
  for (const name of [...wanted].toSorted()) {
    const declared = valueIn(environment.connections, name)
    if (declared) bind(name, declared, plugins, bound, mistakes)
    else if (needed.get(name))
      mistakes.add(`environment "${environment.name}" has no connection "${name}", which step "${needed.get(name)}" uses`)
  }
  return bound
}

function bind(
  name: string,
  { driver: kind, ...config }: { readonly driver: string; readonly [key: string]: Json },
  plugins: readonly Plugin[],
  bound: { [resource: string]: BoundConnection },
  mistakes: Mistakes,
): void {
  const driver = driverOf(plugins, kind)
  if (driver) bound[`${driver.family}.${name}`] = { driver: kind, config, target: driver.target(config) }
  else mistakes.add(`connection "${name}" has driver "${kind}", which no plugin provides`)
}

/** The connections that inputs name, with the id of a step that will surely use it, if there is one. */
function neededConnections(plan: Plan, environment: string, plugins: readonly Plugin[]): ReadonlyMap<string, string | undefined> {
  const needed = new Map<string, string | undefined>()
  for (const { entry } of entriesOf(plan)) {
    const isSure = entry.if === undefined || decideIn(environment, entry.if) === true
    for (const { mark, value } of marksIn(stepTypeOf(plugins, entry.uses)?.input, entry.with ?? {})) {
      if (typeof mark['connection'] !== 'string' || typeof value !== 'string' || isUnbound(value)) continue
      needed.set(value, needed.get(value) ?? (isSure ? entry.id : undefined))
    }
  }
  return needed
}
