import type { Tree } from '../../../file/tree/tree.ts'
import { pathsOf, sortChanges } from '../compare/breach.ts'
import { changesSince, type TreeChanges } from '../compare/changes.ts'
import type { Git } from '../git/git.ts'
import { restoreTree } from './restore.ts'
import { sinceFirstStart } from './since-first-start.ts'
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
  if (changes?.started) return restoreTree(tree, git, loaded, await sinceFirstStart(tree, git, loaded, changes))
  if (changes) return restoreTree(tree, git, loaded, changes)
  const { allowed, strange } = sortChanges(await changesSince(tree, git, loaded.baseline, loaded.writes), loaded.writes)
  const ended = await restoreTree(tree, git, loaded, allowed)
  const others = pathsOf(strange)
  if (ended !== 'reverted' || others.length === 0) return ended
  const shown = others.slice(0, 5).map((path) => `"${path}"`)
  return {
    conflict: `${shown.join(', ')}: changed since the command was started, and whether by the command or by somebody else is not known`,
  }
}
