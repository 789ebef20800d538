import type { ReadContext } from '@backout/core/plugin'
import type { PlannedFiles } from '../pack/planned-files.ts'
import type { FilesSession } from '../session.ts'
import { absent, directoryState } from '../tree/state.ts'
import { emptiedAmong } from '../tree/emptied.ts'
import { assertOpen, planRemoval } from './planned.ts'
import { noteUnmatched } from './unmatched.ts'

/** What `file/delete` is to do. Patterns that match nothing are noted, where there is somebody to note it to. */
export async function* planDeletions(
  files: FilesSession,
  paths: readonly string[],
  context: Pick<ReadContext, 'note'> | undefined,
): AsyncIterable<PlannedFiles> {
  const [listed, directories] = [files.list(paths), files.list(paths, 'directory')]
  if (context) noteUnmatched(paths, [...listed, ...directories], context)
  for (const [index, path] of listed.entries()) {
    files.locate(path, 'write')
    const learnt = files.tree.learn(path)
    if (learnt) await learnt
    const planned = planRemoval(files, path)
    if (planned) yield { ...planned, reached: (index + 1) / listed.length }
  }
  for (const { path, mode } of emptiedAmong(files.tree, directories, listed)) {
    assertOpen(files.tree, path)
    yield {
      changes: [{ path, before: directoryState(mode), after: absent }],
      bytes: 0,
      title: `${path}: directory deleted`,
      details: () => [{ kind: 'note', text: `${path}: directory, deleted` }],
    }
  }
}
