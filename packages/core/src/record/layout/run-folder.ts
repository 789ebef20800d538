import { basename, dirname, join } from 'node:path'
import { writeError } from '../file/write-error.ts'
import { draftIn } from '../file/draft.ts'
import { replaceFile, syncFolder } from '../file/durable-file.ts'
import { readError } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import { assertRunId } from './run-id.ts'

/** The paths of a run's record. */
export interface RunFolder {
  readonly path: string
  readonly journal: string
  readonly plan: string
  readonly files: string
  readonly undo: string
  readonly outputs: string
  readonly attachments: string
}

/** Where a run is kept in the folder of all runs. Errors: `missing` for what is not an id. */
export function runFolder(runs: string, run: string): RunFolder {
  assertRunId(run)
  return foldersIn(join(runs, run))
}

/** The same of a run's record that is not in its place yet. */
export function foldersIn(path: string): RunFolder {
  const inside = (name: string): string => join(path, name)
  return {
    path,
    journal: inside('journal.jsonl'),
    plan: inside('run.json'),
    files: inside('files'),
    undo: inside('undo'),
    outputs: inside('outputs'),
    attachments: inside('attachments'),
  }
}

/** Makes the folder of all runs (mode 0700), which git ignores; also where a crash came in between. Errors: `failed`. */
export function prepareRuns(fs: RecordFs, runs: string): void {
  const outer = basename(dirname(runs)) === '.backout' ? dirname(runs) : runs
  const ignore = join(outer, '.gitignore')
  if (fs.exists(runs) && fs.exists(ignore)) return
  try {
    fs.makeFolder(runs, 0o700)
    // Whole or not at all: with an empty one, git would list the records.
    if (!fs.exists(ignore)) replaceFile(fs, ignore, Buffer.from(ignored), draftIn(runs))
    syncFolder(fs, outer)
    syncFolder(fs, dirname(outer))
  } catch (cause) {
    throw writeError(`the folder of runs "${runs}"`, cause)
  }
}

// The signers are committed on purpose; all else here is the record of runs.
const ignored = '*\n!/allowed_signers\n'

/** Whether a run is kept in a folder, although a part of its record may have been lost; never in one that is a link. Errors: `failed` where that cannot be seen, as in a folder of somebody else. */
export function holdsRun(fs: RecordFs, { path, plan, journal }: RunFolder): boolean {
  try {
    return !fs.isLink(path) && (fs.exists(plan) || fs.exists(journal))
  } catch (cause) {
    throw readError(`the record in "${path}"`, cause)
  }
}
