import type { FilesSession } from '../session.ts'
import { isAt, learnStates, stateOf } from '../tree/state.ts'
import { type Pack, pathsOf } from './unit.ts'

/**
 * Whether a pack was applied: all files at their after-state, none, or something in between (also half-written files beside them).
 * `partial` is settled either way: applying the same pack again completes it, reverting takes it back.
 */
export async function probePack(session: FilesSession, pack: Pack): Promise<'applied' | 'absent' | 'partial'> {
  const { tree } = session
  await learnStates(tree, pathsOf(pack))
  let [done, open, other] = [0, 0, 0]
  for (const { path, before, after } of pack.files) {
    session.locate(path, 'read')
    const now = stateOf(tree, path)
    if (now === before) open++
    else if (isAt(tree, path, after, now)) done++
    else other++
    if (tree.sweep(path, [before, after], 'look')) other++
  }
  // A crash before the first file may leave new directories.
  if (done === 0 && pack.made.some((path) => tree.entry(path) !== undefined)) other++
  return other === 0 && open === 0 ? 'applied' : other === 0 && done === 0 ? 'absent' : 'partial'
}
