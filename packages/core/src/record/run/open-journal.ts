import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { type JournalRecord, PlanError, type RunEvent, systemCodeOf } from '../../model/index.ts'
import { AppendFile } from '../file/append-file.ts'
import { writeError } from '../file/write-error.ts'
import { type HeldClaim, recordGone } from '../claim/held-claim.ts'
import type { Clock } from '../clock.ts'
import { damagedRecord } from '../file/damaged-record.ts'
import { diskSync } from '../file/disk-sync.ts'
import { createFile, replaceFile } from '../file/durable-file.ts'
import { FolderJournal } from '../journal/folder-journal.ts'
import { anchorOf } from './frozen-run.ts'
import { partsOf } from '../file/file-window.ts'
import { journalBuffer } from '../journal/journal-buffer.ts'
import { withJournal } from '../journal/journal-file.ts'
import { type JournalScan, scanJournal } from '../journal/journal-scan.ts'
import { readError } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import type { RunFolder } from '../layout/run-folder.ts'
import type { Journal, JournalContents } from '../run-store.ts'

/** Reads a run's journal. Errors: `missing`, and `corrupt` unless damage is to be given. */
export function readJournal(fs: RecordFs, folder: RunFolder, run: string, damaged: 'refuse' | 'give'): JournalContents {
  const records: JournalRecord[] = []
  const { head, rest, damage, changed } = scan(fs, folder, run, (record) => void records.push(record))
  if (damage && damaged === 'refuse') throw corrupt(run, damage)
  return { records, head, torn: damage ? 0 : rest, damage, changed }
}

/**
 * Opens a run's journal for appending. It goes on in a new file with the valid records: whatever an earlier holder that counted as
 * dead may still write reaches the old one, which nobody reads any more, and a torn tail stays behind with it.
 * Errors: `missing`, `corrupt`, `failed`.
 */
export function openJournal(fs: RecordFs, folder: RunFolder, run: string, claim: HeldClaim, clock: Clock): Journal {
  const found = scan(fs, folder, run, () => undefined)
  if (found.damage) throw corrupt(run, found.damage)
  const what = `the journal of run "${run}"`
  try {
    renew(fs, folder, found.valid)
    const fd = fs.open(folder.journal, 'r+')
    const then = `see how to go on: plan status ${run}`
    const file = new AppendFile({ fs, fd, size: found.valid, sync: diskSync(fs), what, then, padding: lineFeed })
    const check = (): void => {
      claim.check()
      if (!fs.exists(folder.journal)) claim.lose(recordGone(run, folder.path))
    }
    return new FolderJournal({ file, next: found.count, head: found.head, clock, check })
  } catch (cause) {
    throw cause instanceof PlanError ? cause : writeError(what, cause)
  }
}

/** Writes the journal of a new run, durably, with its first records as one batch. */
export function beginJournal(fs: RecordFs, folder: RunFolder, first: readonly RunEvent[], at: Date): void {
  const buffer = journalBuffer(0, anchorOf(fs, folder))
  buffer.add(first, 0, at.toISOString())
  createFile(fs, folder.journal, buffer.take())
}

// Blank lines at the end of a journal mean nothing.
const lineFeed = 0x0a

function scan(fs: RecordFs, folder: RunFolder, run: string, take: (record: JournalRecord) => void): JournalScan {
  const anchor = anchorOf(fs, folder)
  try {
    return withJournal(fs, folder, (fd) => scanJournal(partsOf(fs, fd), anchor, take))
  } catch (cause) {
    if (systemCodeOf(cause) !== 'ENOENT') throw readError(`the journal of run "${run}"`, cause)
    throw damagedRecord(run, `Cannot read the journal of run "${run}": it is not in its record`, cause)
  }
}

function renew(fs: RecordFs, folder: RunFolder, valid: number): void {
  sweep(fs, folder)
  withJournal(fs, folder, (fd) => replaceFile(fs, folder.journal, partsOf(fs, fd, valid), `${folder.journal}.${randomUUID()}`))
}

/** Removes what processes that died here have left. One that still lives has lost its claim, and fails. */
function sweep(fs: RecordFs, { path, journal }: RunFolder): void {
  for (const name of fs.list(path)) if (name.startsWith(`${basename(journal)}.`)) fs.remove(join(path, name))
}

function corrupt(run: string, damage: { readonly seq: number; readonly message: string }): PlanError {
  return damagedRecord(run, `Cannot read the journal of run "${run}": record ${damage.seq} does not hold: ${damage.message}`)
}
