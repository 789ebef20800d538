import { string as stringArg } from '@oclif/core/args'
import { boolean, option, string } from '@oclif/core/flags'
import { inputFlag } from '../command-line/flags.ts'
import { PlanCommand } from '../plan-command.ts'

/** `plan sign` */
export default class Sign extends PlanCommand {
  static override readonly summary = 'Sign off a plan, or a run that waits at a gate.'
  static override readonly description =
    'A sign-off is a file beside the plan (or in the run) that says in whose role what was approved, signed with an SSH key.'
  static override readonly usage = [
    'sign TARGET --role R [-e E] [-i NAME=VALUE...] [-k FILE] [--identity PRINCIPAL] [--decision approve|reject|revoke] [--expires DURATION] [-m TEXT] [--json] [--root DIR]',
    'sign TARGET --check [-e E] [-i NAME=VALUE...] [--json] [--root DIR]',
  ]
  static override readonly examples = [
    {
      description: 'Sign a plan for one environment',
      command: '<%= config.bin %> sign split-customer-name --role service_owner --env production',
    },
    { description: 'Sign at the gate where a run waits', command: '<%= config.bin %> sign 20261103-0915 --role dba' },
    {
      description: 'What is met, missing or void, and why',
      command: '<%= config.bin %> sign split-customer-name --check --env production',
    },
  ]
  static override readonly args = {
    target: stringArg({ description: 'A plan (path, folder or name), or a run that waits at a gate.', required: true, ignoreStdin: true }),
  }
  static override readonly flags = {
    role: string({ char: 'r', summary: 'The role in which you sign.', helpValue: 'R', exactlyOne: ['role', 'check'] }),
    check: boolean({ summary: 'Only say which sign-offs are met, missing or void, and why.' }),
    env: string({ char: 'e', summary: 'The environment of a plan; all that it is for when left out.', helpValue: 'E' }),
    input: inputFlag,
    key: string({
      char: 'k',
      summary: 'The SSH key to sign with; user.signingKey of git when left out.',
      helpValue: 'FILE',
      dependsOn: ['role'],
    }),
    decision: option({
      options: ['approve', 'reject', 'revoke'] as const,
      dependsOn: ['role'],
      summary: 'What you decide; to approve when left out. A rejection blocks; revoking takes back your own earlier decision.',
    })(),
    expires: string({
      summary: 'How long it is good for, from now; without end when left out.',
      helpValue: 'DURATION',
      dependsOn: ['role'],
    }),
    comment: string({ char: 'm', summary: 'What you want to say about it.', helpValue: 'TEXT', dependsOn: ['role'] }),
    identity: string({
      summary: 'Who signs, as allowed_signers names them; user.email of git when left out.',
      helpValue: 'PRINCIPAL',
      dependsOn: ['role'],
    }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Sign)
    const { sign } = await import('../actions/sign.ts')
    return this.answer(
      await sign({ target: args.target, ...flags, decision: flags.decision ?? 'approve', input: flags.input ?? [] }, this.call(flags)),
    )
  }
}
