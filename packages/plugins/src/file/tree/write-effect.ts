import { PlanError } from '@backout/core/plugin'
import { fileState, hashOf, stateOfEntry } from './state.ts'
import type { Effect, Tree } from './tree.ts'

/** New files get this mode, whatever the umask of the machine. */
export const newFileMode = 0o644

/** The effect of giving a file a content, or (`null`) removing it. An existing file keeps its mode. Errors: `conflict` where it is not as expected. */
export function effectOf(
  tree: Tree,
  path: string,
  content: Uint8Array | string | null,
  options: { readonly expect?: string; readonly mode?: number },
): Effect {
  const entry = tree.entry(path)
  const expect = entry ? stateOfEntry(tree, path, entry) : 'absent'
  if (options.expect !== undefined && options.expect !== expect) {
    throw new PlanError('conflict', `Cannot write "${path}": it is no longer as it was`)
  }
  const stamp = entry?.stamp
  if (content === null) return { path, expect, stamp, become: 'absent', state: 'absent' }
  if (entry && entry.kind !== 'file') throw new PlanError('failed', `Cannot write "${path}": it is a ${entry.kind}, not a file`)
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const mode = options.mode ?? entry?.mode ?? newFileMode
  return { path, expect, stamp, become: 'file', mode, state: fileState(mode, hashOf(bytes)), content: () => [bytes] }
}
