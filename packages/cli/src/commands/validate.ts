import { boolean } from '@oclif/core/flags'
import { plansArg } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan validate` */
export default class Validate extends PlanCommand {
  static override readonly summary = 'Check plans, and show all that is wrong at once.'
  static override readonly description =
    'Reads all plans (or those named) and backout.yaml, runs none of their code and connects to nothing.'
  static override readonly examples = [
    { description: 'All plans of the repository', command: '<%= config.bin %> validate' },
    { description: 'One plan, as CI does it', command: '<%= config.bin %> validate plans/split-customer-name --strict' },
    { description: 'Repair what can be repaired', command: '<%= config.bin %> validate --fix' },
  ]
  static override readonly args = { plans: plansArg }
  static override readonly flags = {
    fix: boolean({ summary: 'Apply the fixes that diagnostics offer, then check again.' }),
    strict: boolean({ summary: 'Let warnings fail as well.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Validate)
    const { validate } = await import('../actions/validate.ts')
    return this.answer(await validate({ plans: args.plans ?? [], fix: flags.fix, strict: flags.strict }, this.call(flags)))
  }
}
