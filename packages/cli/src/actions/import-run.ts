import { resolve } from 'node:path'
import { importRun as read } from '@backout/core/record'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import type { Answer } from '../plan-command.ts'
import { recordPath } from '../record-path.ts'
import type { ImportJson } from '../shapes/record.ts'

/** Adds a run that another machine exported. */
export async function importRun({ file }: { readonly file: string }, call: Call): Promise<Answer<ImportJson>> {
  const { root, store } = await openRepository(call)
  const run = await read(store, resolve(file))
  const { bound } = await store.frozen(run)
  const record = recordPath(root, store.folderOf(run).path)
  return {
    result: { run, plan: bound.name, environment: bound.environment, record },
    text: `Read run ${run} from ${file}`,
    next: `plan status ${run}`,
  }
}
