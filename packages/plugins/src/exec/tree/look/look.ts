import type { Guard } from '@backout/core/plugin'
import { changedAt } from '../../../file/tree/disk/unchanged.ts'
import { absent, stateOrStamp } from '../../../file/tree/state.ts'
import type { Entry, Tree } from '../../../file/tree/tree.ts'

/** Allows everything: what a command may change is known only afterwards. */
export const everything: Guard = { allows: () => true, demand: () => undefined, demandAll: () => undefined }

/** What is at a path, without reading it; nothing also where a link has taken the place of a directory above it. */
export function entryAt(tree: Tree, path: string): Entry | undefined {
  return unlessSwapped(() => tree.entry(path), undefined)
}

/**
 * The state of a path; absent also where a link has taken the place of a directory above it. Of a file that may not be read it tells only whether
 * somebody has changed it: see {@link isClosed}.
 */
export function stateAt(tree: Tree, path: string): string {
  return unlessSwapped(() => stateOrStamp(tree, path), absent)
}

/** Whether somebody wrote what is at a path, gave it its name or another mode, after a time (ms, by the clock of the file system); without a time, not. */
export function isTouchedAfter(tree: Tree, path: string, time: number | undefined): boolean {
  const stamp = time === undefined ? undefined : entryAt(tree, path)?.stamp
  return stamp !== undefined && changedAt(stamp) > time!
}

function unlessSwapped<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch (error) {
    if ((error as { code?: string }).code === 'out-of-scope') return otherwise
    throw error
  }
}
