import { string as stringArg } from '@oclif/core/args'
import { runArg } from '../flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan export` */
export default class Export extends PlanCommand {
  static override readonly summary = 'Write a run, whole, to a file that another machine imports.'
  static override readonly examples = [
    { description: 'For another machine', command: '<%= config.bin %> export 20261103-0915-k3f9 run.backout' },
  ]
  static override readonly args = { run: runArg, file: stringArg({ description: 'The file to write.', required: true, ignoreStdin: true }) }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Export)
    const { exportRun } = await import('../actions/export-run.ts')
    return this.answer(await exportRun({ run: args.run, file: args.file }, this.call(flags)))
  }
}
