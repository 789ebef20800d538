import type { InputDeclaration } from './plan/plan.ts'
import { isQuick } from './text/quick-pattern.ts'
import { isList, type Json } from './value.ts'
import { withinTime } from './within-time.ts'
import { counted } from './text/words.ts'

/** How many ms patterns, or expressions, may still take in all. */
export interface Patience {
  left: number
}

/** What is wrong with an input's value, by the keywords of JSON Schema that its declaration may use; undefined if nothing is. */
export function inputProblem(value: Json, declaration: InputDeclaration, patience: Patience = { left: longest }): string | undefined {
  if (!hasType(value, declaration.type)) return typeSays(value, declaration.type)
  for (const [keyword, check] of Object.entries(keywords)) {
    const limit = declaration[keyword as keyof InputDeclaration]
    if (limit !== undefined && !check.holds(value, limit, patience)) return check.says(limit)
  }
  return undefined
}

interface Keyword {
  holds(value: Json, limit: Json, patience: Patience): boolean
  says(limit: Json): string
}

const keywords: { readonly [keyword: string]: Keyword } = {
  enum: {
    holds: (value, limit) => isList(limit) && limit.includes(value),
    says: (limit) => `must be one of ${isList(limit) ? limit.map((item) => JSON.stringify(item)).join(', ') : ''}`,
  },
  const: { holds: (value, limit) => value === limit, says: (limit) => `must be ${JSON.stringify(limit)}` },
  minimum: number((value, limit) => value >= limit, 'at least'),
  maximum: number((value, limit) => value <= limit, 'at most'),
  exclusiveMinimum: number((value, limit) => value > limit, 'more than'),
  exclusiveMaximum: number((value, limit) => value < limit, 'less than'),
  multipleOf: number((value, limit) => Number.isInteger(Number((value / limit).toPrecision(15))), 'a multiple of'),
  minLength: length((value, limit) => value >= limit, 'at least'),
  maxLength: length((value, limit) => value <= limit, 'at most'),
  pattern: {
    holds: (value, limit, patience) => typeof value !== 'string' || matches(value, String(limit), patience),
    says: (limit) => `must match ${shown(limit)} (and be found to within a second)`,
  },
}

/** How long one pattern may take, ms. */
const longest = 1000

/** A pattern of a plan from a pull request may take years to match, and there may be very many of them. */
function matches(value: string, pattern: string, patience: Patience): boolean {
  const test = (): boolean => new RegExp(pattern, 'u').test(value)
  if (isQuick(pattern, value)) return test()
  if (patience.left <= 0) return false
  const begun = performance.now()
  const found = withinTime(Math.ceil(Math.min(longest, patience.left)), test) === true
  patience.left -= performance.now() - begun
  return found
}

function shown(limit: Json): string {
  return typeof limit === 'string' ? limit : JSON.stringify(limit)
}

function number(holds: (value: number, limit: number) => boolean, words: string): Keyword {
  return {
    holds: (value, limit) => typeof value !== 'number' || holds(value, Number(limit)),
    says: (limit) => `must be ${words} ${shown(limit)}`,
  }
}

function length(holds: (value: number, limit: number) => boolean, words: string): Keyword {
  return {
    holds: (value, limit) => typeof value !== 'string' || holds(Array.from(value).length, Number(limit)),
    says: (limit) => `must have ${words} ${counted(Number(limit), 'character')}`,
  }
}

function hasType(value: Json, type: InputDeclaration['type']): boolean {
  return type === 'integer' ? Number.isSafeInteger(value) : typeof value === type && (type !== 'number' || Number.isFinite(value))
}

function typeSays(value: Json, type: InputDeclaration['type']): string {
  if (type === 'boolean') return 'must be a boolean (true or false)'
  if (type === 'integer' && typeof value !== 'object' && /^[+-]?\d{16,}$/.test(String(value)))
    return `must be at most ${Number.MAX_SAFE_INTEGER} either way, to be exact`
  return `must be ${type === 'integer' ? 'an' : 'a'} ${type}`
}
