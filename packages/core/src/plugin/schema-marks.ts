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
export function marksIn(schema: unknown, value: Json | undefined): readonly Marked[] {
  const found: Marked[] = []
  if (value !== undefined) collect(schema, value, '', found)
  return found
}

function collect(schema: unknown, value: Json, pointer: string, found: Marked[]): void {
  if (!isSchema(schema) || !holdsMarks(schema)) return
  const mark = schema['x-backout']
  if (isSchema(mark)) found.push({ mark, value, pointer })
  for (const branch of branchesOf(schema)) collect(branch, value, pointer, found)
  if (value === null || typeof value !== 'object') return
  if (isList(value)) {
    for (const [index, item] of value.entries()) collect(schema['items'], item, `${pointer}/${index}`, found)
    return
  }
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  for (const [key, item] of Object.entries(value)) {
    const inner = Object.hasOwn(properties, key) ? properties[key] : schema['additionalProperties']
    if (isSchema(inner)) collect(inner, item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, found)
  }
}

const marked = new WeakMap<Schema, boolean>()

/** Whether there is a mark in a schema, or anywhere below it. Remembered, so that inputs are only looked at where it matters. */
function holdsMarks(schema: Schema): boolean {
  const known = marked.get(schema)
  if (known !== undefined) return known
  const below = [...branchesOf(schema), schema['items'], schema['additionalProperties'], ...Object.values(schema['properties'] ?? {})]
  const holds = isSchema(schema['x-backout']) || below.some((inner) => isSchema(inner) && holdsMarks(inner))
  marked.set(schema, holds)
  return holds
}

function branchesOf(schema: Schema): readonly unknown[] {
  return ['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as readonly unknown[]) : []))
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
