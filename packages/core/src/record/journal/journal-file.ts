import type { JournalRecord } from '../../model/index.ts'
import { firstLine } from '../file/file-window.ts'
import { readLine } from './journal-line.ts'
import type { RecordFs } from '../file/record-fs.ts'
import type { RunFolder } from '../layout/run-folder.ts'

/** Opens a run's journal for reading while `use` works on it. Errors: those of `node:fs`. */
export function withJournal<T>(fs: RecordFs, folder: RunFolder, use: (fd: number) => T): T {
  const fd = fs.open(folder.journal, 'r')
  try {
    return use(fd)
  } finally {
    fs.close(fd)
  }
}

/** The first record of a run's journal; undefined where it is damaged, or there is no journal. */
export function firstRecord(fs: RecordFs, folder: RunFolder): JournalRecord | undefined {
  return fs.exists(folder.journal) ? withJournal(fs, folder, (fd) => readLine(firstLine(fs, fd))?.record) : undefined
}
