import { scopeEntries, splitResource } from '../../model/index.ts'
import { type DescribeContext, driverOf, PlanError } from '../../plugin.ts'
import type { ValidateContext } from './context.ts'
import type { CheckedEnvironment } from './environments.ts'
import type { Use } from './uses.ts'
import type { View } from './view.ts'

/** What step types can see of an environment while they describe uses of them. */
export interface Sight {
  readonly environment: CheckedEnvironment
  /** For one use; `looked` is told what is looked at: `environment`, or a resource. */
  contextFor(use: Use, looked: (what: string) => void): DescribeContext
  /** What is to be seen there, as text: the same text means the same. */
  at(what: string): string
}

type Connection = ReturnType<DescribeContext['connection']>

/** The sight of one environment of a plan. */
export function sightOf(environment: CheckedEnvironment, { plan }: View, { plugins, readFile }: ValidateContext): Sight {
  const known = new Map<string, Connection>()
  const connection = (resource: string): Connection => {
    if (!known.has(resource)) known.set(resource, connectionOf(environment, plugins, resource))
    return known.get(resource)
  }
  const scope = (resource: string) => scopeEntries(plan.scope ?? {}, resource)
  const file = (path: string): Uint8Array => {
    const bytes = readFile(path)
    if (bytes) return bytes
    throw new PlanError('missing', `Cannot read "${path}": it is not there`)
  }
  return {
    environment,
    at: (what) => (what === 'environment' ? environment.name : JSON.stringify(connection(what) ?? null)),
    contextFor: ({ rollback, entry }, looked) => ({
      get environment() {
        looked('environment')
        return environment.name
      },
      connection: (resource) => {
        looked(resource)
        return connection(resource)
      },
      scope,
      file,
      snapshot: entry.entry.undo === 'snapshot',
      wantsUndo: rollback === undefined && entry.entry.rollback === undefined,
      ...(entry.list === 'invariants' && { alone: false }),
    }),
  }
}

function connectionOf({ connections }: CheckedEnvironment, plugins: ValidateContext['plugins'], resource: string): Connection {
  const [family, name] = splitResource(resource)
  if (!Object.hasOwn(connections, name)) return undefined
  const { driver, ...config } = connections[name]!
  return driverOf(plugins, driver)?.family === family ? { driver, config } : undefined
}
