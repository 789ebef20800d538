import { standingOf } from '@backout/core/execute/standing'
import type { BoundPlan } from '@backout/core/model'
import type { RunHeader } from '@backout/core/record'
import type { Repository } from '../compose/repository/repository.ts'
import { demandOwnRecord } from '../git/own-record.ts'
import { trackedIn } from '../git/tracked.ts'

/**
 * Refuses to take plans for applied, those to be run or those that must come before them, where the record that says so came with a commit: whoever wrote it would
 * decide what does not run, and what runs too early. `runs` are all there are. Errors: `refused`.
 */
export async function demandOwnStanding(
  bounds: readonly BoundPlan[],
  runs: readonly RunHeader[],
  { store }: Pick<Repository, 'store'>,
): Promise<void> {
  const counted = bounds.flatMap(({ name, environment, metadata: { after = [] } }) =>
    [name, ...after].flatMap((plan) => {
      const standing = standingOf(runs, plan, environment, '')
      return standing.kind === 'changed' ? [standing.run] : []
    }),
  )
  if (counted.length === 0 || (await trackedIn(store.location)).tracked === false) return
  for (const { run, plan } of counted)
    await demandOwnRecord(`Cannot take plan "${plan}" for applied by run "${run}"`, store.folderOf(run).path)
}
