import { resolve } from 'node:path'
import { exportRun as write } from '@backout/core/record'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import type { Answer } from '../plan-command.ts'
import { findRun } from '../runs.ts'
import type { ExportJson } from '../shapes/record.ts'

/** What `plan export` was told. */
export interface ExportOptions {
  readonly run: string
  readonly file: string
}

/** Writes a run, whole, to a file. */
export async function exportRun({ run: named, file }: ExportOptions, call: Call): Promise<Answer<ExportJson>> {
  const { store } = await openRepository(call)
  const { run } = await findRun(store, named, 'export')
  const bytes = await write(store, run, resolve(call.cwd, file))
  return { result: { run, file, bytes }, text: `Wrote ${file}: run ${run}, ${bytes} bytes`, next: `plan import ${file}` }
}
