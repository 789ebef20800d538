import type { BoundStep, Touch, Value } from '../../model/index.ts'
import { stepTypeOf } from '../../plugin.ts'
import { demandTraits } from '../../plugin/answers.ts'
import { unlessStopped } from '../supervise/attempt.ts'
import type { Binder } from '../bind/binding.ts'
import type { Execution } from '../unit/execution.ts'
import { describeContext } from '../unit/context.ts'
import type { Node } from './walk.ts'

/**
 * The graph of a list: `needs`, and an edge from the earlier to the later step wherever two that nothing orders touch the same thing.
 * Law: parallel steps with conflicting touches are serialised in plan order. Unknown touches conflict with all.
 */
export async function planNodes(execution: Execution, binder: Binder, steps: readonly BoundStep[]): Promise<readonly Node[]> {
  if (isChain(steps)) return steps.map(({ id, needs }) => ({ id, after: needs }))
  const ancestors = ancestorsOf(steps)
  const asked = steps.map(async (step) => stepTouches(execution, step, await knownInput(binder, step)))
  const touches = await unlessStopped(execution, Promise.all(asked))
  const earlier = meetings(touches)
  return steps.map((step, index) => {
    const after = new Set(step.needs)
    for (const before of earlier[index]!) {
      if (isAncestor(ancestors, before, index)) continue
      if (conflict(execution, touches[before], touches[index])) after.add(steps[before]!.id)
    }
    return { id: step.id, after: [...after] }
  })
}

/** For each step, the earlier ones that share a resource with it: the only ones that are worth comparing. Unknown touches share all. */
function meetings(touches: readonly (readonly Touch[] | 'unknown')[]): readonly (readonly number[])[] {
  const touching: number[] = []
  const byResource = new Map<string, number[]>()
  return touches.map((own, index) => {
    const resources = own === 'unknown' ? ['unknown'] : [...new Set(own.map(({ resource }) => resource))]
    if (resources.length === 0) return []
    const met = own === 'unknown' ? [...touching] : ['unknown', ...resources].flatMap((resource) => byResource.get(resource) ?? [])
    touching.push(index)
    for (const resource of resources) append(byResource, resource, index)
    return met
  })
}

function append(lists: Map<string, number[]>, key: string, item: number): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

/** Each step needs the one above it: there is nothing to compare. */
function isChain(steps: readonly BoundStep[]): boolean {
  return steps.every((step, index) => index === 0 || step.needs.includes(steps[index - 1]!.id))
}

/** For each step, a bit set of the indexes of all steps that come before it through `needs`. */
function ancestorsOf(steps: readonly BoundStep[]): readonly Uint32Array[] {
  const indexes = new Map(steps.map(({ id }, index) => [id, index]))
  const words = Math.ceil(steps.length / 32)
  const sets: Uint32Array[] = []
  for (const { needs } of steps) {
    const set = new Uint32Array(words)
    for (const id of needs) {
      const index = indexes.get(id)
      if (index === undefined) continue
      set[index >>> 5]! |= 1 << (index & 31)
      for (const [word, bits] of (sets[index] ?? []).entries()) set[word]! |= bits
    }
    sets.push(set)
  }
  return sets
}

function isAncestor(sets: readonly Uint32Array[], before: number, index: number): boolean {
  return ((sets[index]![before >>> 5]! >>> (before & 31)) & 1) === 1
}

/** The input of a step, bound where that needs nothing that is only known later. */
async function knownInput(binder: Binder, step: BoundStep): Promise<Value> {
  return binder.expand(step.with, step).catch(() => step.with)
}

/** What a step would touch, as far as its input tells, which may be unbound. */
export async function stepTouches(
  { effects, bound, files }: Execution,
  step: BoundStep,
  input: Value = step.with,
): Promise<readonly Touch[] | 'unknown'> {
  const type = stepTypeOf(effects.plugins, step.uses)
  if (!type) return 'unknown'
  try {
    return demandTraits(type, await type.describe(input, describeContext(bound, files, step))).touches
  } catch {
    // An input that is not bound yet may be refused as it stands; it is asked again when its turn comes.
    return 'unknown'
  }
}

function conflict(
  { sessions }: Execution,
  a: readonly Touch[] | 'unknown' | undefined,
  b: readonly Touch[] | 'unknown' | undefined,
): boolean {
  if (a === undefined || b === undefined) return false
  if (a === 'unknown') return b === 'unknown' || b.length > 0
  if (b === 'unknown') return a.length > 0
  const meet = (one: Touch, other: Touch): boolean => {
    if (one.resource !== other.resource) return false
    if (isOpen(one) || isOpen(other)) return one.access === 'write' || other.access === 'write'
    return sessions.locate(one.resource).driver.overlaps(one, other)
  }
  return a.some((one) => b.some((other) => meet(one, other)))
}

/** A part that outputs of another step decide may be any part. */
function isOpen({ part }: Touch): boolean {
  return part.includes('${{')
}
