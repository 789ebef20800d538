import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { RecordFs } from './record-fs.ts'

/** A new name in the folder of runs for what is still being written, and gets its own name once it is whole. */
export function draftIn(runs: string): string {
  return join(runs, `${prefix}${randomUUID()}`)
}

/** Removes the drafts of processes that were killed: by the time of the file system, whose `now` this is. */
export function sweepDrafts(fs: RecordFs, runs: string, now: number): void {
  for (const name of fs.list(runs)) {
    const path = join(runs, name)
    if (!name.startsWith(prefix) || now - fs.modifiedAt(path) < patience) continue
    try {
      fs.removeFolder(path)
    } catch {
      // One of another user is in nobody's way.
    }
  }
}

const prefix = '.draft-'

/** ms for which a draft may be somebody's who is still at it */
const patience = 24 * 60 * 60 * 1000
