import { resolve } from 'node:path'
import { exportRun as write } from '@backout/core/record'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import type { Answer } from '../plan-command.ts'
import { findRun } from '../runs.ts'
import type { ExportJson } from '../shapes/record.ts'

/** Writes a run, whole, to one file. */
export async function exportRun(
  { run: named, file }: { readonly run: string; readonly file: string },
  call: Call,
): Promise<Answer<ExportJson>> {
  const { store } = await openRepository(call)
  const { run } = await findRun(store, named, 'export')
  const bytes = await write(store, run, resolve(file))
  return { result: { run, file, bytes }, text: `Wrote run ${run} to ${file}`, next: `plan import ${file}` }
}
