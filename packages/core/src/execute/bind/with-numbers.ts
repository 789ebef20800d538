import { isList, type Value, valueIn } from '../../model/index.ts'

/**
 * A value with numbers where a schema says so: expressions give all integers as those of 64 bits, and step types expect what their schema promises.
 * Where the schema leaves the type open they stay, and so do those that a number could not hold.
 */
export function withNumbers(schema: unknown, value: Value): Value {
  return mapped(schema, value, (one, types) => (typeof one === 'bigint' && types.some(isNumeric) ? safeNumber(one) : one))
}

/** The same where a number may stand in a text: a secret is always one. */
export function withNumbersRead(schema: unknown, value: Value): Value {
  const read = (text: string): Value => (/^-?\d+$/.test(text) ? safeNumber(BigInt(text)) : text)
  return mapped(schema, withNumbers(schema, value), (one, types) =>
    typeof one === 'string' && types.some(isNumeric) && !types.includes('string') ? read(one) : one,
  )
}

type Change = (one: Value, types: readonly unknown[]) => Value

/** Changes whatever is no list and no map, by the types that its schema gives it. */
function mapped(schema: unknown, value: Value, change: Change): Value {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return change(value, typesOf(schema))
  if (isList(value)) return value.map((item) => mapped(within(schema, 'items'), item, change))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(propertyOf(schema, key), item, change)]))
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

function typesOf(schema: unknown): readonly unknown[] {
  return branchesOf(schema).flatMap(({ type }) => type)
}

function isNumeric(type: unknown): boolean {
  return type === 'integer' || type === 'number'
}

function safeNumber(integer: bigint): Value {
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer
}

function within(schema: unknown, keyword: string): unknown {
  return { anyOf: branchesOf(schema).map((branch) => branch[keyword]) }
}

function propertyOf(schema: unknown, key: string): unknown {
  return {
    anyOf: branchesOf(schema).map(
      ({ properties, additionalProperties }) => valueIn(properties as Node | undefined, key) ?? additionalProperties,
    ),
  }
}
