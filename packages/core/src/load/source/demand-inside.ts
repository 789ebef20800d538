import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { isWithin, PlanError } from '../../model/index.ts'

/**
 * Refuses a file of the repository that is a link, or lies behind one, which leads out of it: diagnostics show lines of what they read, and a plan from a
 * pull request must not show the files of whoever reads it. `path` is relative to the root. Errors: `invalid`.
 */
export function demandInside(root: string, path: string): void {
  if (isWithin(realpathSync(root), realpathSync(join(root, path)))) return
  throw new PlanError('invalid', `Cannot read "${path}": it is a link that leads out of the repository`)
}
