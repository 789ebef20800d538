import type { Tree } from '../../../file/tree/tree.ts'
import type { Git } from '../git/git.ts'
import { entryAt } from './look.ts'

/**
 * Tracked files that a checkout may give other bytes than they have, though git takes them for unchanged (gitattributes(5)): a filter, a keyword, an
 * encoding stands in between. As many as fit into {@link limit}; of what is larger (LFS) git is trusted to give back what it took.
 */
export async function convertedFiles(git: Git, tree: Tree): Promise<readonly string[]> {
  const listed = await git.paths(['ls-files', '-z', '--', '.', ':(exclude,attr:!filter !ident !working-tree-encoding)'])
  let left = limit
  return [...new Set(listed)].filter((path) => {
    const entry = entryAt(tree, path)
    if (entry?.kind !== 'file' || entry.size > left) return false
    left -= entry.size
    return true
  })
}

/** bytes */
const limit = 64 * 1024 * 1024
