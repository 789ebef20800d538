import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { PlanError } from '@backout/core/model'
import { exportRun as write } from '@backout/core/record'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import type { Answer } from '../plan-command.ts'
import { chooseRun, isOpen } from '../runs.ts'
import type { ExportJson } from '../shapes/record.ts'
import { shellWord } from '../shell-word.ts'

/** What `plan export` was told. */
export interface ExportOptions {
  readonly run: string | undefined
  readonly file: string
}

/** Writes a run, whole, to a file. */
export async function exportRun({ run: named, file }: ExportOptions, call: Call): Promise<Answer<ExportJson>> {
  const { store } = await openRepository(call)
  const { run, state } = await chooseRun(store, named, { verb: 'export', candidates: [() => true], none: 'there is no run' })
  const path = resolve(call.cwd, file)
  demandPlace(path, file, run)
  const bytes = await write(store, run, path)
  // Each machine has its own claims: nothing else keeps the two apart.
  const open = isOpen({ state }) ? ['! The run is open: go on with it there or here, but never in both places'] : []
  const wrote = `Wrote ${file}: run ${run}, ${bytes} bytes, to be read on another machine`
  return { result: { run, file, bytes }, text: [wrote, ...open].join('\n') }
}

/** Errors: `invalid` where no file can be at that path. */
function demandPlace(path: string, file: string, run: string): void {
  const why = isFolder(path) ? 'it is a folder' : isFolder(dirname(path)) ? undefined : `there is no folder "${dirname(path)}"`
  if (why === undefined) return
  const hint = isFolder(path) ? `plan export ${run} ${shellWord(join(file, `${run}.backout`))}` : undefined
  throw new PlanError('invalid', `Cannot write "${file}": ${why}`, { ...(hint && { hint }) })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
