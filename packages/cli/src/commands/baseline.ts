import { string as stringArg } from '@oclif/core/args'
import { string } from '@oclif/core/flags'
import { inputFlag, reasonFlag } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan baseline` */
export default class Baseline extends PlanCommand {
  static override readonly summary = 'Adopt plans that were applied before Backout: on record, without running them.'
  static override readonly examples = [
    {
      description: 'One plan',
      command: '<%= config.bin %> baseline add-index --env production --reason "Done by hand"',
    },
  ]
  static override readonly args = {
    plans: stringArg({ description: 'Plans: paths, folders or names.', multiple: true, required: true, ignoreStdin: true }),
  }
  static override readonly flags = {
    env: string({ char: 'e', required: true, summary: 'The environment.', helpValue: 'E' }),
    input: inputFlag,
    reason: reasonFlag,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Baseline)
    const { baseline } = await import('../actions/baseline.ts')
    return this.answer(
      await baseline({ plans: args.plans, env: flags.env, input: flags.input ?? [], reason: flags.reason }, this.call(flags)),
    )
  }
}
