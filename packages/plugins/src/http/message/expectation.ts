import type { Value } from '@backout/core/plugin'

/** Where a body is not what was expected, as a sentence; undefined where it is. Maps may hold more than is expected, lists may not. */
export function mismatch(actual: Value, expected: Value, path = 'body'): string | undefined {
  if (isMap(expected)) return isMap(actual) ? mapMismatch(actual, expected, path) : differs(actual, expected, path)
  if (Array.isArray(expected)) return Array.isArray(actual) ? listMismatch(actual, expected, path) : differs(actual, expected, path)
  return isSame(actual, expected) ? undefined : differs(actual, expected, path)
}

type ValueMap = { readonly [key: string]: Value }

function mapMismatch(actual: ValueMap, expected: ValueMap, path: string): string | undefined {
  for (const [key, value] of Object.entries(expected)) {
    if (!Object.hasOwn(actual, key)) return `${path}.${key} is not there`
    const found = mismatch(actual[key]!, value, `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function listMismatch(actual: readonly Value[], expected: readonly Value[], path: string): string | undefined {
  if (actual.length !== expected.length) return `${path} has ${actual.length} items, not ${expected.length}`
  for (const [index, value] of expected.entries()) {
    const found = mismatch(actual[index]!, value, `${path}[${index}]`)
    if (found !== undefined) return found
  }
  return undefined
}

function isSame(actual: Value, expected: Value): boolean {
  if (actual instanceof Uint8Array && expected instanceof Uint8Array) return Buffer.compare(actual, expected) === 0
  return isNumber(actual) && isNumber(expected) ? isSameNumber(actual, expected) : actual === expected
}

/** 1 and 1n are the same number. */
function isSameNumber(one: number | bigint, other: number | bigint): boolean {
  if (typeof one === typeof other) return one === other
  return Number.isInteger(Number(one)) && Number.isInteger(Number(other)) && BigInt(one) === BigInt(other)
}

function differs(actual: Value, expected: Value, path: string): string {
  return `${path} is ${shown(actual)}, not ${shown(expected)}`
}

function shown(value: Value): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  const text = JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item)) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}

function isNumber(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}
