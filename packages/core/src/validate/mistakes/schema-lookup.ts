import { valueAt } from '../../load/index.ts'

/** The parts of a JSON Schema that wordings look at. */
export interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: { readonly [name: string]: SchemaNode }
  readonly patternProperties?: { readonly [pattern: string]: SchemaNode }
  readonly required?: readonly string[]
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly examples?: readonly unknown[]
}

/** The schema that holds the keyword of an error: `#/properties/a/type` gives the one at `/properties/a`. */
export function schemaOf(schema: unknown, schemaPath: string): SchemaNode {
  const path = decodeURIComponent(schemaPath.slice(1))
  const found = valueAt(schema, path.slice(0, path.lastIndexOf('/')))
  return typeof found === 'object' && found !== null ? found : {}
}

/** All keys that a value may have at the place of an error, those of alternatives to its schema too. */
export function knownKeys(schema: unknown, schemaPath: string): readonly string[] {
  const own = keysOf(schemaOf(schema, schemaPath))
  const union = /^(.*\/(?:anyOf|oneOf))\/\d+\/additionalProperties$/.exec(schemaPath)?.[1]
  if (union === undefined) return own
  const holder = schemaOf(schema, union)
  return [...new Set([...own, ...[...(holder.anyOf ?? []), ...(holder.oneOf ?? [])].flatMap(keysOf)])]
}

/** The keys that a schema names. */
export function keysOf({ properties, anyOf, oneOf }: SchemaNode): readonly string[] {
  const alternatives = [...(anyOf ?? []), ...(oneOf ?? [])].flatMap(keysOf)
  return [...new Set([...Object.keys(properties ?? {}), ...alternatives])]
}

/** What a schema accepts, in words: `text`, `a list`. */
export function kindsOf({ type, enum: choices, const: only, anyOf, oneOf }: SchemaNode): readonly string[] {
  if (type !== undefined) return [type].flat().map(kind)
  if (choices) return [`one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`]
  if (only !== undefined) return [JSON.stringify(only)]
  return [...new Set([...(anyOf ?? []), ...(oneOf ?? [])].flatMap(kindsOf))]
}

/** A JSON Schema type in words. */
export function kind(type: string): string {
  return kinds[type] ?? type
}

const kinds: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
}

/** What a value is, in the same words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return 'text'
  return String(value)
}
