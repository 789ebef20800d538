import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findRoot, PROJECT_FILE } from '@backout/core/load'
import { PlanError } from '@backout/core/model'
import type { Call } from '../call.ts'

/**
 * Whoever stands outside of any repository, and calls a plan by a path that leads into one, means that one: what the plan touches is relative to its root.
 * `paths` are relative to `root`. Errors: `invalid`.
 */
export function demandOwnRepository(root: string, paths: readonly string[], given: Call['root']): void {
  if (given !== undefined || isRepository(root)) return
  for (const path of paths) {
    const own = findRoot(join(root, dirname(path)))
    if (!isRepository(own)) continue
    throw new PlanError('invalid', `Cannot use "${path}": it is in the repository "${own}", and this folder is in none`, {
      hint: 'Call it from there, or give that folder with --root',
    })
  }
}

function isRepository(folder: string): boolean {
  return [PROJECT_FILE, '.git'].some((name) => existsSync(join(folder, name)))
}
