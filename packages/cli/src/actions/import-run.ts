import { resolve } from 'node:path'
import { importRun as read } from '@backout/core/record'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import type { Answer } from '../plan-command.ts'
import { recordPath } from '../record-path.ts'
import type { ImportJson } from '../shapes/record.ts'

/** What `plan import` was told. */
export interface ImportOptions {
  readonly file: string
}

/** Takes a run in that another machine exported. Errors: `refused` where it is here already, `corrupt`. */
export async function importRun({ file }: ImportOptions, call: Call): Promise<Answer<ImportJson>> {
  const { root, store } = await openRepository(call)
  const run = await read(store, resolve(call.cwd, file))
  const { bound } = await store.frozen(run)
  const result = { run, plan: bound.name, environment: bound.environment, record: recordPath(root, store.folderOf(run).path) }
  return { result, text: `Read ${file}: run ${run} of ${bound.name} in ${bound.environment}`, next: `plan status ${run}` }
}
