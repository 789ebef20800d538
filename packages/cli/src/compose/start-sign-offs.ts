import type { NewRunRequest } from '@backout/core/execute'
import { type BoundPlan, PlanError } from '@backout/core/model'
import type { RunStore } from '@backout/core/record'
import { signCall } from '../next/plan-call.ts'
import type { CalledPlan } from '../next/plan-word.ts'
import type { Repository } from './repository.ts'
import { acceptedOf, signOffsOf } from './sign-offs.ts'

/** The sign-offs that let a plan start, verified. Errors: `waiting`, saying of each requirement what is missing or void, and why; `refused` where somebody rejected it. */
export async function acceptedSignOffs(
  { root, store }: Pick<Repository, 'root' | 'store'>,
  bound: BoundPlan,
  called: CalledPlan,
): Promise<NewRunRequest['signOffs']> {
  if (bound.signOffs.require.length === 0) return []
  const used = await usedSignOffs(store, bound)
  const state = await signOffsOf(root, bound, { used })
  if (!state.ready) {
    const open = state.requirements.filter(({ requirement, state: each }) => !requirement.gate && each !== 'met' && each !== 'not-needed')
    const [spent] = used.values()
    const again = spent === undefined ? '' : ` (the sign-offs that run "${spent}" started with do not count again)`
    throw new PlanError(
      open.some(({ state: each }) => each === 'rejected') ? 'refused' : 'waiting',
      `Cannot run plan "${bound.name}" in ${bound.environment}: ${open.map(({ requirement, why }) => `sign-off "${requirement.id}": ${why}`).join('; ')}${again}`,
      {
        hint: open
          .map(({ requirement: { role } }) => signCall(called.word(), { role, env: bound.environment, input: called.input }))
          .join('\n'),
      },
    )
  }
  const met = state.requirements.filter(({ requirement, state: each }) => !requirement.gate && each === 'met')
  return met.flatMap(({ requirement, by }) =>
    by.map((each) => ({ requirement: requirement.id, role: requirement.role, ...acceptedOf(each) })),
  )
}

/** Digests of the sign-offs that let earlier runs start which failed or were rolled back: another run needs new ones. */
export async function usedSignOffs(store: RunStore, { name, environment }: BoundPlan): Promise<ReadonlyMap<string, string>> {
  const used = new Map<string, string>()
  for (const { run, plan, environment: where, state } of await store.list()) {
    if (plan !== name || where !== environment || (state !== 'failed' && state !== 'rolled-back')) continue
    const { records } = await store.read(run, { damaged: 'give' })
    for (const { event } of records) if (event.kind === 'sign-off-accepted') used.set(event.digest, run)
  }
  return used
}
