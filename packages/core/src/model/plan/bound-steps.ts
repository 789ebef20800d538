import type { BoundPlan, BoundStep } from './bound-plan.ts'
import { lists } from './step-lists.ts'

/** Every step of the four lists, in their order; those of written rollbacks are not among them. */
export function boundSteps(bound: Pick<BoundPlan, (typeof lists)[number]>): readonly BoundStep[] {
  return lists.flatMap((list) => bound[list])
}

/** Those that a run comes to once: all but invariants, which it samples. */
export function stepsOnce({
  preconditions,
  steps,
  successCriteria,
}: Pick<BoundPlan, 'preconditions' | 'steps' | 'successCriteria'>): readonly BoundStep[] {
  return [...preconditions, ...steps, ...successCriteria]
}

/** The steps of a written rollback; none where a step has no rollback, or a reason why there is none. */
export function writtenRollback({ rollback = [] }: Pick<BoundStep, 'rollback'>): readonly BoundStep[] {
  return 'none' in rollback ? [] : rollback
}
