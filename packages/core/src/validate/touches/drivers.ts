import { remembering, splitResource } from '../../model/index.ts'
import { type AnyResourceDriver, driverOf, implicitResource, type Plugin } from '../../plugin.ts'
import type { CheckedEnvironment } from '../view/environments.ts'

/** The drivers of resources in environments. What was found is remembered: each touch of a plan asks. */
export function driversFor(
  plugins: readonly Plugin[],
): (environment: CheckedEnvironment, resource: string) => AnyResourceDriver | undefined {
  const driversIn = remembering((environment: CheckedEnvironment) =>
    remembering((resource: string) => driverIn(environment, plugins, resource)),
  )
  return (environment, resource) => driversIn(environment)(resource)
}

/** That of the connection, else the one that takes it without a connection. */
function driverIn({ connections }: CheckedEnvironment, plugins: readonly Plugin[], resource: string): AnyResourceDriver | undefined {
  const [family, name] = splitResource(resource)
  const declared = Object.hasOwn(connections, name) ? driverOf(plugins, connections[name]!.driver) : undefined
  return declared?.family === family ? declared : implicitResource(plugins, resource)?.driver
}
