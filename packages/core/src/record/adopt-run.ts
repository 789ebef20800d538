import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { PlanError } from '../model/index.ts'
import { writeError } from './write-error.ts'
import { createFile, syncFolder } from './durable-file.ts'
import { codeOf } from './error-code.ts'
import type { RecordFs } from './record-fs.ts'
import { foldersIn } from './run-folder.ts'
import type { RunFolder } from './run-folder.ts'

/**
 * Puts a run into the folder of all runs, whole or not at all: `fill` writes it into a folder beside, which is then renamed.
 * What `fill` did not write of a run is made empty. Errors: `refused` where the run exists, `failed` where the disk fails.
 */
export async function adoptRun(
  fs: RecordFs,
  runs: string,
  target: RunFolder,
  fill: (folder: RunFolder) => Promise<void> | void,
): Promise<void> {
  const draft = foldersIn(join(runs, `${draftPrefix}${randomUUID()}`))
  try {
    if (fs.exists(target.path)) throw exists(target)
    for (const path of [draft.path, draft.undo, draft.outputs]) fs.makeFolder(path, 0o700)
    sweep(fs, runs, fs.modifiedAt(draft.path))
    await fill(draft)
    if (!fs.exists(draft.journal)) createFile(fs, draft.journal, new Uint8Array())
    for (const path of [draft.undo, draft.outputs, draft.path]) syncFolder(fs, path)
    fs.rename(draft.path, target.path)
    syncFolder(fs, runs)
  } catch (error) {
    fs.removeFolder(draft.path)
    if (error instanceof PlanError) throw error
    throw occupied.has(codeOf(error)) ? exists(target) : writeError(`the record in "${target.path}"`, error)
  }
}

const draftPrefix = '.draft-'

/** ms for which a draft may be somebody's who is still at it */
const patience = 24 * 60 * 60 * 1000

/** Removes the drafts of processes that were killed: by the time of the file system, whose `now` this is. */
function sweep(fs: RecordFs, runs: string, now: number): void {
  for (const name of fs.list(runs)) {
    const path = join(runs, name)
    if (!name.startsWith(draftPrefix) || now - fs.modifiedAt(path) < patience) continue
    try {
      fs.removeFolder(path)
    } catch {
      // One of another user is in nobody's way.
    }
  }
}

const occupied = new Set(['EEXIST', 'ENOTEMPTY'])

function exists(target: RunFolder): PlanError {
  return new PlanError('refused', `Cannot create the record in "${target.path}": there is one already`)
}
