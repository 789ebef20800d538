import { isList, type Json } from '../../model/index.ts'
import type { SchemaLike } from '../scope.ts'

/** What is so for the values of each type among several: an expression has to do for all of them. */
export function schemasByType(values: readonly Json[]): readonly SchemaLike[] {
  return [...Map.groupBy(values, typeOf).values()].map(schemaOfValues)
}

/** What is so for each of several values: their type, and of maps the keys that any of them has. `{}` where they differ. */
export function schemaOfValues(values: readonly Json[]): SchemaLike {
  const types = new Set(values.map(typeOf))
  const [type] = types
  if (type === undefined || types.size > 1) return {}
  return type === 'object' ? { type, additionalProperties: false, properties: propertiesOf(values.filter(isMap)) } : { type }
}

type Map = { readonly [key: string]: Json }

function propertiesOf(maps: readonly Map[]): { readonly [key: string]: SchemaLike } {
  const keys = [...new Set(maps.flatMap((map) => Object.keys(map)))]
  const valuesOf = (key: string): readonly Json[] => maps.flatMap((map) => (Object.hasOwn(map, key) ? [map[key]!] : []))
  return Object.fromEntries(keys.map((key) => [key, schemaOfValues(valuesOf(key))]))
}

/** In the words of JSON Schema. Numbers of JSON are doubles in expressions, whole ones too. */
function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  return typeof value
}

function isMap(value: Json): value is Map {
  return typeOf(value) === 'object'
}
