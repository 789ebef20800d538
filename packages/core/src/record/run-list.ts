import { firstRecord } from './journal-file.ts'
import { namesIn } from './read-error.ts'
import type { RecordFs } from './record-fs.ts'
import { holdsRun, type RunFolder, runFolder } from './run-folder.ts'
import { headerOrNone } from './run-header.ts'
import { isRunId } from './run-id.ts'
import type { RunHeader } from './run-store.ts'

/** The headers of all runs in a folder, oldest first. A folder that is not a run's, or is a copy of one, is left out. Errors: `failed` where the folder, or a run in it, cannot be read. */
export function listRuns(fs: RecordFs, runs: string): readonly RunHeader[] {
  const names = namesIn(fs, runs, 'the folder of runs').filter((name) => isRunId(name) && holdsRun(fs, runFolder(runs, name)))
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
  const event = firstRecord(fs, folder)?.event
  return event?.kind === 'run-created' ? event.run : undefined
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
