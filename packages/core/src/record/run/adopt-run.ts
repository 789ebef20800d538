import { PlanError, systemCodeOf } from '../../model/index.ts'
import { writeError } from '../file/write-error.ts'
import { draftIn, sweepDrafts } from '../file/draft.ts'
import { createFile, syncFolder } from '../file/durable-file.ts'
import type { RecordFs } from '../file/record-fs.ts'
import { foldersIn, type RunFolder } from '../layout/run-folder.ts'

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
  const draft = foldersIn(draftIn(runs))
  try {
    if (fs.exists(target.path)) throw exists(target)
    for (const path of [draft.path, draft.undo, draft.outputs]) fs.makeFolder(path, 0o700)
    sweepDrafts(fs, runs, fs.modifiedAt(draft.path))
    await fill(draft)
    if (!fs.exists(draft.journal)) createFile(fs, draft.journal, new Uint8Array())
    for (const path of [draft.undo, draft.outputs, draft.path]) syncFolder(fs, path)
    fs.rename(draft.path, target.path)
    syncFolder(fs, runs)
  } catch (error) {
    fs.removeFolder(draft.path)
    if (error instanceof PlanError) throw error
    throw occupied.has(systemCodeOf(error)) ? exists(target) : writeError(`the record in "${target.path}"`, error)
  }
}

const occupied = new Set(['EEXIST', 'ENOTEMPTY'])

function exists(target: RunFolder): PlanError {
  return new PlanError('refused', `Cannot create the record in "${target.path}": there is one already`)
}
