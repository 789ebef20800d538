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

/** Where the help lists what only a preview heeds. */
const helpGroup = 'PREVIEW'

/** `--allow-host`, repeatable; `BACKOUT_ALLOW_HOSTS` holds a list with commas. */
export const allowHostFlag = string({
  helpGroup,
  multiple: true,
  multipleNonGreedy: true,
  summary: 'A host that may be asked, read-only. Repeatable, or BACKOUT_ALLOW_HOSTS=a,b:5432. Loopback always may.',
  helpValue: 'HOST[:PORT]',
})

/** `--allow-file`, repeatable; `BACKOUT_ALLOW_FILES` holds a list with commas. */
export const allowFileFlag = string({
  helpGroup,
  multiple: true,
  multipleNonGreedy: true,
  summary: 'A database file, or a folder of them, outside of the repository that may be read. Repeatable, or BACKOUT_ALLOW_FILES=a,b.',
  helpValue: 'PATH',
})

/** `--allow-plugins` */
export const allowPluginsFlag = boolean({ helpGroup, summary: "Load the code of the repository's third-party plugins." })

/** `--full` */
export const fullFlag = boolean({ helpGroup, summary: 'Whole diffs; otherwise three hunks for each step.' })

/** `--out FILE` */
export const outFlag = string({
  helpGroup,
  char: 'o',
  summary: 'Write it to a file, in the place of one that is there.',
  helpValue: 'FILE',
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
