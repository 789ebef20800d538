import type { BoundStep } from '../../model/index.ts'
import type { Execution } from '../unit/execution.ts'

/** Whether a step is to be run at all. Law: `if` is evaluated once, and journalled. Errors: whatever the expression gives; then it is asked again. */
export async function passesCondition({ recorder, binder }: Execution, step: BoundStep): Promise<boolean> {
  const known = recorder.state.steps.get(step.id)
  if (known?.phase === 'skipped') return false
  if (step.if === undefined || known?.conditionMet) return true
  const { holds } = await binder.test(step.if, step)
  await recorder.record([{ kind: holds ? 'condition-met' : 'step-skipped', step: step.id, condition: step.if }], 'soon')
  return holds
}
