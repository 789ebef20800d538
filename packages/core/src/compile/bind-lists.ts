import { type BoundInvariant, type BoundStep, type Check, expandForEach, type Plan, remembering, type Step } from '../model/index.ts'
import { expressionsIn, namesIn } from '../expression/index.ts'
import { bindInvariant, bindStep, type Binding } from './bind-step.ts'
import type { Mistakes } from './mistakes.ts'
import { resolveNeeds } from './order.ts'

/** The four lists of a plan after binding. */
export interface BoundLists {
  readonly preconditions: readonly BoundStep[]
  readonly steps: readonly BoundStep[]
  readonly invariants: readonly BoundInvariant[]
  readonly successCriteria: readonly BoundStep[]
}

/** Binds all entries of a plan. */
export function bindLists(plan: Plan, binding: Binding, mistakes: Mistakes): BoundLists {
  return {
    preconditions: bindChecks(plan.preconditions ?? [], 'preconditions', binding, bindStep),
    steps: bindSteps(plan, binding, mistakes),
    invariants: bindChecks(plan.invariants ?? [], 'invariants', binding, bindInvariant),
    successCriteria: bindChecks(plan.successCriteria ?? [], 'successCriteria', binding, bindStep),
  }
}

function bindSteps(plan: Plan, binding: Binding, mistakes: Mistakes): readonly BoundStep[] {
  const expanded = plan.steps.flatMap((step, index) => expandForEach(step).map((one) => ({ ...one, step, pointer: `/steps/${index}` })))
  const members = new Map<string, string[]>(plan.steps.map(({ id }) => [id, []]))
  for (const { base, id } of expanded) members.get(base)!.push(id)
  for (const [base, ids] of members) if (new Set(ids).size < ids.length) mistakes.add(`step "${base}" has a value twice in its forEach`)
  // All members of a `forEach` share one list, which may name thousands.
  const needsOf = remembering((step: Step) => step.needs?.flatMap((need) => members.get(need) ?? [need]))
  const resolved = resolveNeeds(expanded.map(({ id, step }) => ({ id, needs: needsOf(step) })))
  return expanded.map(({ id, step, pointer, each }, index) => bindStep(step, { id, needs: resolved[index]!, pointer, each }, binding))
}

/** Checks wait only for those above them in their list whose outputs they read. */
function bindChecks<Entry extends Check, Bound>(
  entries: readonly Entry[],
  list: string,
  binding: Binding,
  bind: (entry: Entry, origin: { id: string; needs: readonly string[]; pointer: string }, binding: Binding) => Bound,
): readonly Bound[] {
  return entries.map((entry, index) => {
    const above = new Set(entries.slice(0, index).map(({ id }) => id))
    const needs = stepsRead(entry).filter((id) => above.has(id))
    return bind(entry, { id: entry.id, needs, pointer: `/${list}/${index}` }, binding)
  })
}

function stepsRead({ if: condition, assert, with: input }: Check): readonly string[] {
  const expressions = [condition, assert].filter((text) => text !== undefined)
  const templates = expressionsIn(input ?? {}).map(({ expression }) => expression)
  return [...new Set([...expressions, ...templates].flatMap((expression) => namesIn(expression).steps))]
}
