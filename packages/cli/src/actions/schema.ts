import { planSchema } from '@backout/core/validate/plan-schema'
import { projectSchema } from '@backout/core/validate/project-schema'
import type { Call } from '../terminal/call.ts'
import type { commandNames } from '../command-line/command-names.ts'
import { openRepository } from '../compose/repository/repository.ts'
import type { Answer } from '../plan-command.ts'
import { terminalJson } from '../terminal/terminal-text.ts'

/** What `plan schema` was told. */
export interface SchemaOptions {
  readonly kind: 'plan' | 'project' | (typeof commandNames)[number]
}

/** The JSON Schema of plans with the step types of the installed plugins, that of `backout.yaml`, or of what a command prints with `--json`. With `--json` it is the same. */
export async function schema({ kind }: SchemaOptions, call: Call): Promise<Answer<object>> {
  const result = kind === 'plan' || kind === 'project' ? await schemaOfFile(kind, call) : await schemaOfOutput(kind)
  return { result, text: terminalJson(result), document: true, next: 'plan validate' }
}

async function schemaOfFile(kind: 'plan' | 'project', call: Call): Promise<object> {
  const plugins = await (await openRepository(call)).plugins('manifest')
  return kind === 'plan' ? planSchema(plugins) : projectSchema(plugins)
}

async function schemaOfOutput(command: (typeof commandNames)[number]): Promise<object> {
  const { commandSchema } = await import('../shapes/command-schema.ts')
  return commandSchema(command)
}
