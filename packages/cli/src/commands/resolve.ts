import { resolutions } from '@backout/core/model'
import { string as stringArg } from '@oclif/core/args'
import { option } from '@oclif/core/flags'
import { reasonFlag } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'
import { runAnd } from '../command-line/run-and.ts'

/** `plan resolve` */
export default class Resolve extends PlanCommand {
  static override readonly summary = 'Say of a step what only a person can know: whether its effect happened.'
  static override readonly description = 'For units that a crash left unknown, and for conflicts of a rollback. It goes on record.'
  static override readonly examples = [
    {
      description: 'The request had been received',
      command: '<%= config.bin %> resolve 20261103-0915 switch --as applied --reason "In its log"',
    },
    {
      description: 'Leave a file as somebody else changed it',
      command: '<%= config.bin %> resolve 20261103-0915 rewrite --as left --reason "Hotfix stays"',
    },
  ]
  static override readonly usage = 'resolve [RUN] STEP --as applied|absent|reverted|left -m TEXT [--json] [--root DIR]'
  static override readonly args = {
    run: stringArg({ description: 'The run; may be left out where only one is open.', ignoreStdin: true }),
    step: stringArg({ description: '(required) The id of the step.', ignoreStdin: true }),
  }
  static override readonly flags = {
    as: option({
      options: resolutions,
      required: true,
      summary: 'What is so: the effect happened, did not happen, was undone by hand, or stays as it is.',
    })(),
    reason: reasonFlag,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Resolve)
    const call = this.call(flags)
    const [run, step] = runAnd('STEP', 'resolve', [args.run, args.step])
    const { resolve } = await import('../actions/resolve.ts')
    return this.answer(await resolve({ run, step, as: flags.as, reason: flags.reason }, call))
  }
}
