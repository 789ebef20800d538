import type { Step } from './plan.ts'
import type { Json } from '../value.ts'

/** A step after expansion: one for each value of its `forEach`, or itself. */
export interface Expanded {
  readonly id: string
  /** The id as written, which `needs` of other steps may name. */
  readonly base: string
  readonly each?: Json
}

/** `backfill[a]`, `backfill[b]` for `forEach: [a, b]`; what cannot be a name is counted instead: `backfill[0]`. */
export function expandForEach(step: Pick<Step, 'id' | 'forEach'>): readonly Expanded[] {
  if (!step.forEach) return [{ id: step.id, base: step.id }]
  return step.forEach.map((value, index) => ({ id: `${step.id}[${nameOf(value) ?? index}]`, base: step.id, each: value }))
}

/** UTF-16 units. An id stands in every record of its step, and in each line about it. */
const longestName = 100
/** Line breaks, and characters that steer a terminal or are not seen: who reads an id must be able to type it. */
const unnameable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

function nameOf(value: Json): string | undefined {
  if (value !== null && typeof value === 'object') return undefined
  const name = String(value)
  return name.length > longestName || unnameable.test(name) ? undefined : name
}
