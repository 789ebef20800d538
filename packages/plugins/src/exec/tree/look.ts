import type { Guard } from '@backout/core/plugin'
import { absent, stateOf } from '../../file/state.ts'
import type { Tree } from '../../file/tree/tree.ts'

/** Allows everything: what a command may change is known only afterwards. */
export const everything: Guard = { allows: () => true, demand: () => undefined }

/** The state of a path; absent also where a link has taken the place of a directory above it. */
export function stateAt(tree: Tree, path: string): string {
  try {
    return stateOf(tree, path)
  } catch (error) {
    if ((error as { code?: string }).code === 'out-of-scope') return absent
    throw error
  }
}
