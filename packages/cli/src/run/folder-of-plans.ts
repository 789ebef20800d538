import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { Call } from '../terminal/call.ts'

/**
 * Whether a selector means "all plans in there": it is a folder that holds them, and not just the folder of one plan, which has its
 * `plan.yaml` in it. `paths` are those of the plans that it selects, relative to the root.
 */
export function isFolderOfPlans(selector: string, paths: readonly string[], root: string, { cwd }: Pick<Call, 'cwd'>): boolean {
  const plans = paths.map((path) => realPathOf(resolve(root, path)))
  const folders = [resolve(cwd, selector), resolve(root, selector)].flatMap(folderAt)
  // A folder that holds none of them is only called as a plan is.
  const folder = folders.find((each) => plans.some((path) => path.startsWith(each + sep)))
  if (folder === undefined) return false
  const [only] = plans
  return plans.length !== 1 || !['plan.yaml', 'plan.yml'].some((name) => only === join(folder, name))
}

/** A link that leads nowhere is where it stands. */
function realPathOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path))
}

function folderAt(path: string): readonly string[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? [realpathSync(path)] : []
}
