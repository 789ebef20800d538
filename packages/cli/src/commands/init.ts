import { string as stringArg } from '@oclif/core/args'
import { PlanCommand } from '../plan-command.ts'

/** `plan init` */
export default class Init extends PlanCommand {
  static override readonly summary = 'Write backout.yaml where there is none, and a first plan that validates.'
  static override readonly examples = [
    { description: 'A first plan', command: '<%= config.bin %> init' },
    { description: 'A plan with a name', command: '<%= config.bin %> init add-customers-index' },
  ]
  static override readonly args = { name: stringArg({ description: 'The name of the plan.', default: 'first-plan', ignoreStdin: true }) }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Init)
    const { init } = await import('../actions/init.ts')
    return this.answer(await init({ name: args.name }, this.call(flags)))
  }
}
