import { envFlag, formatFlag, inputFlag, planArg } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan show` */
export default class Show extends PlanCommand {
  static override readonly summary = 'Show what a reviewer needs to know of a plan.'
  static override readonly description =
    'Scope, the graph, each step with what it touches, its guarantee and its undo, criteria, sign-offs and their state, digests. Runs none of its code and connects to nothing.'
  static override readonly examples = [
    { description: 'In the terminal', command: '<%= config.bin %> show split-customer-name --env production' },
    { description: 'For a pull request, with the graph', command: '<%= config.bin %> show plans/split-customer-name --format markdown' },
  ]
  static override readonly args = { plan: planArg }
  static override readonly flags = { env: envFlag, input: inputFlag, format: formatFlag }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Show)
    const { show } = await import('../actions/show.ts')
    return this.answer(await show({ plan: args.plan, env: flags.env, input: flags.input ?? [], format: flags.format }, this.call(flags)))
  }
}
