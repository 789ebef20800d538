import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { commandNames } from './command-line/command-names.ts'

type Name = (typeof commandNames)[number] | 'help' | 'autocomplete'

/** The commands, by what one is about. A test holds that all are there. */
export const commandGroups: readonly (readonly [title: string, names: readonly Name[]])[] = [
  ['WRITE AND REVIEW A PLAN', ['init', 'validate', 'show', 'preview', 'sign']],
  ['RUN IT, AND BACK IT OUT', ['run', 'resume', 'rollback', 'finalize']],
  ['SEE WHERE THINGS STAND, AND WHAT WAS DONE', ['status', 'report', 'audit']],
  ['SETTLE WHAT DOES NOT GO BY ITSELF', ['resolve', 'unlock', 'baseline']],
  ['MORE', ['export', 'import', 'schema', 'plugins', 'autocomplete', 'help']],
]

const ofOclif: { readonly [name: string]: string } = {
  autocomplete: 'Show how to set up completion in your shell.',
  help: 'Show the flags, arguments and examples of a command: plan help COMMAND.',
}

const after = `FLAGS OF EVERY COMMAND
  --json      Print the result as JSON, and nothing else.
  --root=DIR  The repository, where it is not the one around this folder.
  -h, --help  Flags, arguments and examples.

EXIT CODES
  0    done, or applied already
  1    failed, and rolled back cleanly or nothing was touched
  2    the plan or the call is wrong
  3    waiting for a sign-off or a time
  4    a person is needed
  5    busy, and nothing was touched
  130  interrupted

Begin with: plan init
`

/** What `plan` alone says, from the manifest in the folder of this package; undefined where there is none. */
export function rootHelp(packageFolder: string, width: number): string | undefined {
  const path = join(packageFolder, 'oclif.manifest.json')
  if (!existsSync(path)) return undefined
  const { commands } = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  const summaryOf = (name: Name): string => ofOclif[name] ?? commands[name]?.summary ?? ''
  const groups = commandGroups.map(([title, names]) => `${title}\n${names.map((name) => line(name, summaryOf(name), width)).join('\n')}\n`)
  return `Migration plans that are reviewed, run, recorded and backed out\n\nUSAGE\n  $ plan COMMAND\n\n${groups.join('\n')}\n${after}`
}

interface Manifest {
  readonly commands: { readonly [name: string]: { readonly summary?: string } }
}

const indent = 16

function line(name: string, summary: string, width: number): string {
  const lines: string[] = ['']
  for (const word of summary.split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`
    if (longer.length <= width - indent) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return `  ${name.padEnd(indent - 2)}${lines.join(`\n${' '.repeat(indent)}`)}`
}
