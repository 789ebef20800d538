import { isObject } from '../../model/index.ts'
import type { JsonSchema } from '../../plugin.ts'

/**
 * The schema of a part of an input, which is merged into the rest of it by key: nothing is required, and of alternatives several may still be meant. Lists are
 * replaced in whole, so that their items are as they were.
 */
export function partOfInput(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).flatMap(([keyword, value]) => partOf(keyword, value)))
}

function partOf(keyword: string, value: unknown): readonly (readonly [keyword: string, value: unknown])[] {
  if (dropped.has(keyword)) return []
  if (keyword === 'properties' || keyword === 'patternProperties') {
    return [[keyword, Object.fromEntries(Object.entries(value as JsonSchema).map(([key, inner]) => [key, partial(inner)]))]]
  }
  if (keyword === 'additionalProperties') return [[keyword, partial(value)]]
  if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf') {
    const branches = (value as readonly unknown[]).map(partial)
    const says = branches.every((branch) => !isObject(branch) || Object.keys(branch).length > 0)
    return says ? [[keyword === 'oneOf' ? 'anyOf' : keyword, branches]] : []
  }
  return [[keyword, value]]
}

/** What only holds of the whole. */
const dropped: ReadonlySet<string> = new Set(['required', 'dependencies', 'minProperties', 'not', 'if', 'then', 'else'])

function partial(schema: unknown): unknown {
  return isObject(schema) ? partOfInput(schema) : schema
}
