import type { Step } from './plan.ts'
import type { Json } from './value.ts'

/** A step after expansion: one for each value of its `forEach`, or itself. */
export interface Expanded {
  readonly id: string
  /** The id as written, which `needs` of other steps may name. */
  readonly base: string
  readonly each?: Json
}

/** `backfill[a]`, `backfill[b]` for `forEach: [a, b]`; lists and maps are counted instead: `backfill[0]`. */
export function expandForEach(step: Pick<Step, 'id' | 'forEach'>): readonly Expanded[] {
  if (!step.forEach) return [{ id: step.id, base: step.id }]
  return step.forEach.map((value, index) => ({ id: `${step.id}[${isScalar(value) ? String(value) : index}]`, base: step.id, each: value }))
}

function isScalar(value: Json): boolean {
  return value === null || typeof value !== 'object'
}
