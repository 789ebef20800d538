import { standingOf } from '@backout/core/execute/standing'
import { type BoundPlan, PlanError } from '@backout/core/model'
import type { RunStore } from '@backout/core/record'

/**
 * All plans can be adopted, or none is: none of them has a run that stands open or has applied it, and what comes before each was
 * applied, or is adopted along with it. Errors: `busy` and `refused`, with all that stands in the way.
 */
export async function demandAdoptable(plans: readonly BoundPlan[], store: RunStore): Promise<void> {
  const runs = Map.groupBy(await store.list(), ({ plan }) => plan)
  const adopted = new Set(plans.map(({ name }) => name))
  const isApplied = (name: string, environment: string): boolean =>
    adopted.has(name) || ['applied', 'changed'].includes(standingOf(runs.get(name) ?? [], name, environment, '').kind)
  const obstacles = plans.flatMap(({ name, environment, planDigest, metadata }): readonly Obstacle[] => {
    const standing = standingOf(runs.get(name) ?? [], name, environment, planDigest)
    if (standing.kind === 'open')
      return [
        { busy: true, why: `run "${standing.run.run}" of "${name}" is ${standing.run.state}`, hint: `plan status ${standing.run.run}` },
      ]
    if (standing.kind === 'applied' || standing.kind === 'changed')
      return [{ busy: false, why: `"${name}" was applied by run "${standing.run.run}"`, hint: `plan report ${standing.run.run}` }]
    const missing = (metadata.after ?? []).filter((each) => !isApplied(each, environment)).map((each) => `"${each}"`)
    return missing.length === 0
      ? []
      : [{ busy: false, why: `"${name}" comes after ${missing.join(', ')}`, hint: `Adopt ${missing.join(', ')} along with it` }]
  })
  if (obstacles.length === 0) return
  const why = obstacles.map((each) => each.why).join('; ')
  throw new PlanError(obstacles.some(({ busy }) => busy) ? 'busy' : 'refused', `Cannot adopt plans in ${plans[0]!.environment}: ${why}`, {
    hint: obstacles.map(({ hint }) => hint).join('\n'),
  })
}

interface Obstacle {
  readonly busy: boolean
  readonly why: string
  readonly hint: string
}
