import { string as stringArg } from '@oclif/core/args'
import { boolean, option, string } from '@oclif/core/flags'

/** `--env E` */
export const envFlag = string({ char: 'e', summary: 'The environment; "local" when left out.', helpValue: 'E' })

/** `--input k=v`, repeatable. */
export const inputFlag = string({
  char: 'i',
  multiple: true,
  multipleNonGreedy: true,
  summary: "The value of one of the plan's inputs. Repeatable.",
  helpValue: 'NAME=VALUE',
})

/** `--reason TEXT`, required: it goes on record. */
export const reasonFlag = string({ char: 'm', required: true, summary: 'Why. It goes on record.', helpValue: 'TEXT' })

/** `--yes` */
export const yesFlag = boolean({ char: 'y', summary: 'Do not ask for confirmation.' })

/** `--deadline D` */
export const deadlineFlag = string({
  summary: 'Stop between two units when this much time has passed, and exit with 3; "plan resume" goes on.',
  helpValue: 'DURATION',
})

/** `--commit [BRANCH]` */
export const commitFlag = string({
  summary: "Afterwards make one git commit of exactly the run's file changes, on BRANCH, or where HEAD is.",
  helpValue: '[BRANCH]',
})

/** `--format text|markdown|json` */
export const formatFlag = option({
  char: 'f',
  options: ['text', 'markdown', 'json'] as const,
  default: 'text',
  summary: 'How to write it.',
})()

/** PLAN. `ignoreStdin`: what is piped in is no answer to a question that nobody asked. */
export const planArg = stringArg({ description: 'A plan: its path, a folder, or its name.', required: true, ignoreStdin: true })

/** PLANS…, not required. */
export const plansArg = stringArg({
  description: 'Plans: paths, folders or names. All of the repository when left out.',
  multiple: true,
  ignoreStdin: true,
})

/** RUN, where it may be left out. */
export const optionalRunArg = stringArg({
  description: 'A run: its id, the beginning of it, or its plan (name or path). May be left out where there is one candidate.',
  ignoreStdin: true,
})
