import type { Touch } from '../../model/index.ts'
import type { Plugin } from '../../plugin.ts'
import { conflictBetween } from '../../plugin/conflicts.ts'
import type { Graph } from '../graph/check-graph.ts'
import type { Described } from '../view/describe-uses.ts'
import { driversFor } from './drivers.ts'
import type { CheckedEnvironment } from '../view/environments.ts'
import type { Findings } from '../mistakes/findings.ts'
import { someOf } from '../mistakes/phrases.ts'

/** How many pairs of touches are compared at most: enough for any plan that people read. */
const mostPairs = 500_000

/** Warns of steps that nothing orders and that touch the same: they are run one after another, in the order of the plan. */
export function checkParallel(
  findings: Findings,
  { steps, ancestry }: Graph,
  described: readonly Described[],
  plugins: readonly Plugin[],
): void {
  const touches = touchesOf(steps.length, described)
  const driverFor = driversFor(plugins)
  let pairs = 0
  for (const [index, step] of steps.entries()) {
    const own = touches[index]
    if (!own) continue
    const conflicts: Conflict[] = []
    for (const other of ancestry.besides(index)) {
      const others = touches[other]
      if (!others) continue
      pairs += own.touches.length * others.touches.length
      if (pairs > mostPairs) return tooMany(findings)
      const conflict = conflictBetween(others.touches, own.touches, (resource) => driverFor(own.environment, resource))
      if (conflict) conflicts.push({ other: steps[other]!.entry.id, touch: conflict[0] })
    }
    if (conflicts.length > 0) warn(findings, step.pointer, step.entry.id, conflicts)
  }
}

/** A step that may run at the same time, and what both touch. */
interface Conflict {
  readonly other: string
  readonly touch: Touch
}

interface StepTouches {
  readonly environment: CheckedEnvironment
  readonly touches: Touch[]
}

function touchesOf(count: number, described: readonly Described[]): readonly (StepTouches | undefined)[] {
  const touches = Array.from<StepTouches | undefined>({ length: count })
  for (const { use, environment, touches: known } of described) {
    if (use.entry.list !== 'steps' || use.rollback) continue
    const own = (touches[use.entry.index] ??= { environment, touches: [] })
    own.touches.push(...known)
  }
  return touches
}

/** Once for a step: the step nearest above is the one to wait for, where all of them touch the same. */
function warn(findings: Findings, pointer: string, id: string, conflicts: readonly Conflict[]): void {
  const { other, touch } = conflicts.at(-1)!
  const names = someOf(conflicts.toReversed().map((each) => `"${each.other}"`))
  const both = conflicts.length === 1 ? 'both' : 'all'
  const message = `Step "${id}" may run at the same time as ${names}, and ${both} touch "${touch.part}" of ${touch.resource}: they are run one after the other`
  findings.warning('parallel-conflict', pointer, message, { part: 'key', suggestion: `Say needs: [${other}], if that is what is meant` })
}

function tooMany(findings: Findings): void {
  findings.warning('parallel-unchecked', '/steps', 'The plan has too many steps side by side to tell all that touch the same', {
    part: 'key',
  })
}
