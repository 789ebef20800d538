import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findRoot, PROJECT_FILE } from '@backout/core/load'
import { PlanError } from '@backout/core/model'
import type { Call } from '../../terminal/call.ts'

/**
 * Whoever calls a plan by a path into a repository, from outside of any or from one around it that is another project, means the one that the plan is in: what
 * the plan touches is relative to its root. `paths` are relative to `root`. Errors: `invalid`.
 */
export function demandOwnRepository(root: string, paths: readonly string[], given: Call['root']): void {
  if (given !== undefined) return
  const around = isRepository(root)
  for (const path of paths) {
    const own = findRoot(join(root, dirname(path)))
    const isOther = around ? own !== root && isProject(own) : isRepository(own)
    if (!isOther) continue
    const why = around ? `which has a ${PROJECT_FILE} of its own` : 'and this folder is in none'
    throw new PlanError('invalid', `Cannot use "${path}": it is in the repository "${own}", ${why}`, {
      hint: 'Call it from there, or give that folder with --root',
    })
  }
}

function isRepository(folder: string): boolean {
  return isProject(folder) || existsSync(join(folder, '.git'))
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, PROJECT_FILE))
}
