import { type BoundPlan, splitResource, type Touch } from '../model/index.ts'
import type { AnyResourceDriver, Plugin } from './contract.ts'
import { driverOf } from './registry.ts'

/** The driver of a resource: that of its connection, else the one that takes the resource without a connection (files, commands, origins). */
export function driverOfResource(
  connections: BoundPlan['connections'],
  plugins: readonly Plugin[],
  resource: string,
): AnyResourceDriver | undefined {
  const connection = connections[resource]
  if (connection) return driverOf(plugins, connection.driver)
  const [family, name] = splitResource(resource)
  return plugins.flatMap(({ drivers }) => drivers).find((driver) => driver.family === family && driver.implicit?.(name) !== undefined)
}

/** The first pair of touches that may not happen at the same time: one resource, at least one write, parts that overlap. */
export function conflictBetween(
  some: readonly Touch[],
  others: readonly Touch[],
  driverFor: (resource: string) => AnyResourceDriver | undefined,
): readonly [Touch, Touch] | undefined {
  for (const a of some) {
    let driver: AnyResourceDriver | undefined
    for (const b of others) {
      if (a.resource !== b.resource || (a.access === 'read' && b.access === 'read')) continue
      driver ??= driverFor(a.resource)
      if (driver?.overlaps(a, b) ?? true) return [a, b]
    }
  }
  return undefined
}
