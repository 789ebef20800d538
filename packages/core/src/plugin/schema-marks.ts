import { isList, isObject, type Json, pointTo } from '../model/index.ts'

/** What `x-backout` says of one place of an input, and the value there. */
export interface Marked {
  readonly mark: { readonly [key: string]: unknown }
  readonly value: Json
  /** JSON Pointer within the input. */
  readonly pointer: string
}

/** Every place of an input that its schema marks with `x-backout`. */
export function marksIn(schema: unknown, value: Json | undefined): readonly Marked[] {
  const found: Marked[] = []
  const places = placesOf(schema)
  if (places && value !== undefined) collect(places, value, '', found)
  return found
}

type Schema = { readonly [key: string]: unknown }

/** The places of a schema that are marked, without all others. */
interface Places {
  readonly mark: Schema | undefined
  readonly branches: readonly Places[]
  readonly items: Places | undefined
  readonly properties: ReadonlyMap<string, Places>
  /** Of keys that `named` does not hold. */
  readonly others: Places | undefined
  readonly named: ReadonlySet<string>
}

function collect(places: Places, value: Json, pointer: string, found: Marked[]): void {
  const { mark, branches, items, properties, others, named } = places
  if (mark) found.push({ mark, value, pointer })
  for (const branch of branches) collect(branch, value, pointer, found)
  if (value === null || typeof value !== 'object') return
  if (isList(value)) {
    if (items) for (const [index, item] of value.entries()) collect(items, item, `${pointer}/${index}`, found)
    return
  }
  for (const [name, inner] of properties) if (Object.hasOwn(value, name)) collect(inner, value[name]!, pointTo(pointer, name), found)
  if (others) for (const [key, item] of Object.entries(value)) if (!named.has(key)) collect(others, item, pointTo(pointer, key), found)
}

const kept = new WeakMap<Schema, Places | false>()

/** Remembered by schema, so that of inputs only the places are looked at that matter. Undefined where nothing is marked. */
function placesOf(schema: unknown): Places | undefined {
  if (!isObject(schema)) return undefined
  const known = kept.get(schema)
  if (known !== undefined) return known || undefined
  const places = read(schema)
  const isMarked = places.mark ?? places.items ?? places.others ?? places.branches[0] ?? [...places.properties][0]
  kept.set(schema, isMarked ? places : false)
  return isMarked ? places : undefined
}

function read(schema: Schema): Places {
  const properties = isObject(schema['properties']) ? Object.entries(schema['properties']) : []
  const branches = ['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []))
  return {
    mark: isObject(schema['x-backout']) ? schema['x-backout'] : undefined,
    branches: branches.flatMap((branch) => placesOf(branch) ?? []),
    items: placesOf(schema['items']),
    properties: new Map(properties.flatMap(([name, inner]) => (placesOf(inner) ? [[name, placesOf(inner)!] as const] : []))),
    others: placesOf(schema['additionalProperties']),
    named: new Set(properties.map(([name]) => name)),
  }
}
