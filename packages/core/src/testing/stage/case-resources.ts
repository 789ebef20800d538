import { type BoundConnection, type Scope, splitResource } from '../../model/index.ts'
import { driverOf, implicitResource, type Located, type Plugin } from '../../plugin.ts'

/** What finds the driver of a resource: the connections of a case, and the plugins. */
export interface Declared {
  readonly plugins: readonly Plugin[]
  readonly connections: { readonly [resource: string]: Pick<BoundConnection, 'driver' | 'config'> }
}

/** Finds a resource. Throws where the case does not say what it is. */
export function locateResource(declared: Declared, resource: string): Located {
  const located = found(declared, resource)
  if (located) return located
  throw new Error(`The case needs ${resource}: add its connection, or the plugin with its driver to \`plugins\``)
}

function found({ plugins, connections }: Declared, resource: string): Located | undefined {
  const connection = connections[resource]
  if (!connection) return implicitResource(plugins, resource)
  const driver = driverOf(plugins, connection.driver)
  return driver && { driver, config: connection.config }
}

/** Resources of a scope: `files`, `databases.crm`. */
export function resourcesOf(scope: Scope): readonly string[] {
  const named = (['databases', 'services'] as const).flatMap((family) =>
    Object.keys(scope[family] ?? {}).map((name) => `${family}.${name}`),
  )
  return [...(scope.files ? ['files'] : []), ...(scope.commands ? ['commands'] : []), ...named]
}

/** What a scope lists of a resource. */
export function entriesOf(scope: Scope, resource: string): readonly string[] {
  const [family, name] = splitResource(resource)
  return (family === 'files' || family === 'commands' ? scope[family] : scope[family]?.[name]) ?? []
}
