import { namesIn } from '../file/read-error.ts'
import type { RecordFs } from '../file/record-fs.ts'
import { holdsRun, runFolder } from '../layout/run-folder.ts'
import { findRun, type FoundRun } from './run-header.ts'
import { isRunId } from '../layout/run-id.ts'
import type { RunHeader } from '../run-store.ts'

/** The headers of all runs in a folder, oldest first. A folder that is not a run's, or is a copy of one, is left out. Errors: `failed` where the folder, or a run in it, cannot be read. */
export function listRuns(fs: RecordFs, runs: string): readonly RunHeader[] {
  const names = namesIn(fs, runs, 'the folder of runs').filter((name) => isRunId(name) && holdsRun(fs, runFolder(runs, name)))
  const headers = names.flatMap((name) => asNamed(names, findRun(fs, runFolder(runs, name), name)))
  return headers.toSorted((a, b) => (a.createdAt === b.createdAt ? compare(a.run, b.run) : compare(a.createdAt, b.createdAt)))
}

/** A record goes by the name of its run. Under another one it is a copy that somebody made, or, where the run itself is not there, out of its place. */
function asNamed(names: readonly string[], found: FoundRun | undefined): readonly RunHeader[] {
  if (!found) return []
  const { header, name } = found
  if (name === header.run) return [header]
  return names.includes(name) ? [] : [{ ...header, problem: `its folder is not called "${name}", as the run is` }]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
