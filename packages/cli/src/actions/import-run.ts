import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { PlanError } from '@backout/core/model'
import { importRun as read } from '@backout/core/record'
import type { Call } from '../terminal/call.ts'
import { openRepository } from '../compose/repository/repository.ts'
import type { Answer } from '../plan-command.ts'
import { pathFrom } from '../system/path-from.ts'
import type { ImportJson } from '../shapes/record.ts'

/** What `plan import` was told. */
export interface ImportOptions {
  readonly file: string
}

/** Takes a run in that another machine exported. Errors: `missing`, `refused` where it is here already, `corrupt`. */
export async function importRun({ file }: ImportOptions, call: Call): Promise<Answer<ImportJson>> {
  const { root, store } = await openRepository(call)
  const path = resolve(call.cwd, file)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile()) throw new PlanError('missing', `Cannot import "${file}": ${stats ? 'it is no file' : 'there is no such file'}`)
  const run = await read(store, path)
  const { bound } = await store.frozen(run)
  const result = { run, plan: bound.name, environment: bound.environment, record: pathFrom(root, store.folderOf(run).path) }
  return { result, text: `Read ${file}: run ${run} of ${bound.name} in ${bound.environment}`, next: `plan status ${run}` }
}
