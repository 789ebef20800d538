import { discoverPlans } from '@backout/core/load'
import { PlanError } from '@backout/core/model'
import type { LegibleProject } from '@backout/core/validate'
import type { Call } from '../../terminal/call.ts'
import { demandOwnRepository } from '../repository/demand-own-repository.ts'

/**
 * Paths of the plans that are meant. What is a path from the working directory counts as one; all else is left to the root. Errors: `missing`, and `invalid`
 * for a path that leads out of the repository, or into one where this is none.
 */
export function selectPlans(
  { root, project }: { readonly root: string; readonly project: LegibleProject | undefined },
  selectors: readonly string[],
  call: Pick<Call, 'cwd' | 'root'>,
): readonly string[] {
  const paths = discovered(root, project, selectors, call.cwd)
  if (selectors.length > 0) demandOwnRepository(root, paths, call.root)
  return paths
}

function discovered(root: string, project: LegibleProject | undefined, selectors: readonly string[], cwd: string): readonly string[] {
  try {
    return discoverPlans(root, project, selectors, cwd)
  } catch (thrown) {
    if (!(thrown instanceof PlanError) || thrown.code !== 'missing' || thrown.hint !== undefined) throw thrown
    throw new PlanError('missing', thrown.message, { hint: 'See all plans with: plan status' })
  }
}
