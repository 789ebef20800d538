import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { discoverPlans } from '@backout/core/load'
import type { Call } from '../../terminal/call.ts'
import type { Repository } from './repository.ts'
import { pathFrom } from '../../system/path-from.ts'

/** How a plan was called, for the commands that are suggested. */
export interface CalledPlan {
  /** What it is called by. Asked for where it is needed: the repository is looked through. */
  word(): string
  readonly input: readonly string[]
}

type KnownPlan = { readonly name: string; readonly path: string }

/** A plan as it can be called again. `path` is relative to the root. */
export function calledPlan(
  plan: KnownPlan,
  repository: Pick<Repository, 'root' | 'project'>,
  input: readonly string[],
  { cwd }: Pick<Call, 'cwd'>,
): CalledPlan {
  return { word: () => planWord(plan, repository, cwd), input }
}

/** What a plan is called by in the folder `cwd`: its name where that finds it, else its path. */
export function planWord(plan: KnownPlan, repository: Pick<Repository, 'root' | 'project'>, cwd: string): string {
  return isFoundByName(plan, repository, cwd) ? plan.name : pathFrom(cwd, join(repository.root, plan.path))
}

/** Names of valid plans differ. Only what lies where the name would be a path makes it worth it to look through all plans. */
function isFoundByName({ name, path }: KnownPlan, { root, project }: Pick<Repository, 'root' | 'project'>, cwd: string): boolean {
  if (![cwd, root].some((folder) => existsSync(resolve(folder, name)))) return discoverPlans(root, project, []).includes(path)
  try {
    const [found, ...others] = discoverPlans(root, project, [name], cwd)
    return found === path && others.length === 0
  } catch {
    return false
  }
}
