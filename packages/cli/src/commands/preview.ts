import { envFlag, inputFlag, planArg } from '../command-line/flags.ts'
import { previewFlags, previewOptions } from '../command-line/preview-flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan preview` */
export default class Preview extends PlanCommand {
  static override readonly summary = 'Show every change that a run would make, without making any.'
  static override readonly description =
    'Computed read-only by the very code that would do it. Takes no lock, writes nothing, sends no request that writes.'
  static override readonly examples = [
    { description: 'All changes, with the beginning of each diff', command: '<%= config.bin %> preview split-customer-name' },
    { description: 'Whole diffs, into a file', command: '<%= config.bin %> preview split-customer-name --full --out preview.diff' },
    {
      description: 'With a look at a database that is not on this machine',
      command: '<%= config.bin %> preview split-customer-name --env staging --allow-host db.staging.example.com',
    },
  ]
  static override readonly args = { plan: planArg }
  static override readonly flags = { env: envFlag, input: inputFlag, ...previewFlags }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Preview)
    const { preview } = await import('../actions/preview.ts')
    const { env, input = [] } = flags
    return this.answer(await preview({ plan: args.plan, env, input, ...previewOptions(flags) }, this.call(flags)))
  }
}
