import { PlanError } from '@backout/core/model'
import { boolean } from '@oclif/core/flags'
import {
  allowFileFlag,
  allowHostFlag,
  allowPluginsFlag,
  commitFlag,
  deadlineFlag,
  envFlag,
  fullFlag,
  inputFlag,
  outFlag,
  planArg,
  yesFlag,
} from '../command-line/flags.ts'
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
    full: fullFlag,
    out: outFlag,
    'allow-host': allowHostFlag,
    'allow-file': allowFileFlag,
    'allow-plugins': allowPluginsFlag,
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Run, withOptionalValue(this.argv, '--commit', 'HEAD', valued))
    const {
      'dry-run': dryRun,
      'allow-host': allowHosts = [],
      'allow-file': allowFiles = [],
      'allow-plugins': allowPlugins,
      input = [],
      ...rest
    } = flags
    if (dryRun) {
      const { preview } = await import('../actions/preview.ts')
      return this.answer(await preview({ plan: args.plan, ...rest, input, allowHosts, allowFiles, allowPlugins }, this.call(flags)))
    }
    demandDryRun({ '--full': rest.full, '--out': rest.out !== undefined })
    const { run } = await import('../actions/run.ts')
    return this.answer(await run({ plan: args.plan, ...rest, input }, this.call(flags)))
  }
}

/** The flags whose next word is their value. */
const valued = new Set(['--env', '-e', '--input', '-i', '--deadline', '--out', '-o', '--allow-host', '--allow-file', '--root'])

/** Errors: `invalid` for what only a preview heeds. */
function demandDryRun(given: { readonly [flag: string]: boolean }): void {
  const flag = Object.keys(given).find((name) => given[name])
  if (flag === undefined) return
  throw new PlanError('invalid', `Cannot read the command line: ${flag} is for --dry-run alone`, { hint: 'plan run --help' })
}
