import { statSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import type { Call } from './call.ts'

/**
 * Whether a selector means "all plans in there": it is a folder, and not just the folder of one plan.
 * `paths` are those of the plans that it selects, relative to the root.
 */
export function isFolderOfPlans(selector: string, paths: readonly string[], root: string, { cwd }: Call): boolean {
  const folder = [resolve(cwd, selector), resolve(root, selector)].find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
  if (folder === undefined) return false
  const [only] = paths
  // A folder that holds none of them is only called as a plan is.
  if (paths.every((path) => !resolve(root, path).startsWith(folder + sep))) return false
  return paths.length !== 1 || dirname(resolve(root, only!)) !== folder
}
