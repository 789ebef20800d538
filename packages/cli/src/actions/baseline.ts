import { hostname } from 'node:os'
import { baseline as adopt } from '@backout/core/execute'
import { newRunId } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { bindPlans } from '../compose/plans/bind.ts'
import { machineClock } from '../compose/clock.ts'
import { secretsOf } from '../compose/effects/effects.ts'
import { validPlans } from '../compose/plans/load-plans.ts'
import { selectPlans } from '../compose/plans/select-plans.ts'
import { openRepository } from '../compose/repository/repository.ts'
import { demandAdoptable } from '../run/demand-adoptable.ts'
import { findCommit } from '../git/identity.ts'
import type { Answer } from '../plan-command.ts'
import type { BaselineJson } from '../shapes/baseline.ts'

/** What `plan baseline` was told. */
export interface BaselineOptions {
  readonly plans: readonly string[]
  readonly env: string
  readonly input: readonly string[]
  readonly reason: string
}

/** Puts plans on record as applied, without running them, in the order in which they would run. Errors: as for a run. */
export async function baseline({ plans: selectors, env, input, reason }: BaselineOptions, call: Call): Promise<Answer<BaselineJson>> {
  const repository = await openRepository(call)
  const { root, store } = repository
  const installed = await repository.installed('manifest')
  const plans = await validPlans(
    'Cannot adopt plans',
    selectPlans(repository, selectors, call),
    { repository, plugins: installed, environment: env },
    call,
  )
  const bindings = bindPlans(plans, { repository, plugins: installed, environment: env, inputs: input, version: call.version })
  await demandAdoptable(
    bindings.map(({ bound }) => bound),
    store,
  )
  const actor = await repository.actor()
  const commit = await findCommit(root)
  const effects = { store, root, actor, secrets: secretsOf(call), holder: { host: hostname(), pid: process.pid } }
  const adopted = []
  for (const { bound, files } of bindings) {
    const run = newRunId(bound.name, machineClock, Math.random)
    await adopt({ run, bound, files, signOffs: [], commit }, reason, effects)
    adopted.push({ name: bound.name, run })
  }
  return {
    result: { environment: env, reason, plans: adopted },
    text: adopted.map(({ name, run }) => `On record: ${name} was applied in ${env} before (${run})`).join('\n'),
    next: `plan status --env ${env}`,
  }
}
