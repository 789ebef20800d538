import { boolean } from '@oclif/core/flags'
import { optionalRunArg, yesFlag } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan finalize` */
export default class Finalize extends PlanCommand {
  static override readonly summary = 'End the rollback window: drop what was set aside for the undo.'
  static override readonly description = 'After this a run can no longer be backed out.'
  static override readonly examples = [
    { description: 'One run', command: '<%= config.bin %> finalize 20261103-0915' },
    { description: 'From a scheduler: all runs whose window has passed', command: '<%= config.bin %> finalize --due' },
  ]
  static override readonly args = { run: optionalRunArg }
  static override readonly flags = {
    due: boolean({ summary: 'All succeeded runs whose rollback window has passed.' }),
    yes: yesFlag,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Finalize)
    const { finalize } = await import('../actions/finalize.ts')
    return this.answer(await finalize({ run: args.run, due: flags.due, yes: flags.yes }, this.call(flags)))
  }
}
