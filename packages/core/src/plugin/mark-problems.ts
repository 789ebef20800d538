import { isObject } from '../model/index.ts'
import type { JsonSchema } from './schema.ts'

/** Every mark (`x-backout`) of a schema that would be passed over: one that nothing knows, or in a place where none is looked for. In words, with the place. */
export function markProblems(schema: JsonSchema): readonly string[] {
  return [...rootProblems(schema), ...below(schema, '')]
}

const guarantees: ReadonlySet<unknown> = new Set(['exactly-once', 'idempotent', 'at-least-once'])

/** What each mark may say. */
const known: { readonly [mark: string]: (value: unknown) => boolean } = {
  touch: isTouch,
  connection: (value) => value === 'databases' || value === 'services',
  file: (value) => value === true,
  noExpressions: (value) => value === true,
  noSecrets: (value) => value === true,
}

const ofWhole: typeof known = {
  effect: (value) => value === 'none' || value === 'write',
  guarantee: (value) => guarantees.has(value),
  onlyAsks: (value) => value === true,
}

function rootProblems({ 'x-backout': marks }: JsonSchema): readonly string[] {
  return marksProblems(marks, '', { ...known, ...ofWhole })
}

function marksProblems(marks: unknown, at: string, names: typeof known): readonly string[] {
  if (marks === undefined) return []
  if (!isObject(marks)) return [`${at}/x-backout is no map`]
  return Object.entries(marks).flatMap(([name, value]) => {
    if (!Object.hasOwn(names, name)) return [`${at}/x-backout/${name} is no mark that is known here (${Object.keys(names).join(', ')})`]
    return names[name]!(value) ? [] : [`${at}/x-backout/${name} cannot be ${JSON.stringify(value)}`]
  })
}

function isTouch(value: unknown): boolean {
  if (!isObject(value)) return false
  const { resource, access = 'write', default: usual, ...others } = value
  const isResource = typeof resource === 'string' && /^(files|commands|(databases|services)(\..+)?)$/.test(resource)
  return (
    isResource &&
    (access === 'read' || access === 'write') &&
    (usual === undefined || usual === 'scope') &&
    Object.keys(others).length === 0
  )
}

function below(schema: JsonSchema, at: string): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const place = `${at}/${keyword}`
    if (keyword === 'properties') return inside(Object.entries(isObject(value) ? value : {}), place)
    if (keyword === 'items' || keyword === 'additionalProperties') return isObject(value) ? one(value, place) : unseen(value, place)
    if (['oneOf', 'anyOf', 'allOf'].includes(keyword)) return inside(Object.entries(Array.isArray(value) ? value : {}), place)
    return values.has(keyword) ? [] : unseen(value, place)
  })
}

/** Keywords whose values are no schemas. */
const values: ReadonlySet<string> = new Set(['x-backout', 'examples', 'default', 'enum', 'const'])

function inside(entries: readonly (readonly [string, unknown])[], at: string): readonly string[] {
  return entries.flatMap(([name, inner]) => (isObject(inner) ? one(inner, `${at}/${name}`) : []))
}

function one(schema: JsonSchema, at: string): readonly string[] {
  return [...marksProblems(schema['x-backout'], at, known), ...below(schema, at)]
}

/** Marks behind keywords that are not followed: references, conditions, tuples. */
function unseen(value: unknown, at: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'x-backout'
      ? [`${at}/x-backout is not looked for there: marks stand under properties, items, additionalProperties, oneOf, anyOf and allOf`]
      : unseen(inner, `${at}/${key}`),
  )
}
