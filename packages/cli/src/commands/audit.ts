import { optionalRunArg } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan audit` */
export default class Audit extends PlanCommand {
  static override readonly summary = "Verify a run's record: the hash chain, and the digests of undo and outputs."
  static override readonly examples = [{ description: 'One run', command: '<%= config.bin %> audit 20261103-0915' }]
  static override readonly args = { run: optionalRunArg }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Audit)
    const { audit } = await import('../actions/audit.ts')
    return this.answer(await audit({ run: args.run }, this.call(flags)))
  }
}
