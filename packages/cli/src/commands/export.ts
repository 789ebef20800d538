import { string as stringArg } from '@oclif/core/args'
import { optionalRunArg } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'
import { runAnd } from '../command-line/run-and.ts'

/** `plan export` */
export default class Export extends PlanCommand {
  static override readonly summary = 'Write a run, whole, to a file that another machine imports.'
  static override readonly examples = [
    { description: 'The only run', command: '<%= config.bin %> export run.backout' },
    { description: 'For another machine', command: '<%= config.bin %> export 20261103-0915 run.backout' },
  ]
  static override readonly usage = 'export [RUN] FILE [--json] [--root DIR]'
  static override readonly args = {
    run: optionalRunArg,
    file: stringArg({ description: '(required) The file to write.', ignoreStdin: true }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Export)
    const call = this.call(flags)
    const [run, file] = runAnd('FILE', 'export', [args.run, args.file])
    const { exportRun } = await import('../actions/export-run.ts')
    return this.answer(await exportRun({ run, file }, call))
  }
}
