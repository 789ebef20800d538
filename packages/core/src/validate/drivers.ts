import { splitResource } from '../model/index.ts'
import { type AnyResourceDriver, driverOf, type Plugin } from '../plugin.ts'
import { driverOfResource } from '../plugin/conflicts.ts'
import type { CheckedEnvironment } from './environments.ts'

/** The driver of a resource in an environment: that of the connection, else the one that takes it without a connection. */
export function driverIn({ connections }: CheckedEnvironment, plugins: readonly Plugin[], resource: string): AnyResourceDriver | undefined {
  const [family, name] = splitResource(resource)
  const declared = Object.hasOwn(connections, name) ? driverOf(plugins, connections[name]!.driver) : undefined
  return declared?.family === family ? declared : driverOfResource({}, plugins, resource)
}
