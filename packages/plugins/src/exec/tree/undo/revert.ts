import type { Tree } from '../../../file/tree/tree.ts'
import { pathsOf, sortChanges } from '../compare/breach.ts'
import { changesSince, type TreeChanges } from '../compare/changes.ts'
import type { Git } from '../git/git.ts'
import { restoreTree } from './restore.ts'
import { sinceFirstStart } from './since-first-start.ts'
import { loadBaseline, type TreeUndo } from './undo.ts'
import { isTouchedAfter } from '../look/look.ts'

/**
 * Puts the working tree back after a command. `changes` are those it was seen to make; `null` after a crash, when whatever differs within `writes` is taken
 * for the command's work, unless it was touched after `until` (ms, by the clock of the file system), when nothing of the command ran any more. Anything else
 * that differs is a conflict, since it may be somebody's who came afterwards.
 */
export async function revertCommand(
  tree: Tree,
  git: Git | undefined,
  undo: readonly TreeUndo[],
  changes: TreeChanges | null,
  until?: number,
): Promise<'reverted' | { readonly conflict: string }> {
  const loaded = loadBaseline(undo)
  if (changes?.started) return restoreTree(tree, git, loaded, await sinceFirstStart(tree, git, loaded, changes))
  if (changes) return restoreTree(tree, git, loaded, changes)
  const { allowed, strange } = sortChanges(await changesSince(tree, git, loaded.baseline, loaded.writes), loaded.writes)
  const late = allowed.files.filter(({ path }) => isTouchedAfter(tree, path, until))
  if (late.length > 0) return { conflict: `${shown(late)}: changed by somebody else, after the command was killed` }
  const ended = await restoreTree(tree, git, loaded, allowed)
  if (ended !== 'reverted' || pathsOf(strange).length === 0) return ended
  const others = pathsOf(strange).map((path) => ({ path }))
  return {
    conflict: `${shown(others)}: changed since the command was started, and whether by the command or by somebody else is not known`,
  }
}

function shown(changes: readonly { readonly path: string }[]): string {
  return changes
    .slice(0, 5)
    .map(({ path }) => `"${path}"`)
    .join(', ')
}
