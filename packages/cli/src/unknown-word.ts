import { closest, PlanError } from '@backout/core/model'
import { commandNames } from './command-names.ts'
import { commandForWord, otherWords } from './words.ts'

const ofOclif = ['help', 'autocomplete']

/**
 * The error for a first word that is no command, with the command that was probably meant; undefined where it is one.
 * At a terminal a mistyped word (but no other tool's word) is left to oclif's plugin-not-found, which asks and goes on.
 */
export function unknownWord(argv: readonly string[], interactive = isInteractive(argv)): PlanError | undefined {
  const [first, ...rest] = argv
  if (first === 'help' && rest[0] !== undefined && !isKnown(rest[0])) return notThere(rest[0], ['help'], [])
  if (first === undefined || isKnown(first) || (interactive && commandForWord(first) === undefined)) return undefined
  return notThere(first, [], rest)
}

const known: readonly string[] = [...commandNames, ...ofOclif]

function isKnown(word: string): boolean {
  return word.startsWith('-') || known.includes(word.split(':')[0]!)
}

function notThere(word: string, before: readonly string[], after: readonly string[]): PlanError {
  const command = commandForWord(word) ?? guess(word)
  const hint = command ? `Did you mean: plan ${[...before, command, ...after.map(quoted)].join(' ')}` : 'See all commands with: plan help'
  return new PlanError('invalid', `Cannot run command "${word}": there is no such command`, { hint })
}

function guess(word: string): string | undefined {
  const near = closest(word, [...known, ...otherWords])
  return near === undefined ? undefined : (commandForWord(near) ?? near)
}

function isInteractive(argv: readonly string[]): boolean {
  return Boolean(process.stdin.isTTY && process.stderr.isTTY) && !argv.includes('--json')
}

/** An argument as one would type it in a shell. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}
