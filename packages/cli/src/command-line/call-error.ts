import { closest, type PlanError } from '@backout/core/model'
import { inOurWords, lacking } from './oclif-words.ts'
import { unreadableCall } from './unreadable-call.ts'
import { flagForWord, otherFlags } from './words.ts'

/** The command that was called, as far as it is known: its name, and its flags without their dashes. */
export interface CalledCommand {
  readonly name: string
  readonly flags: readonly string[]
}

/** Whether oclif threw it: something was typed that it cannot read. */
export function isOclifError(thrown: unknown): thrown is OclifError {
  return thrown instanceof Error && 'oclif' in thrown
}

/** What oclif knows of a mistake in the arguments: those that are missing or too many, or flags that there are not. */
interface OclifError extends Error {
  readonly args?: readonly (string | { readonly name: string; readonly description?: string })[]
  readonly flags?: readonly string[]
}

/** A mistake in the call, in our words and with what to do. */
export function callError(thrown: OclifError, command?: CalledCommand): PlanError {
  const name = command?.name ?? behindCommand.exec(thrown.message)?.[1]
  const help = `See all flags and arguments with: plan ${name ? `${name} --help` : 'help'}`
  const hints = [...hintsOf(thrown, command), help]
  return unreadableCall(reasonOf(thrown), hints.join('\n'))
}

/** What stands behind a command without arguments, oclif takes for more of its name. */
const behindCommand = /^command (\w+):(\S+) not found$/

function reasonOf(thrown: OclifError): string {
  const { message, args = [] } = thrown
  const flags = flagsOf(thrown)
  const missing = args.flatMap((arg) => (typeof arg === 'string' ? [] : [arg.name.toUpperCase()]))
  if (missing.length > 0) return lacking(missing, 'and')
  const spare = args.filter((arg) => typeof arg === 'string')
  if (spare.length > 0) return `${spare.map((arg) => `"${arg}"`).join(', ')} ${spare.length === 1 ? 'is' : 'are'} too much`
  if (flags.length > 0) return `there is no flag ${flags.map((flag) => `"${flag}"`).join(', ')}`
  const behind = behindCommand.exec(message)?.[2]
  if (behind !== undefined) return `"${behind.replaceAll(':', ' ')}" is too much`
  return inOurWords(message)
}

/** The flags that there are not, without the values that were given to them. */
function flagsOf({ flags = [] }: OclifError): readonly string[] {
  return flags.map((flag) => flag.replace(/=.*$/s, ''))
}

function hintsOf(thrown: OclifError, command: CalledCommand | undefined): readonly string[] {
  const { args = [] } = thrown
  const missing = args.flatMap((arg) => (typeof arg === 'string' ? [] : [`${arg.name.toUpperCase()}  ${arg.description ?? ''}`]))
  const known = command?.flags.map((flag) => `--${flag}`) ?? []
  const near = flagsOf(thrown).flatMap((flag) => elsewhere(flag, known) ?? nearest(flag, known) ?? [])
  return [...missing, ...(near.length > 0 ? [`Did you mean: ${near.join(' ')}`] : [])]
}

/** What is written so in other tools, where this command has it. */
function elsewhere(flag: string, known: readonly string[]): string | undefined {
  const ours = `--${flagForWord(bare(flag))}`
  return known.includes(ours) ? ours : undefined
}

function bare(flag: string): string {
  return flag.replace(/^-+/, '')
}

/** What switches something off is near to nothing that switches it on. */
function nearest(flag: string, known: readonly string[]): string | undefined {
  if (flag.startsWith('--no-')) return undefined
  return closest(flag, known) ?? elsewhere(closest(bare(flag), otherFlags) ?? '', known)
}
