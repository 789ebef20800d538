import { type JournalRecord, PlanError, systemCodeOf } from '../../model/index.ts'
import { firstLine, linesBackwards } from '../file/file-window.ts'
import { frozenHeader } from './frozen-run.ts'
import { type HeaderState, stateOf } from './header-state.ts'
import { withJournal } from '../journal/journal-file.ts'
import { readLine } from '../journal/journal-line.ts'
import { isOpen } from './is-open.ts'
import { readError } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import { holdsRun, type RunFolder } from '../layout/run-folder.ts'
import type { RunHeader } from '../run-store.ts'

/** A run as it was found in a folder. */
export interface FoundRun {
  readonly header: RunHeader
  /** What it is called by its journal; where that cannot tell, as its folder. */
  readonly name: string
}

/** A run's header, from the head and the tail of its journal; what is damaged is said in `problem`. None where there is no run. Errors: `failed` where it cannot be read. */
export function findRun(fs: RecordFs, folder: RunFolder, run: string): FoundRun | undefined {
  const named = (header: RunHeader | undefined): FoundRun | undefined => header && { header, name: run }
  try {
    return readHeader(fs, folder, run)
  } catch (error) {
    if (error instanceof PlanError && (error.code === 'corrupt' || error.code === 'refused')) return named(unreadable(run, error.message))
    if (!fs.exists(folder.path)) return undefined
    if (systemCodeOf(error) === 'ENOENT') return named(withoutJournal(fs, folder, run))
    throw readError(`the record in "${folder.path}"`, error)
  }
}

/** Whether nothing of a run is left to be done: it has ended, or was never created. */
export function isSettled(fs: RecordFs, folder: RunFolder, run: string): boolean {
  if (!holdsRun(fs, folder)) return true
  const found = findRun(fs, folder, run)
  return found !== undefined && !isOpen(found.header)
}

/** The epoch of the last start of a run that its journal knows; 0 where it never started. */
export function lastEpoch(fs: RecordFs, folder: RunFolder): number {
  if (!fs.exists(folder.journal)) return 0
  return withJournal(fs, folder, (fd) => {
    for (const line of linesBackwards(fs, fd)) {
      const event = readLine(line)?.record.event
      if (event?.kind === 'run-started') return event.epoch
    }
    return 0
  })
}

function readHeader(fs: RecordFs, folder: RunFolder, run: string): FoundRun {
  return withJournal(fs, folder, (fd) => {
    const first = readLine(firstLine(fs, fd))?.record
    const origin = originOf(first) ?? { ...frozenOrigin(fs, folder, run), problem: 'the first record of its journal is damaged' }
    const lost = fs.exists(folder.plan) ? {} : { problem: 'its run.json is not there' }
    const name = first?.event.kind === 'run-created' ? first.event.run : run
    return { header: { run, ...origin, ...stateOf(linesBackwards(fs, fd)), ...lost }, name }
  })
}

/** What the frozen plan tells of a run whose journal was lost. */
function withoutJournal(fs: RecordFs, folder: RunFolder, run: string): RunHeader | undefined {
  const problem = 'its journal is not there'
  try {
    return { run, ...frozenOrigin(fs, folder, run), state: 'paused', problem }
  } catch (error) {
    if (error instanceof PlanError && error.code === 'missing') return undefined
    return unreadable(run, problem)
  }
}

function unreadable(run: string, problem: string): RunHeader {
  return { run, plan: '', environment: '', planDigest: '', bindingDigest: '', createdAt: '', state: 'paused', problem }
}

/** What never changes of a run. */
type Origin = Omit<RunHeader, 'run' | keyof HeaderState>

function originOf(record: JournalRecord | undefined): Origin | undefined {
  if (record?.event.kind !== 'run-created') return undefined
  const { plan, environment, planDigest, bindingDigest } = record.event
  return { plan, environment, planDigest, bindingDigest, createdAt: record.at }
}

function frozenOrigin(fs: RecordFs, folder: RunFolder, run: string): Origin {
  const { bound, createdAt } = frozenHeader(fs, folder, run)
  const { name: plan, environment, planDigest, bindingDigest } = bound
  return { plan, environment, planDigest, bindingDigest, createdAt }
}
