import { type BoundConnection, type Scope, splitResource } from '../model/index.ts'
import type { AnyResourceDriver, Plugin } from '../plugin.ts'

/** What finds the driver of a resource: the connections of a case, and the plugins. */
export interface Declared {
  readonly plugins: readonly Plugin[]
  readonly connections: { readonly [resource: string]: Pick<BoundConnection, 'driver' | 'config'> }
}

/** A resource's driver, and what it is opened with. */
export interface Located {
  readonly driver: AnyResourceDriver
  readonly config: BoundConnection['config']
}

/** Finds a resource. Throws where the case does not say what it is. */
export function locateResource({ plugins, connections }: Declared, resource: string): Located {
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

/** What a scope lists of a resource. */
export function entriesOf(scope: Scope, resource: string): readonly string[] {
  const [family, name] = splitResource(resource)
  return (family === 'files' || family === 'commands' ? scope[family] : scope[family]?.[name]) ?? []
}
