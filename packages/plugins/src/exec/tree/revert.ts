import { covers } from '../../file/glob/covers.ts'
import { escapeGlob } from '../../file/glob/syntax.ts'
import type { Tree } from '../../file/tree/tree.ts'
import { breachesOf } from './breach.ts'
import { changesSince, type TreeChanges } from './changes.ts'
import type { Git } from './git.ts'
import { restoreTree } from './restore.ts'
import { loadBaseline, type TreeUndo } from './undo.ts'

/**
 * Puts the working tree back after a command. `changes` are those it was seen to make; `null` after a crash, when whatever differs within `writes` is taken
 * for the command's work, and anything else that differs is a conflict, since it may be somebody's who came afterwards.
 */
export async function revertCommand(
  tree: Tree,
  git: Git | undefined,
  undo: readonly TreeUndo[],
  changes: TreeChanges | null,
): Promise<'reverted' | { readonly conflict: string }> {
  const loaded = loadBaseline(undo)
  if (changes) return restoreTree(tree, git, loaded, changes)
  const found = await changesSince(tree, git, loaded.baseline, loaded.writes)
  const strange = breachesOf(found, loaded.writes)
  if (strange.length === 0) return restoreTree(tree, git, loaded, found)
  const isOurs = (path: string): boolean => loaded.writes.some((pattern) => covers(pattern, escapeGlob(path)))
  const ours = { files: found.files.filter(({ path }) => isOurs(path)), directories: found.directories.filter(({ path }) => isOurs(path)) }
  await restoreTree(tree, git, loaded, ours)
  const shown = strange
    .slice(0, 5)
    .map((path) => `"${path}"`)
    .join(', ')
  return { conflict: `${shown}: changed since the command was started, and whether by the command or by somebody else is not known` }
}
