import { relative } from 'node:path'
import { git } from './git.ts'

/** What differs from HEAD: tracked changes and untracked files (not ignored ones). Paths are relative to the top of the work tree, with `/`. */
export async function changedPaths(top: string): Promise<readonly string[]> {
  const listed = await git(top, ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames'])
  return listed
    .split('\0')
    .filter(Boolean)
    .map((entry) => entry.slice(3))
}

/** A path that is relative to the top of the work tree, made relative to the root; undefined where it is not under it. */
export function fromRoot(root: string, top: string, path: string): string | undefined {
  const prefix = relative(top, root).replaceAll('\\', '/')
  if (prefix === '') return path
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined
}
