import { decodeValue, encodeValue, type Json, type Value } from '../../model/index.ts'
import { demand } from '../demand.ts'

/** What comes back of a value that was stored. Refuses what would come back as something else. */
export function stored(value: unknown, what: string): Value {
  const problem = unstorable(value, what)
  demand(
    problem === undefined,
    `${problem}, which cannot be stored: give JSON, integers (bigint) and bytes (Uint8Array) alone, a date as its text, a Map as its entries`,
  )
  return decodeValue(JSON.parse(JSON.stringify(encodeValue(value as Value))) as Json)
}

/** The first place of a value that does not come back as it was, in words. */
function unstorable(value: unknown, at: string): string | undefined {
  switch (typeof value) {
    case 'boolean':
    case 'string':
    case 'bigint':
    case 'number':
      return undefined
    case 'object':
      return value === null || value instanceof Uint8Array ? undefined : unstorableObject(value, at)
    default:
      return `${at} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`
  }
}

function unstorableObject(value: object, at: string): string | undefined {
  if (Array.isArray(value)) return first(value.map((item, index) => unstorable(item, `${at}[${index}]`)))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return `${at} is a ${value.constructor.name}`
  // A property that is undefined is as good as one that is not there.
  return first(Object.entries(value).map(([key, item]) => (item === undefined ? undefined : unstorable(item, `${at}.${key}`))))
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined)
}
