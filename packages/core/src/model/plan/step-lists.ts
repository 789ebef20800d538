import type { Check, Plan, RollbackStep, Step } from './plan.ts'
import { isList, isObject, type Json } from '../value.ts'

/** The four lists of a plan. */
export const lists = ['preconditions', 'steps', 'invariants', 'successCriteria'] as const

/** One of the four lists. */
export type List = (typeof lists)[number]

/** Every entry of the four lists, with its JSON Pointer. */
export function entriesOf(plan: Plan): readonly { readonly entry: Check & Partial<Step>; readonly pointer: string }[] {
  return lists.flatMap((list) => (plan[list] ?? []).map((entry, index) => ({ entry, pointer: `/${list}/${index}` })))
}

/** The steps of a rollback clause; none where it says that there is none. */
export function rollbackSteps(entry: Partial<Step>): readonly RollbackStep[] {
  const { rollback } = entry
  if (rollback === undefined) return []
  if (isList(rollback)) return rollback
  return 'none' in rollback ? [] : [rollback]
}

/** Every step type's input of a plan: those of its entries and of their rollbacks, merged as they will run. */
export function inputsOfSteps(plan: Plan): readonly { readonly id: string; readonly uses: string; readonly with: Json }[] {
  return entriesOf(plan).flatMap(({ entry }) => [
    { id: entry.id, uses: entry.uses, with: entry.with ?? {} },
    ...rollbackSteps(entry).map((step) => ({ id: entry.id, ...mergedRollback(entry, step) })),
  ])
}

/** What a rollback step uses, and its input: without `uses` the step's own, with `with` merged in deeply. */
export function mergedRollback(
  entry: Check,
  step: RollbackStep,
): { readonly uses: string; readonly with: { readonly [name: string]: Json } } {
  if (step.uses !== undefined) return { uses: step.uses, with: step.with ?? {} }
  return { uses: entry.uses, with: merge(entry.with ?? {}, step.with ?? {}) as { readonly [name: string]: Json } }
}

/** Objects are merged by key; a text, a number or a list replaces what was there. */
function merge(base: Json, over: Json): Json {
  if (!isObject(base) || !isObject(over)) return over
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])]
  return Object.fromEntries(keys.map((key) => [key, pick(base, over, key)]))
}

function pick(base: { readonly [key: string]: Json }, over: { readonly [key: string]: Json }, key: string): Json {
  if (!Object.hasOwn(over, key)) return base[key]!
  return Object.hasOwn(base, key) ? merge(base[key]!, over[key]!) : over[key]!
}
