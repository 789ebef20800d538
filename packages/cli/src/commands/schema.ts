import { string as stringArg } from '@oclif/core/args'
import { PlanCommand } from '../plan-command.ts'

/** `plan schema` */
export default class Schema extends PlanCommand {
  static override readonly summary = 'Print the JSON Schema of plans, with the step types of the installed plugins.'
  static override readonly examples = [
    { description: 'Let an editor complete third-party steps as well', command: '<%= config.bin %> schema > plan.schema.json' },
    { description: 'The schema of backout.yaml', command: '<%= config.bin %> schema project' },
  ]
  static override readonly args = {
    kind: stringArg({ description: 'Of which file.', options: ['plan', 'project'], default: 'plan', ignoreStdin: true }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Schema)
    const { schema } = await import('../actions/schema.ts')
    return this.answer(await schema({ kind: args.kind as 'plan' | 'project' }, this.call(flags)))
  }
}
