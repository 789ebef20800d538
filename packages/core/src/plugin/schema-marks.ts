import { isList, type Json } from '../model/index.ts'

/** What `x-backout` says of one place of an input, and the value there. */
export interface Marked {
  readonly mark: { readonly [key: string]: unknown }
  readonly value: Json
  /** JSON Pointer within the input. */
  readonly pointer: string
}

type Schema = { readonly [key: string]: unknown }

/** Every place of an input that its schema marks with `x-backout`. */
export function marksIn(schema: unknown, value: Json | undefined, pointer = ''): readonly Marked[] {
  if (!isSchema(schema) || value === undefined) return []
  const mark = schema['x-backout']
  const here = isSchema(mark) ? [{ mark, value, pointer }] : []
  const branches = ['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []))
  return [...here, ...branches.flatMap((branch) => marksIn(branch, value, pointer)), ...marksBelow(schema, value, pointer)]
}

function marksBelow(schema: Schema, value: Json, pointer: string): readonly Marked[] {
  if (value === null || typeof value !== 'object') return []
  if (isList(value)) return value.flatMap((item, index) => marksIn(schema['items'], item, `${pointer}/${index}`))
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  return Object.entries(value).flatMap(([key, item]) =>
    marksIn(
      Object.hasOwn(properties, key) ? properties[key] : schema['additionalProperties'],
      item,
      `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    ),
  )
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
