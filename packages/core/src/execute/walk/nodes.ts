import { ancestryOf, type BoundStep, type Value } from '../../model/index.ts'
import type { Traits } from '../../plugin.ts'
import { conflictBetween } from '../../plugin/conflicts.ts'
import { EarlierTouches } from '../resource/earlier-touches.ts'
import { unlessStopped } from '../supervise/attempt.ts'
import type { Execution } from '../unit/execution.ts'
import { stepTouches } from './step-touches.ts'
import type { Node } from './walk.ts'

/**
 * The graph of a list: `needs`, and an edge from the earlier to the later step wherever two that nothing orders touch the same thing.
 * Law: parallel steps with conflicting touches are serialised in plan order. Unknown touches conflict with all.
 */
export async function planNodes(execution: Execution, steps: readonly BoundStep[]): Promise<readonly Node[]> {
  if (isChain(steps)) return steps.map(({ id, needs }) => ({ id, after: needs }))
  const asked = steps.map(async (step) => stepTouches(execution, step, await knownInput(execution, step)))
  const touches = await unlessStopped(execution, Promise.all(asked))
  const earlier = meetings(execution, touches)
  const ancestry = ancestryOf(needsOf(steps))
  return steps.map((step, index) => {
    const after = new Set(step.needs)
    for (const before of earlier[index]!) {
      if (ancestry.isBefore(before, index)) continue
      if (conflict(execution, touches[before], touches[index])) after.add(steps[before]!.id)
    }
    return { id: step.id, after: [...after] }
  })
}

/** For each step, the earlier ones that may touch the same: the only ones that are worth comparing. */
function meetings({ sessions }: Execution, touches: readonly Traits['touches'][]): readonly (readonly number[])[] {
  const earlier = new EarlierTouches(sessions)
  return touches.map((own) => {
    const met = own.length === 0 ? [] : earlier.near(own)
    earlier.add(own)
    return met
  })
}

/** Each step needs the one above it: there is nothing to compare. */
function isChain(steps: readonly BoundStep[]): boolean {
  return steps.every((step, index) => index === 0 || step.needs.includes(steps[index - 1]!.id))
}

/** Indexes of the steps that each one needs; a list that begins in the middle of a plan needs steps that are not in it. */
function needsOf(steps: readonly BoundStep[]): readonly (readonly number[])[] {
  const indexes = new Map(steps.map(({ id }, index) => [id, index]))
  return steps.map(({ needs }) => needs.flatMap((id) => indexes.get(id) ?? []))
}

/** The input of a step, bound where that needs nothing that is only known later. */
async function knownInput({ binder }: Execution, step: BoundStep): Promise<Value> {
  return binder.expand(step.with, step).catch(() => step.with)
}

function conflict({ sessions }: Execution, a: Traits['touches'] | undefined, b: Traits['touches'] | undefined): boolean {
  if (a === undefined || b === undefined) return false
  if (a === 'unknown') return b === 'unknown' || b.length > 0
  if (b === 'unknown') return a.length > 0
  return conflictBetween(a, b, (resource) => sessions.locate(resource).driver) !== undefined
}
