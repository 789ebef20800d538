import { formatFlag, optionalRunArg } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan report` */
export default class Report extends PlanCommand {
  static override readonly summary = 'Report what a run changed, when, by whom, from which commit, and what was checked.'
  static override readonly examples = [
    { description: 'In the terminal', command: '<%= config.bin %> report 20261103-0915' },
    { description: 'For a ticket', command: '<%= config.bin %> report 20261103-0915 --format markdown > report.md' },
  ]
  static override readonly args = { run: optionalRunArg }
  static override readonly flags = { format: formatFlag }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Report)
    const { report } = await import('../actions/report.ts')
    return this.answer(await report({ run: args.run, format: flags.format }, this.call(flags)))
  }
}
