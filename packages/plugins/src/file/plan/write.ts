import type { PlannedFiles } from '../pack/planned-files.ts'
import type { FilesSession } from '../session.ts'
import { planContent } from './planned.ts'

/** What `file/write` is to do. */
export function* planWrite(
  files: FilesSession,
  { path, content, executable }: { readonly path: string; readonly content: string; readonly executable?: boolean | undefined },
): Iterable<PlannedFiles> {
  const entry = files.tree.entry(files.locate(path, 'write'))
  const mode = modeOf(executable, entry?.kind === 'file' ? entry.mode : undefined)
  const planned = planContent(files, path, Buffer.from(content, 'utf8'), mode === undefined ? {} : { mode })
  if (planned) yield planned
}

/** Execution is allowed to whoever may read. */
function modeOf(executable: boolean | undefined, mode = 0o644): number | undefined {
  if (executable === undefined) return undefined
  return executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111
}
