import { posix } from 'node:path'
import type { Plan, Project, Scope } from './plan.ts'

/** What a plan may touch: its scope, and of that never the folder in which runs are recorded. */
export function scopeOf({ scope = {} }: Pick<Plan, 'scope'>, project: Pick<Project, 'runs'> | undefined): Scope {
  const { files = [] } = scope
  const kept = files.length === 0 ? undefined : folderOfRuns(project?.runs)
  return kept === undefined ? scope : { ...scope, files: [...files, `!${literal(kept)}`] }
}

/** The folder of runs inside of the repository; undefined for one in `.backout`, which is out of reach by itself, or outside of the repository. */
function folderOfRuns(runs: string | undefined): string | undefined {
  if (runs === undefined || posix.isAbsolute(runs)) return undefined
  const path = posix.normalize(runs).replace(/\/$/, '')
  return /^(?:\.|\.\.|\.backout)(?:\/|$)/.test(path) ? undefined : path
}

function literal(path: string): string {
  return path.replace(/[\\*?[\]{}!]/g, '\\$&')
}
