import { PlanError } from '../model/index.ts'
import type { JournalRecord, RunEvent } from '../model/index.ts'
import { codeOf } from './error-code.ts'
import { firstLine, linesBackwards } from './file-window.ts'
import { frozenHeader } from './frozen-run.ts'
import { decodeLine } from './journal-line.ts'
import { readError } from './read-error.ts'
import type { RecordFs } from './record-fs.ts'
import { holdsRun, runFolder } from './run-folder.ts'
import type { RunFolder } from './run-folder.ts'
import { isRunId } from './run-id.ts'
import type { RunHeader } from './run-store.ts'

/** A run's header, from the head and the tail of its journal; a damaged one says so in `problem`. Errors: `missing`, `corrupt`. */
function readHeader(fs: RecordFs, folder: RunFolder, run: string): RunHeader {
  return withJournal(fs, folder, (fd) => {
    const origin = originOf(decodeLine(firstLine(fs, fd))) ?? frozenOrigin(fs, folder, run, true)
    const lost = fs.exists(folder.plan) ? {} : { problem: 'its run.json is not there' }
    return { run, ...origin, ...stateOf(linesBackwards(fs, fd)), ...lost }
  })
}

/** The headers of all runs in a folder, oldest first. A folder that is not a run's, or is a copy of one, is left out. Errors: `failed` where the folder, or a run in it, cannot be read. */
export function listRuns(fs: RecordFs, runs: string): readonly RunHeader[] {
  const names = namesIn(fs, runs).filter((name) => isRunId(name) && holdsRun(fs, runFolder(runs, name)))
  const headers = names.flatMap((run) => headerOrNone(fs, runFolder(runs, run), run)).flatMap((header) => asNamed(fs, runs, names, header))
  return headers.toSorted((a, b) => (a.createdAt === b.createdAt ? compare(a.run, b.run) : compare(a.createdAt, b.createdAt)))
}

/** A record goes by the name of its run. Under another one it is a copy that somebody made, or, where the run itself is not there, out of its place. */
function asNamed(fs: RecordFs, runs: string, names: readonly string[], header: RunHeader): readonly RunHeader[] {
  const own = nameIn(fs, runFolder(runs, header.run)) ?? header.run
  if (own === header.run) return [header]
  return names.includes(own) ? [] : [{ ...header, problem: `its folder is not called "${own}", as the run is` }]
}

function nameIn(fs: RecordFs, folder: RunFolder): string | undefined {
  if (!fs.exists(folder.journal)) return undefined
  const event = withJournal(fs, folder, (fd) => decodeLine(firstLine(fs, fd))?.event)
  return event?.kind === 'run-created' ? event.run : undefined
}

/** Whether nothing of a run is left to be done: it has ended, or was never created. */
export function isSettled(fs: RecordFs, folder: RunFolder, run: string): boolean {
  if (!holdsRun(fs, folder)) return true
  const [header] = headerOrNone(fs, folder, run)
  if (header === undefined || !fs.exists(folder.journal)) return false
  return settled.has(header.state)
}

/** The epoch of the last start of a run that its journal knows; 0 where it never started. */
export function lastEpoch(fs: RecordFs, folder: RunFolder): number {
  if (!fs.exists(folder.journal)) return 0
  return withJournal(fs, folder, (fd) => {
    for (const line of linesBackwards(fs, fd)) {
      const event = decodeLine(line)?.event
      if (event?.kind === 'run-started') return event.epoch
    }
    return 0
  })
}

const settled: ReadonlySet<RunHeader['state']> = new Set(['succeeded', 'failed', 'rolled-back', 'finalized', 'baselined'])

function headerOrNone(fs: RecordFs, folder: RunFolder, run: string): readonly RunHeader[] {
  try {
    return [readHeader(fs, folder, run)]
  } catch (error) {
    if (error instanceof PlanError && (error.code === 'corrupt' || error.code === 'refused')) return [unreadable(run, error.message)]
    if (!fs.exists(folder.path)) return []
    if (codeOf(error) === 'ENOENT') return withoutJournal(fs, folder, run)
    throw readError(`the record in "${folder.path}"`, error)
  }
}

/** What the frozen plan tells of a run whose journal was lost. */
function withoutJournal(fs: RecordFs, folder: RunFolder, run: string): readonly RunHeader[] {
  const problem = 'its journal is not there'
  try {
    return [{ run, ...frozenOrigin(fs, folder, run, false), state: 'paused', problem }]
  } catch (error) {
    if (error instanceof PlanError && error.code === 'missing') return []
    return [unreadable(run, problem)]
  }
}

function namesIn(fs: RecordFs, runs: string): readonly string[] {
  try {
    return fs.list(runs)
  } catch (cause) {
    throw readError(`the folder of runs "${runs}"`, cause)
  }
}

function unreadable(run: string, problem: string): RunHeader {
  return { run, plan: '', environment: '', planDigest: '', bindingDigest: '', createdAt: '', state: 'paused', problem }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** What never changes of a run. */
type Origin = Omit<RunHeader, 'run' | 'state' | 'resumeAfter'>

function originOf(record: JournalRecord | undefined): Origin | undefined {
  if (record?.event.kind !== 'run-created') return undefined
  const { plan, environment, planDigest, bindingDigest } = record.event
  return { plan, environment, planDigest, bindingDigest, createdAt: record.at }
}

function frozenOrigin(fs: RecordFs, folder: RunFolder, run: string, damaged: boolean): Origin {
  const { bound, createdAt } = frozenHeader(fs, folder, run)
  const { name: plan, environment, planDigest, bindingDigest } = bound
  return {
    plan,
    environment,
    planDigest,
    bindingDigest,
    createdAt,
    ...(damaged && { problem: 'the first record of its journal is damaged' }),
  }
}

function stateOf(lines: Iterable<Buffer>): Pick<RunHeader, 'state' | 'resumeAfter'> {
  for (const line of lines) {
    const record = decodeLine(line)
    const state = record === undefined ? undefined : stateAfter(record.event)
    if (state) return state
  }
  return { state: 'open' }
}

/** The state that an event puts a run in, whatever came before; undefined where it does not decide. */
function stateAfter(event: RunEvent): Pick<RunHeader, 'state' | 'resumeAfter'> | undefined {
  switch (event.kind) {
    case 'finalized':
    case 'baselined':
      return { state: event.kind }
    case 'finalize-started':
      return { state: 'succeeded' }
    case 'run-finished':
      return { state: event.ending }
    case 'paused':
      return { state: 'paused' }
    case 'waiting-began':
      return { state: 'waiting', ...(event.waiting.for === 'time' && { resumeAfter: event.waiting.resumeAfter }) }
    case 'run-started':
    case 'rollback-started':
    case 'interrupted':
      return { state: 'open' }
    default:
      return undefined
  }
}

function withJournal<T>(fs: RecordFs, folder: RunFolder, use: (fd: number) => T): T {
  const fd = fs.open(folder.journal, 'r')
  try {
    return use(fd)
  } finally {
    fs.close(fd)
  }
}
