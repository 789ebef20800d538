import { string } from '@oclif/core/flags'
import { optionalRunArg, yesFlag } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan rollback` */
export default class Rollback extends PlanCommand {
  static override readonly summary = 'Back out a run: what it did is undone, newest first.'
  static override readonly description =
    'Also a finished run, inside its rollback window. Every undo is compared with what is there now; what somebody else changed is reported and left alone.'
  static override readonly examples = [
    { description: 'The only candidate', command: '<%= config.bin %> rollback' },
    { description: 'One run', command: '<%= config.bin %> rollback 20261103-0915 --reason "Errors in checkout"' },
  ]
  static override readonly args = { run: optionalRunArg }
  static override readonly flags = {
    reason: string({ char: 'm', summary: 'Why. It goes on record.', helpValue: 'TEXT', default: 'asked for on the command line' }),
    yes: yesFlag,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Rollback)
    const { rollback } = await import('../actions/rollback.ts')
    return this.answer(await rollback({ run: args.run, reason: flags.reason, yes: flags.yes }, this.call(flags)))
  }
}
