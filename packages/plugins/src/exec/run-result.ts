import { PlanError } from '@backout/core/plugin'
import type { CommandEnd } from './process/run-command.ts'
import { type RunUnit, titleOf } from './run-unit.ts'

/** What is journalled of a command that has ended. */
export interface RunResult {
  /** -1 where a signal ended it. */
  readonly exitCode: number
  readonly signal: string
  readonly ended: CommandEnd['ended']
  readonly stdout: string
  readonly stderr: string
  readonly cut: boolean
  /** The last lines of its standard error, else of its standard output. */
  readonly tail: string
  /** Paths that it changed and was not to change. */
  readonly breach: readonly string[]
}

/** The output of `exec/run`. */
export interface RunOutput {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly cut: boolean
  readonly [key: string]: number | string | boolean
}

/** What there is to say of a command's end. */
export function resultOf({ exitCode, signal, ended, stdout, stderr }: CommandEnd, breach: readonly string[]): RunResult {
  return {
    exitCode: exitCode ?? -1,
    signal: signal ?? '',
    ended,
    stdout: stdout.text(),
    stderr: stderr.text(),
    cut: stdout.cut() || stderr.cut(),
    tail: stderr.tail() || stdout.tail(),
    breach,
  }
}

/** The output, if the command did what it was to do. Errors: `out-of-scope` (a breach), `timeout`, `interrupted`, `failed`. */
export function judged(unit: RunUnit, result: RunResult): RunOutput {
  const { breach, ended, exitCode, signal, stdout, stderr, cut } = result
  const refuse = (code: 'timeout' | 'interrupted' | 'failed', why: string): never => {
    const cause = result.tail === '' ? undefined : new Error(result.tail)
    throw new PlanError(code, `Command "${titleOf(unit)}" ${why}`, cause && { cause })
  }
  if (breach.length > 0) throw breached(unit, breach)
  if (ended === 'timeout') refuse('timeout', `was ended: it took longer than ${unit.timeout / 1000} s`)
  if (ended === 'aborted') refuse('interrupted', 'was ended, since the step was stopped')
  if (signal !== '') refuse('failed', `was ended by ${signal}`)
  if (!unit.exitCodes.includes(exitCode)) refuse('failed', `ended with exit code ${exitCode}, not ${unit.exitCodes.join(' or ')}`)
  return { exitCode, stdout, stderr, cut }
}

function breached(unit: RunUnit, breach: readonly string[]): PlanError {
  const shown = breach.slice(0, 5).map((path) => `"${path}"`)
  const list = breach.length > 5 ? `${shown.join(', ')} and ${breach.length - 5} more` : shown.join(', ')
  const rule = unit.effect === 'none' ? 'although it is to have no effect' : 'which its `writes` does not name'
  return new PlanError('out-of-scope', `Command "${titleOf(unit)}" changed ${list}, ${rule}`, {
    hint: 'Name in `writes` what it may change, and have the plan reviewed again',
  })
}
