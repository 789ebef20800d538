import { holdingFor } from '@backout/core/execute'
import { notYetApplied } from '@backout/core/execute/standing'
import { type BoundPlan, messageOf, PlanError } from '@backout/core/model'
import type { Plugin } from '@backout/core/plugin'
import { type RunHeader, spoken } from '@backout/core/record'
import type { Repository } from '../compose/repository/repository.ts'
import { acceptedSignOffs } from '../compose/effects/start-sign-offs.ts'
import { planCall } from '../next/plan-call.ts'
import type { CalledPlan } from '../compose/repository/plan-word.ts'
import type { PreviewJson } from '../shapes/preview.ts'
import { decide, standsOpen } from '../run/standing.ts'

/** What keeps a plan from being run as things stand: that it was applied, has changed since, has a run that is open, comes after another, is not signed, or that another run holds what it needs. */
export async function obstacleTo(
  bound: BoundPlan,
  repository: Pick<Repository, 'root' | 'store'>,
  called: CalledPlan,
  plugins: readonly Plugin[],
): Promise<PreviewJson['obstacle']> {
  const { name, environment } = bound
  const { store } = repository
  try {
    const runs = await store.list()
    const decision = await decide(bound, store, runs, true, called)
    if (decision.kind === 'applied')
      return {
        message: `"${name}" is already applied in ${environment}, by run "${decision.run.run}": a run would do nothing`,
        done: true,
        hint: `plan report ${decision.run.run}`,
      }
    const [first, ...others] = notYetApplied(runs, bound)
    if (first === undefined) {
      await acceptedSignOffs(repository, bound, called, plugins)
      await demandUnheld(bound, runs, repository)
      return undefined
    }
    const before = [first, ...others].map((each) => `"${each}"`).join(', ')
    return {
      message: `Before "${name}", ${before} must have been applied in ${environment}`,
      hint: planCall('run', first, { env: environment }),
    }
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown
    return { message: messageOf(thrown), hint: thrown.hint }
  }
}

/** Errors: `busy`, as of the run that would find it so. */
async function demandUnheld(
  bound: BoundPlan,
  runs: readonly RunHeader[],
  { root, store }: Pick<Repository, 'root' | 'store'>,
): Promise<void> {
  const held = await holdingFor(bound, runs, { root, store })
  if (!held) return
  const { header, name } = held
  const which = `of "${header.plan}", which holds ${spoken(name)},`
  throw standsOpen(`Cannot run plan "${bound.name}" in ${bound.environment}`, header, store.alive(header.run), which)
}
