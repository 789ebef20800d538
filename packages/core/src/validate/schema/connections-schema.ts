import type { JsonSchema, Plugin } from '../../plugin.ts'
import { withExpressions } from './with-expressions.ts'

/** The schema of a map of connections, with what each driver of the plugins wants. */
export function connectionsSchema(
  connections: JsonSchema & { readonly patternProperties: { readonly [pattern: string]: JsonSchema } },
  plugins: readonly Plugin[],
): JsonSchema {
  const drivers = plugins.flatMap((plugin) => plugin.drivers).filter(({ family }) => family === 'databases' || family === 'services')
  if (drivers.length === 0) return connections
  const one = (schema: JsonSchema) => ({
    ...schema,
    properties: { driver: { ...driverOf(schema), enum: drivers.map(({ kind }) => kind) } },
    allOf: drivers.map(({ kind, config }) => ({
      if: { type: 'object', required: ['driver'], properties: { driver: { const: kind } } },
      then: configuration(kind, config, driverOf(schema)),
    })),
  })
  return {
    ...connections,
    patternProperties: Object.fromEntries(Object.entries(connections.patternProperties).map(([pattern, schema]) => [pattern, one(schema)])),
  }
}

function driverOf(schema: JsonSchema): JsonSchema {
  return (schema['properties'] as { readonly driver: JsonSchema }).driver
}

function configuration(kind: string, config: JsonSchema, driver: JsonSchema): JsonSchema {
  const schema = withExpressions(config)
  return {
    title: `connection of ${kind}`,
    ...schema,
    properties: { driver: { ...driver, examples: [kind] }, ...(schema['properties'] as JsonSchema | undefined) },
  }
}
