import { fits } from './pattern-words.ts'
import { valueAt } from '../../load/index.ts'

/** The parts of a JSON Schema that wordings look at. */
export interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: { readonly [name: string]: SchemaNode }
  readonly patternProperties?: { readonly [pattern: string]: SchemaNode }
  readonly required?: readonly string[]
  readonly items?: SchemaNode
  readonly minItems?: number
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

/** All keys that a value may have at the place of an error, those of alternatives to its schema too, with their schemas. */
export function knownKeys(schema: unknown, schemaPath: string): ReadonlyMap<string, SchemaNode> {
  const own = schemaOf(schema, schemaPath)
  const union = /^(.*\/(?:anyOf|oneOf))\/\d+\/additionalProperties$/.exec(schemaPath)?.[1]
  return new Map(propertiesOf(union === undefined ? own : { anyOf: [schemaOf(schema, union), own] }))
}

/** The keys that a schema names. */
export function keysOf(schema: SchemaNode): readonly string[] {
  return [...new Map(propertiesOf(schema)).keys()]
}

function propertiesOf({ properties = {}, anyOf = [], oneOf = [] }: SchemaNode): readonly (readonly [key: string, schema: SchemaNode])[] {
  return [...[...oneOf, ...anyOf].flatMap(propertiesOf), ...Object.entries(properties)]
}

/** Whether a value is of the kind that a schema asks for, so that a guess which leads there may be right. */
export function couldBe({ type, pattern, enum: choices, const: only, anyOf = [], oneOf = [] }: SchemaNode, value: unknown): boolean {
  if (type !== undefined && ![type].flat().some((one) => isOfType(one, value))) return false
  if (pattern !== undefined && typeof value === 'string' && !fits(pattern, value)) return false
  if (choices && !choices.includes(value)) return false
  if (only !== undefined && only !== value) return false
  const branches = [...anyOf, ...oneOf]
  return branches.length === 0 || branches.some((branch) => couldBe(branch, value))
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'null') return value === null
  return type === 'integer' ? Number.isInteger(value) : typeof value === type
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
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value === 'string') return 'text'
  return String(value)
}
