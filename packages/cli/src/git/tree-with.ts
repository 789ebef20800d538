import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { git } from './git.ts'

/**
 * The tree of a commit with some paths as they are in the work tree now: added, changed or removed. It is made on an index of its own, so that what
 * somebody has staged stays as it is, beside the one of the work tree: what is written there has a place to be written to. `top` is the top of the work tree, and `paths` are relative to it.
 */
export async function treeWith(top: string, commit: string, paths: readonly string[]): Promise<string> {
  const index = resolve(top, await git(top, ['rev-parse', '--git-path', `backout-index-${randomUUID()}`]))
  try {
    const env = { GIT_INDEX_FILE: index }
    await git(top, ['read-tree', commit], { env })
    await updateIndex(top, paths, env)
    return await git(top, ['write-tree'], { env })
  } finally {
    await rm(index, { force: true })
  }
}

/** Puts paths into an index as they are in the work tree now. */
export async function updateIndex(top: string, paths: readonly string[], env: { readonly [name: string]: string } = {}): Promise<void> {
  const input = paths.map((path) => `${path}\0`).join('')
  await git(top, ['update-index', '--add', '--remove', '-z', '--stdin'], { env, input })
}

/** The paths that two commits or trees differ in, relative to the top of the work tree. */
export async function pathsBetween(top: string, one: string, other: string): Promise<readonly string[]> {
  return (await git(top, ['diff-tree', '-r', '--name-only', '--no-renames', '-z', one, other])).split('\0').filter(Boolean)
}
