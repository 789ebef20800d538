import { optionalRunArg, reasonFlag } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan unlock` */
export default class Unlock extends PlanCommand {
  static override readonly summary = 'Free the claim of a run whose process is dead.'
  static override readonly examples = [
    { description: 'After a machine was lost', command: '<%= config.bin %> unlock 20261103-0915 --reason "ci-runner-7 is gone"' },
  ]
  static override readonly args = { run: optionalRunArg }
  static override readonly flags = { reason: reasonFlag }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Unlock)
    const { unlock } = await import('../actions/unlock.ts')
    return this.answer(await unlock({ run: args.run, reason: flags.reason }, this.call(flags)))
  }
}
