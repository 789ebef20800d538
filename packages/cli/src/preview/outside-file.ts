import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { isWithin } from '@backout/core/model'

/** Which files a preview may read. */
export interface AllowedFiles {
  /** The repository's root, absolute: what is under it may be read. */
  readonly root: string
  /** What the reader allows beside it, absolute: files, or folders with all that is in them. */
  readonly allowed: readonly string[]
}

/** The first of some paths (relative to the root) that leads out of the repository, links resolved, and that nobody allowed; undefined where none does. */
export function outsideFile(paths: readonly string[], { root, allowed }: AllowedFiles): string | undefined {
  const [inside, beside] = [realOf(root), allowed.map(realOf)]
  return paths.find((path) => {
    const real = realOf(resolve(root, path))
    return !isWithin(inside, real) && !beside.some((one) => isWithin(one, real) || isCompanion(one, real))
  })
}

/** What a database keeps beside its file: `crm.db-wal`. */
function isCompanion(file: string, path: string): boolean {
  return path.startsWith(file) && /^-\w+$/.test(path.slice(file.length))
}

/** Files from the command line and from the environment (separated by commas), relative to where the command was given. */
export function allowedFiles(
  given: readonly string[],
  cwd: string,
  env: { readonly [name: string]: string | undefined },
): AllowedFiles['allowed'] {
  const fromEnvironment = (env['BACKOUT_ALLOW_FILES'] ?? '').split(',').map((each) => each.trim())
  return [...given, ...fromEnvironment].filter(Boolean).map((each) => resolve(cwd, each))
}

/** The end of all links, also for what is not there yet. */
function realOf(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path)
  return join(realOf(dirname(path)), basename(path))
}
