import { relative } from 'node:path'
import { git } from './git.ts'
import { pathsBetween } from './tree-with.ts'

/** What of a work tree a plan may write. */
export interface Cover {
  /** The root of the plan's repository, links resolved. */
  readonly root: string
  /** The top of the work tree. */
  readonly top: string
  /** Whether the plan may write a path (relative to the root). */
  readonly covers: (path: string) => boolean
}

/**
 * What differs from HEAD (tracked changes and untracked files, not ignored ones), or what HEAD differs in from the commit `base`, and may be written by a
 * plan. Paths are relative to the top of the work tree, with `/`.
 */
export async function coveredChanges({ root, top, covers }: Cover, base?: string): Promise<readonly string[]> {
  const changed = new Set([...(await changedPaths(top)), ...(base === undefined ? [] : await pathsBetween(top, 'HEAD', base))])
  return [...changed].filter((path) => {
    const inRoot = fromRoot(root, top, path)
    return inRoot !== undefined && covers(inRoot)
  })
}

async function changedPaths(top: string): Promise<readonly string[]> {
  const listed = await git(top, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'])
  return listed
    .split('\0')
    .filter(Boolean)
    .map((entry) => entry.slice(3))
}

/** Undefined where the path is not under the root. */
function fromRoot(root: string, top: string, path: string): string | undefined {
  const prefix = relative(top, root).replaceAll('\\', '/')
  if (prefix === '') return path
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined
}
