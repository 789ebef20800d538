import { splitResource } from '../../model/index.ts'
import { type AnyResourceDriver, driverOf, implicitResource, type Plugin } from '../../plugin.ts'
import type { CheckedEnvironment } from '../view/environments.ts'

/** The driver of a resource in an environment: that of the connection, else the one that takes it without a connection. */
export function driverIn({ connections }: CheckedEnvironment, plugins: readonly Plugin[], resource: string): AnyResourceDriver | undefined {
  const [family, name] = splitResource(resource)
  const declared = Object.hasOwn(connections, name) ? driverOf(plugins, connections[name]!.driver) : undefined
  return declared?.family === family ? declared : implicitResource(plugins, resource)?.driver
}

/** {@link driverIn}, which remembers what it has found: each touch of a plan asks. */
export function driversFor(
  plugins: readonly Plugin[],
): (environment: CheckedEnvironment, resource: string) => AnyResourceDriver | undefined {
  const kept = new Map<CheckedEnvironment, Map<string, AnyResourceDriver | undefined>>()
  return (environment, resource) => {
    const known = kept.get(environment) ?? new Map<string, AnyResourceDriver | undefined>()
    kept.set(environment, known)
    if (!known.has(resource)) known.set(resource, driverIn(environment, plugins, resource))
    return known.get(resource)
  }
}
