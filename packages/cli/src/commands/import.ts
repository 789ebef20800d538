import { string as stringArg } from '@oclif/core/args'
import { PlanCommand } from '../plan-command.ts'

/** `plan import` */
export default class Import extends PlanCommand {
  static override readonly summary = 'Read a run that another machine exported.'
  static override readonly examples = [{ description: 'Then go on with it here', command: '<%= config.bin %> import run.backout' }]
  static override readonly args = {
    file: stringArg({ description: 'The file that "plan export" wrote.', required: true, ignoreStdin: true }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Import)
    const { importRun } = await import('../actions/import-run.ts')
    return this.answer(await importRun({ file: args.file }, this.call(flags)))
  }
}
