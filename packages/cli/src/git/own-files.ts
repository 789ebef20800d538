import { resolve } from 'node:path'
import { type BoundPlan, PlanError } from '@backout/core/model'
import { driverOf, type Plugin } from '@backout/core/plugin'
import { committedLink, committedWords } from './committed-link.ts'

/**
 * Refuses a plan that is signed where the file of one of its connections lies behind a link which came with a commit: a sign-off covers the path of the file, and
 * another commit would let it lead to another database. A path that a secret gives is not covered at all. Errors: `refused`.
 */
export async function demandOwnFiles(root: string, bound: BoundPlan, plugins: readonly Plugin[]): Promise<void> {
  for (const [resource, { driver, config }] of Object.entries(bound.connections)) {
    if (JSON.stringify(config).includes('${{')) continue
    for (const file of driverOf(plugins, driver)?.files?.(config) ?? []) {
      const link = await committedLink(root, resolve(root, file))
      if (!link) continue
      throw new PlanError(
        'refused',
        `Cannot run plan "${bound.name}" in ${bound.environment}: on the way to "${file}" of ${resource}, "${link.path}" is a link${committedWords(link)}`,
        { hint: 'No sign-off covers where it leads: name the place itself in the connection' },
      )
    }
  }
}
