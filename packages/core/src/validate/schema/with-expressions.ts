import { isObject } from '../../model/index.ts'
import type { JsonSchema } from '../../plugin.ts'

/** A text with an expression in it; `$${{` is a literal `${{`. */
const withExpression = { title: 'expression', type: 'string', pattern: '(^|[^$])\\$\\{\\{' } as const

/** A text that is one expression and nothing else, so that its value may be of any type. */
const wholeExpression = { title: 'expression', type: 'string', pattern: '^\\$\\{\\{((?!\\$\\{\\{)[\\s\\S])*\\}\\}$' } as const

/**
 * An input's schema as editors need it: wherever something else than a free text is asked for, an expression will do as well,
 * except where the step type refuses expressions. Marks for the engine (`x-backout`) are left out.
 */
export function withExpressions(schema: JsonSchema): JsonSchema {
  return inside(schema)
}

function inside(schema: JsonSchema): JsonSchema {
  const { 'x-backout': _marks, ...rest } = schema
  return Object.fromEntries(Object.entries(rest).map(([keyword, value]) => [keyword, keywordValue(keyword, value)]))
}

function keywordValue(keyword: string, value: unknown): unknown {
  if (keyword === 'properties' || keyword === 'patternProperties') {
    return Object.fromEntries(Object.entries(value as { readonly [key: string]: unknown }).map(([key, item]) => [key, place(item)]))
  }
  if (keyword === 'items' || keyword === 'additionalProperties') return Array.isArray(value) ? value.map(place) : place(value)
  if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf') {
    return (value as readonly unknown[]).map((item) => (isObject(item) ? inside(item) : item))
  }
  return value
}

/** A schema of a place where a value stands. */
function place(schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const inner = inside(schema)
  if (!asksForMore(schema) || refuses(schema)) return inner
  const { description, examples, default: usual, ...constraints } = inner
  return {
    ...(description !== undefined && { description }),
    ...(examples !== undefined && { examples }),
    ...(usual !== undefined && { default: usual }),
    anyOf: [...alternatives(constraints), takesText(schema) ? withExpression : wholeExpression],
  }
}

/** Editors say of nested alternatives no more than that there are some. */
function alternatives(constraints: JsonSchema): readonly unknown[] {
  const { anyOf, ...others } = constraints
  return Array.isArray(anyOf) && Object.keys(others).length === 0 ? anyOf : [constraints]
}

function asksForMore({ type, pattern, enum: choices, const: only, minLength, anyOf, oneOf }: JsonSchema): boolean {
  if (anyOf !== undefined || oneOf !== undefined || choices !== undefined || only !== undefined || pattern !== undefined) return true
  return type !== undefined && (type !== 'string' || (typeof minLength === 'number' && minLength > 4))
}

function takesText({ type, enum: choices, const: only, anyOf, oneOf }: JsonSchema): boolean {
  if (type !== undefined) return [type].flat().includes('string')
  const branches = [anyOf, oneOf].flatMap((some) => (Array.isArray(some) ? (some as readonly unknown[]) : []))
  if (branches.length > 0) return branches.some((one) => isObject(one) && takesText(one))
  const values = Array.isArray(choices) ? (choices as readonly unknown[]) : [only]
  return values.every((value) => value === undefined) || values.some((value) => typeof value === 'string')
}

function refuses(schema: JsonSchema): boolean {
  const marks = schema['x-backout']
  return isObject(marks) && (marks['noExpressions'] === true || marks['file'] === true || marks['connection'] !== undefined)
}
