import type { NewRunRequest } from '@backout/core/execute'
import { type BoundPlan, PlanError } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import type { RunStore } from '@backout/core/record'
import type { SpentSignOffs } from '@backout/core/signoff'
import { demandOwnFiles } from '../../git/own-files.ts'
import { signCall } from '../../next/plan-call.ts'
import type { CalledPlan } from '../repository/plan-word.ts'
import type { Repository } from '../repository/repository.ts'
import { acceptedOf, signOffsOf } from './sign-offs.ts'

/** The sign-offs that let a plan start, verified; signers and roles count as in commit `at`, or HEAD. Errors: `waiting`, saying of each requirement what is missing or void, and why; `refused` where somebody rejected it, or it would not cover which database is meant. */
export async function acceptedSignOffs(
  { root, store }: Pick<Repository, 'root' | 'store'>,
  bound: BoundPlan,
  called: CalledPlan,
  plugins: readonly Plugin[],
  at?: string,
): Promise<NewRunRequest['signOffs']> {
  if (bound.signOffs.require.length === 0) return []
  await demandOwnFiles(root, bound, plugins)
  const state = await signOffsOf(root, bound, { spent: await spentSignOffs(store, bound), at })
  if (!state.ready) {
    const open = state.requirements.filter(({ requirement, state: each }) => !requirement.gate && each !== 'met' && each !== 'not-needed')
    throw new PlanError(
      open.some(({ state: each }) => each === 'rejected') ? 'refused' : 'waiting',
      `Cannot run plan "${bound.name}" in ${bound.environment}: ${open.map(({ requirement, why }) => `sign-off "${requirement.id}": ${why}`).join('; ')}`,
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

/** The sign-offs that runs which failed or were rolled back have used up: another run needs new ones. One that only found something busy has used up none. */
export async function spentSignOffs(store: RunStore, { name, environment, bindingDigest }: BoundPlan): Promise<SpentSignOffs> {
  const runs = (await store.list()).filter(
    (one) => one.plan === name && one.environment === environment && (one.state === 'failed' || one.state === 'rolled-back') && !one.busy,
  )
  const by = new Map<string, string>()
  for (const { run } of runs) {
    const { records } = await store.read(run, { damaged: 'give' })
    for (const { event } of records) if (event.kind === 'sign-off-accepted') by.set(event.digest, run)
  }
  const same = runs.filter((one) => one.bindingDigest === bindingDigest)
  const latest = same.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1)
  return { by, latest: latest && { run: latest.run, startedAt: new Date(latest.createdAt) } }
}
