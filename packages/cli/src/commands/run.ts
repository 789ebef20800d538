import { boolean } from '@oclif/core/flags'
import { valuedFlags } from '../command-line/demand-written.ts'
import { commitFlag, deadlineFlag, envFlag, inputFlag, planArg, yesFlag } from '../command-line/flags.ts'
import { demandNoPreview, previewFlags, previewOptions } from '../command-line/preview-flags.ts'
import { withOptionalValue } from '../command-line/optional-value.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan run` */
export default class Run extends PlanCommand {
  static override readonly summary = 'Run a plan, or all pending plans of a folder in order.'
  static override readonly description =
    'What was applied already is not applied again. On a failure it rolls back, unless the plan says otherwise. Exit codes: 0 done, 1 failed and rolled back, 2 the plan or the call is wrong, 3 waiting, 4 a person is needed, 5 busy, 130 interrupted.'
  static override readonly examples = [
    { description: 'One plan', command: '<%= config.bin %> run split-customer-name' },
    { description: 'All pending plans of a folder', command: '<%= config.bin %> run plans --env staging --yes' },
    { description: 'With an input', command: '<%= config.bin %> run split-customer-name --input batch=5000' },
    { description: 'And commit what it changed', command: '<%= config.bin %> run split-customer-name --commit' },
  ]
  static override readonly args = { plan: planArg }
  static override readonly flags = {
    env: envFlag,
    input: inputFlag,
    yes: yesFlag,
    again: boolean({ summary: 'In a folder: also plans that failed or were rolled back before.' }),
    deadline: deadlineFlag,
    commit: commitFlag,
    'dry-run': boolean({ summary: 'Only preview: the same as "plan preview", with its flags below.' }),
    ...previewFlags,
  }

  async run(): Promise<unknown> {
    const valued = valuedFlags({ ...Run.baseFlags, ...Run.flags })
    const { args, flags } = await this.parse(Run, withOptionalValue(this.argv, '--commit', 'HEAD', valued))
    const { env, input = [], yes, again, deadline, commit } = flags
    if (flags['dry-run']) {
      const { preview } = await import('../actions/preview.ts')
      return this.answer(await preview({ plan: args.plan, env, input, ...previewOptions(flags) }, this.call(flags)))
    }
    demandNoPreview(flags)
    const { run } = await import('../actions/run.ts')
    return this.answer(await run({ plan: args.plan, env, input, yes, again, deadline, commit }, this.call(flags)))
  }
}
