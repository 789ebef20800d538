import { isList, type Value } from '../model/index.ts'

/**
 * A value with numbers where a schema says so: expressions give all integers as those of 64 bits, and step types expect what their schema promises.
 * Where the schema leaves the type open they stay, and so do those that a number could not hold.
 */
export function withNumbers(schema: unknown, value: Value): Value {
  if (typeof value === 'bigint') return takesNumbers(schema) && Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (isList(value)) return value.map((item) => withNumbers(within(schema, 'items'), item))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(propertyOf(schema, key), item)]))
}

interface Node {
  readonly [keyword: string]: unknown
}

/** A schema and its alternatives. */
function branchesOf(schema: unknown): readonly Node[] {
  if (typeof schema !== 'object' || schema === null) return []
  const node = schema as Node
  const others = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => node[keyword] ?? [])
  return [node, ...others.flatMap(branchesOf)]
}

function takesNumbers(schema: unknown): boolean {
  return branchesOf(schema).some(({ type }) => [type].flat().some((one) => one === 'integer' || one === 'number'))
}

function within(schema: unknown, keyword: string): unknown {
  return { anyOf: branchesOf(schema).map((branch) => branch[keyword]) }
}

function propertyOf(schema: unknown, key: string): unknown {
  const named = (properties: unknown): unknown => {
    const all = properties as Node | undefined
    return all && Object.hasOwn(all, key) ? all[key] : undefined
  }
  return { anyOf: branchesOf(schema).map(({ properties, additionalProperties }) => named(properties) ?? additionalProperties) }
}
