import { string as stringArg } from '@oclif/core/args'
import type { SchemaOptions } from '../actions/schema.ts'
import { commandNames } from '../command-line/command-names.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan schema` */
export default class Schema extends PlanCommand {
  static override readonly summary = 'Print the JSON Schema of plans, with the step types of the installed plugins.'
  static override readonly examples = [
    { description: 'Let an editor complete third-party steps as well', command: '<%= config.bin %> schema > plan.schema.json' },
    { description: 'The schema of backout.yaml', command: '<%= config.bin %> schema project' },
    { description: 'The shape of what "plan run --json" prints', command: '<%= config.bin %> schema run' },
  ]
  static override readonly args = {
    kind: stringArg({
      description: 'Of plans, of backout.yaml, or of what a command prints with --json.',
      options: ['plan', 'project', ...commandNames],
      default: 'plan',
      ignoreStdin: true,
    }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Schema)
    const { schema } = await import('../actions/schema.ts')
    return this.answer(await schema({ kind: args.kind as SchemaOptions['kind'] }, this.call(flags)))
  }
}
