import { planSchema } from '@backout/core/validate/plan-schema'
import { projectSchema } from '@backout/core/validate/project-schema'
import type { Call } from '../call.ts'
import { openRepository } from '../compose/repository.ts'
import type { Answer } from '../plan-command.ts'

/** What `plan schema` was told. */
export interface SchemaOptions {
  readonly kind: 'plan' | 'project'
}

/** The JSON Schema of plans with the step types of the installed plugins, or that of `backout.yaml`. With `--json` it is the same. */
export async function schema({ kind }: SchemaOptions, call: Call): Promise<Answer<object>> {
  const repository = await openRepository(call)
  const plugins = await repository.plugins('manifest')
  const result = kind === 'plan' ? planSchema(plugins) : projectSchema(plugins)
  return { result, text: JSON.stringify(result, null, 2), document: true, next: 'plan validate' }
}
