import { string as stringArg } from '@oclif/core/args'
import { boolean } from '@oclif/core/flags'
import { envFlag } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan status` */
export default class Status extends PlanCommand {
  static override readonly summary = 'Show the state of plans, or of one run.'
  static override readonly description =
    'Plans are pending, elsewhere (for other environments), applied, changed, open, waiting, paused, failed, rolled back, invalid, or orphan (the file is gone, the runs are not). The state of a run is replayed from its journal.'
  static override readonly examples = [
    { description: 'All plans in an environment', command: '<%= config.bin %> status --env production' },
    { description: 'One plan, with all its runs', command: '<%= config.bin %> status split-customer-name' },
    { description: 'One run', command: '<%= config.bin %> status 20261103-0915' },
    { description: 'Its whole history', command: '<%= config.bin %> status 20261103-0915 --events' },
  ]
  static override readonly args = {
    targets: stringArg({ description: 'Plans (paths, folders or names), or one run.', multiple: true, ignoreStdin: true }),
  }
  static override readonly flags = {
    env: envFlag,
    events: boolean({ summary: 'The history of the run, record by record.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Status)
    const { status } = await import('../actions/status.ts')
    return this.answer(await status({ targets: args.targets ?? [], env: flags.env, events: flags.events }, this.call(flags)))
  }
}
