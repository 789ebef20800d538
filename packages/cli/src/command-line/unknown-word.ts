import { closest, PlanError, shellWord } from '@backout/core/model'
import { commandNames } from './command-names.ts'
import { commandForWord, otherWords } from './words.ts'

const ofOclif = ['help', 'autocomplete']

/** The error for a first word that is no command, with the command that was probably meant; undefined where it is one. */
export function unknownWord(argv: readonly string[]): PlanError | undefined {
  const [first, ...rest] = argv
  if (first?.startsWith('-')) return alone.has(first) ? undefined : noCommand(argv)
  if (first === 'help' && rest[0] !== undefined && !rest[0].startsWith('-') && !isKnown(rest[0])) return notThere(rest[0], ['help'], [])
  if (first === undefined || isKnown(first)) return undefined
  return notThere(first, [], rest)
}

const known: readonly string[] = [...commandNames, ...ofOclif]

/** Flags that need no command. */
const alone = new Set(['--help', '-h', '--version', '-v', '-V'])

/** oclif reads a colon as a space; none of our own commands has two words. */
function isKnown(word: string): boolean {
  return known.includes(word) || word.startsWith('autocomplete:')
}

function noCommand(argv: readonly string[]): PlanError {
  const at = argv.findIndex((word) => (commandNames as readonly string[]).includes(word))
  if (at < 0) return new PlanError('invalid', 'Cannot run a command: none is named', { hint: 'See all commands with: plan help' })
  const turned = [argv[at]!, ...argv.slice(0, at), ...argv.slice(at + 1)]
  return new PlanError('invalid', `Cannot run command "${argv[at]}": its flags come behind it`, { hint: `Did you mean: ${typed(turned)}` })
}

function notThere(word: string, before: readonly string[], after: readonly string[]): PlanError {
  const command = word === 'plan' && isKnown(after[0] ?? '') ? undefined : (meantBy(word) ?? guess(word))
  const meant = [...before, ...(command === undefined ? [] : command.split(' ')), ...after]
  const hint = command !== undefined || word === 'plan' ? `Did you mean: ${typed(meant)}` : 'See all commands with: plan help'
  return new PlanError('invalid', `Cannot run command "${word}": there is no such command`, { hint })
}

function meantBy(word: string): string | undefined {
  return word === 'version' || word === 'ver' ? '--version' : commandForWord(word)
}

/** Of `migrate:rollback`, what stands last counts first. */
function guess(word: string): string | undefined {
  const words = [...known, ...otherWords]
  const parts = word.split(':').toReversed()
  const near = parts.find((part) => words.includes(part)) ?? closest(word, words) ?? closest(parts.at(-1)!, words)
  return near === undefined ? undefined : (commandForWord(near) ?? near)
}

function typed(argv: readonly string[]): string {
  return ['plan', ...argv].map(shellWord).join(' ')
}
