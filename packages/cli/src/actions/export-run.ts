import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isOpen } from '@backout/core/execute/standing'
import { counted, PlanError, shellWord } from '@backout/core/model'
import { exportRun as write, isArchive, type RunHeader } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { unreadableCall } from '../command-line/unreadable-call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun, isBeginningOf } from '../run/choose-run.ts'
import type { ExportJson } from '../shapes/record.ts'
import { demandPlace } from '../system/write-file.ts'

/** What `plan export` was told. */
export interface ExportOptions {
  readonly run: string | undefined
  readonly file: string
}

/** Writes a run, whole, to a file. Errors: `invalid`; `refused` where the file is something else than an export; and as for a run that is chosen. */
export async function exportRun({ run: named, file }: ExportOptions, call: Call): Promise<Answer<ExportJson>> {
  const repository = await openRepository(call)
  const { store } = repository
  if (named === undefined) demandFile(file, await store.list())
  const choice = { verb: 'export', rest: [file], candidates: [() => true], none: 'there is no run' }
  const { run, state } = await chooseRun(repository, named, choice, call)
  const path = resolve(call.cwd, file)
  demandPlace(call.cwd, file, `plan export ${run} ${shellWord(join(file, `${run}.backout`))}`)
  demandExport(path, file, run)
  const bytes = await write(store, run, path)
  // Each machine has its own claims: nothing else keeps the two apart.
  const open = isOpen({ state }) ? ['! The run is open: go on with it there or here, but never in both places'] : []
  const wrote = `Wrote ${file}: run ${run}, ${counted(bytes, 'byte')}, to be read on another machine`
  return { result: { run, file, bytes }, text: [wrote, ...open].join('\n'), next: `plan import ${shellWord(file)}  # on the other machine` }
}

/** A run alone, without a file, would be read as the file. Errors: `invalid`. */
function demandFile(word: string, runs: readonly RunHeader[]): void {
  if (!runs.some(({ run, plan }) => isBeginningOf(run, word) || plan === word)) return
  throw unreadableCall('FILE is missing', `plan export ${word} ${word}.backout`)
}

/** Errors: `refused` where something is there that is no export: a device, too, would be replaced. */
function demandExport(path: string, file: string, run: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (!stats.isFile()) throw new PlanError('refused', `Cannot write "${file}": it is there already, and is no plain file`)
  if (stats.size === 0 || isArchive(startOf(path))) return
  throw new PlanError('refused', `Cannot write "${file}": there is a file already that plan export did not write`, {
    hint: `plan export ${run} ${shellWord(`${file}.backout`)}`,
  })
}

function startOf(path: string): Buffer {
  const [start, file] = [Buffer.alloc(16), openSync(path, 'r')]
  try {
    return start.subarray(0, readSync(file, start))
  } finally {
    closeSync(file)
  }
}
