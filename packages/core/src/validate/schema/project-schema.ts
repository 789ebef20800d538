import type { JsonSchema, Plugin } from '../../plugin.ts'
import { connectionsSchema } from './connections-schema.ts'
import { dialect } from './plan-schema.ts'
import { namePattern } from './parts.ts'
import { projectEnvelope } from './project.ts'

/** The JSON Schema (draft-07) of `backout.yaml` for editors, with what each driver of the plugins wants of a connection. */
export function projectSchema(plugins: readonly Plugin[]): JsonSchema {
  const { properties, ...envelope } = projectEnvelope
  const environment = properties.environments.patternProperties[namePattern]
  const connections = connectionsSchema(environment.properties.connections, plugins)
  return {
    $schema: dialect,
    $id: 'https://json.schemastore.org/backout-project.json',
    title: 'Backout project',
    ...envelope,
    properties: {
      ...properties,
      environments: {
        ...properties.environments,
        patternProperties: { [namePattern]: { ...environment, properties: { ...environment.properties, connections } } },
      },
    },
  }
}
