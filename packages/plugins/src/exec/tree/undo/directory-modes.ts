import { difference, makeEffect } from '../../../file/pack/apply.ts'
import { absent, readState } from '../../../file/tree/state.ts'
import type { Tree } from '../../../file/tree/tree.ts'
import { stateAt } from '../look/look.ts'
import type { TreeChange } from '../compare/changes.ts'

/** The directories that stayed, and have another mode. */
export function modeChanges(directories: readonly TreeChange[]): readonly TreeChange[] {
  return directories.filter(({ before, after }) => before !== absent && after !== absent)
}

/** What is not as the command left it, in words. */
export function modeConflictOf(tree: Tree, { path, before, after }: TreeChange): string | undefined {
  const now = stateAt(tree, path)
  return now === before || now === after ? undefined : `"${path}": ${difference(after, now)}`
}

/** Whether a directory lets files be put into it again once it has its mode of before: it gets that first, and any other last. */
export function isOpen({ before }: TreeChange): boolean {
  return (readState(before).mode & 0o200) !== 0
}

/** Gives directories back the modes of before, where they do not have them. */
export async function restoreModes(tree: Tree, changes: readonly TreeChange[]): Promise<void> {
  const open = changes.filter(({ path, before }) => stateAt(tree, path) !== before)
  if (open.length === 0) return
  const effects = open.map(({ path, before, after }) => makeEffect(path, after, undefined, before, () => []))
  await tree.commit(effects, () => undefined)
}
