import { boolean } from '@oclif/core/flags'
import { deadlineFlag, optionalRunArg } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan resume` */
export default class Resume extends PlanCommand {
  static override readonly summary = 'Go on with a run after an interrupt, a crash or a wait.'
  static override readonly examples = [
    { description: 'The only open run', command: '<%= config.bin %> resume' },
    { description: 'From a scheduler: all runs whose time has come', command: '<%= config.bin %> resume --due' },
    { description: 'One run', command: '<%= config.bin %> resume 20261103-0915' },
  ]
  static override readonly args = { run: optionalRunArg }
  static override readonly flags = {
    due: boolean({ summary: 'All waiting runs whose time has come.' }),
    deadline: deadlineFlag,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Resume)
    const { resume } = await import('../actions/resume.ts')
    return this.answer(await resume({ run: args.run, due: flags.due, deadline: flags.deadline }, this.call(flags)))
  }
}
