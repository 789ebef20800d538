import type { ReadContext } from '@backout/core/plugin'
import type { PlannedFiles } from '../pack/planned-files.ts'
import type { FilesSession } from '../session.ts'
import { absent, directoryState } from '../state.ts'
import { assertOpen, planRemoval } from './planned.ts'
import { noteUnmatched } from './unmatched.ts'

/** What `file/delete` is to do. Patterns that match nothing are noted, where there is somebody to note it to. */
export function* planDeletions(
  files: FilesSession,
  paths: readonly string[],
  context: Pick<ReadContext, 'note'> | undefined,
): Iterable<PlannedFiles> {
  const [listed, directories] = [files.list(paths), files.list(paths, 'directory')]
  if (context) noteUnmatched(paths, [...listed, ...directories], context)
  for (const [index, path] of listed.entries()) {
    files.locate(path, 'write')
    const planned = planRemoval(files, path)
    if (planned) yield { ...planned, reached: (index + 1) / listed.length }
  }
  for (const { path, mode } of emptied(files, directories, listed)) {
    yield {
      changes: [{ path, before: directoryState(mode), after: absent }],
      bytes: 0,
      title: `${path}: directory deleted`,
      details: () => [{ kind: 'note', text: `${path}: directory, deleted` }],
    }
  }
}

/** Directories that match and of which nothing is left, the deepest first. */
function emptied(
  files: FilesSession,
  directories: readonly string[],
  deleted: readonly string[],
): readonly { readonly path: string; readonly mode: number }[] {
  const gone = new Set(deleted)
  const found: { readonly path: string; readonly mode: number }[] = []
  for (const path of directories.toReversed()) {
    const entry = files.tree.entry(path)
    if (entry?.kind !== 'directory' || !files.tree.names(path).every(({ name }) => gone.has(`${path}/${name}`))) continue
    assertOpen(files.tree, path)
    gone.add(path)
    found.push({ path, mode: entry.mode })
  }
  return found
}
