import type { BoundStep, Waiting } from '../../model/index.ts'
import { headsAtGates } from '../../record/index.ts'
import type { Execution } from '../unit/execution.ts'

/** Whether a step has to wait for its sign-off. Law: gates are verified when the step's turn comes, against this run's own journal. */
export async function passGate(execution: Execution, step: BoundStep): Promise<Waiting | undefined> {
  const { binder, bound, recorder, effects, run } = execution
  const requirement = bound.signOffs.require.find(({ id }) => id === step.signOff)
  if (!requirement || recorder.state.signOffs.has(requirement.id)) return undefined
  if (requirement.if !== undefined && !(await binder.test(requirement.if, step)).holds) return undefined
  const { id, role } = requirement
  const { records, head } = await effects.store.read(run)
  const heads = headsAtGates(records, head).get(id) ?? []
  const attachments = await effects.store.attachments(run)
  const verdict = await effects.gate({ run, requirement: id, heads, attachments })
  if (!verdict.met) return { for: 'sign-off', step: step.id, requirement: id, role, why: verdict.why }
  await recorder.record(
    verdict.by.map((each) => ({ kind: 'sign-off-accepted', requirement: id, role, ...each }) as const),
    'durable',
  )
  return undefined
}
