import type { JsonSchema, Plugin } from '../plugin.ts'

/** Every place of a plugin's schemas that has no description, or no example, by a name for people. */
export function undocumented(plugin: Plugin): readonly string[] {
  return [
    ...plugin.steps.flatMap((step) => [...problems(step.input, `${step.uses} input`), ...problems(step.output, `${step.uses} output`)]),
    ...plugin.drivers.flatMap((driver) => problems(driver.config, `driver ${driver.kind} config`)),
  ]
}

function problems(schema: JsonSchema, at: string): readonly string[] {
  const properties = Object.entries((schema['properties'] ?? {}) as { readonly [name: string]: JsonSchema })
  return properties.flatMap(([name, property]) => [
    ...(typeof property['description'] === 'string' && property['description'].length > 0 ? [] : [`${at}/${name} has no description`]),
    ...(Array.isArray(property['examples']) && property['examples'].length > 0 ? [] : [`${at}/${name} has no example`]),
    ...problems(property, `${at}/${name}`),
    ...(isSchema(property['items']) ? problems(property['items'], `${at}/${name}[]`) : []),
  ])
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
