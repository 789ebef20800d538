import { isObject, pointTo } from '../../model/index.ts'

/** Where a schema says something that only a later JSON Schema than draft-07 knows, so that it would be passed over, as a JSON Pointer; undefined where it says nothing of the kind. */
export function laterKeyword(schema: unknown, pointer = ''): string | undefined {
  if (!isObject(schema)) return undefined
  const places = Object.entries(schema).flatMap(([keyword, value]) => {
    const place = pointTo(pointer, keyword)
    if (later.has(keyword)) return [place]
    return schemasIn(keyword, value).flatMap(([key, inner]) => laterKeyword(inner, key === undefined ? place : pointTo(place, key)) ?? [])
  })
  return places[0]
}

/** Keywords of drafts 2019-09 and 2020-12 that limit what a value may be. */
const later: ReadonlySet<string> = new Set([
  'dependentRequired',
  'dependentSchemas',
  'unevaluatedProperties',
  'unevaluatedItems',
  'prefixItems',
  'minContains',
  'maxContains',
  '$recursiveRef',
  '$dynamicRef',
])

/** Keywords that hold schemas by a key of their own. */
const byKey: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependencies'])
const lists: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'items'])
const single: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'additionalProperties',
  'contains',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
])

/** The schemas that the value of a keyword holds, each by its key; without one, where it is the value itself. */
function schemasIn(keyword: string, value: unknown): readonly (readonly [key: string | undefined, schema: unknown])[] {
  if ((byKey.has(keyword) && isObject(value)) || (lists.has(keyword) && Array.isArray(value))) return Object.entries(value)
  return single.has(keyword) ? [[undefined, value]] : []
}
