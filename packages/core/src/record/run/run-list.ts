import { namesIn } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import { holdsRun, runFolder } from '../layout/run-folder.ts'
import { findRun, type FoundRun } from './run-header.ts'
import { isOpen } from './is-open.ts'
import { isRunId } from '../layout/run-id.ts'
import type { RunHeader } from '../run-store.ts'

/** What is known of runs that have ended, by their folders' names, and from which journal: its path, and its stamp. */
export type EndedRuns = Map<string, { readonly journal: string; readonly stamp: string; readonly found: FoundRun }>

/**
 * The headers of all runs in a folder, oldest first. A folder that is not a run's, or is a copy of one, is left out. What is in `ended` is not read again: whoever goes on with
 * a run that has ended begins a new journal. Errors: `failed` where the folder, or a run in it, cannot be read.
 */
export function listRuns(fs: RecordFs, runs: string, ended: EndedRuns): readonly RunHeader[] {
  const names = namesIn(fs, runs, 'the folder of runs').filter(isRunId)
  const found = new Map(names.map((name) => [name, lookUp(fs, runs, name, ended)]))
  const headers = [...found.values()].flatMap((one) => (one ? asNamed(one, found.get(one.name) !== undefined) : []))
  return headers.toSorted((a, b) => (a.createdAt === b.createdAt ? compare(a.run, b.run) : compare(a.createdAt, b.createdAt)))
}

function lookUp(fs: RecordFs, runs: string, name: string, ended: EndedRuns): FoundRun | undefined {
  const known = ended.get(name)
  if (known && fs.stampOf(known.journal) === known.stamp) return known.found
  const folder = runFolder(runs, name)
  if (!holdsRun(fs, folder)) return undefined
  const { journal } = folder
  const stamp = fs.stampOf(journal)
  const found = findRun(fs, folder, name)
  if (found && stamp !== undefined && !isOpen(found.header) && found.header.problem === undefined)
    ended.set(name, { journal, stamp, found })
  return found
}

/** A record goes by the name of its run. Under another one it is a copy that somebody made, or, where the run itself is not there, out of its place. */
function asNamed({ header, name }: FoundRun, isThere: boolean): readonly RunHeader[] {
  if (name === header.run) return [header]
  return isThere ? [] : [{ ...header, problem: `its folder is not called "${name}", as the run is` }]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
