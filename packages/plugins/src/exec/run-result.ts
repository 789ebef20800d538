import { type ErrorCode, PlanError } from '@backout/core/plugin'
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
  /** What of a breach could not be put back at once, and why. */
  readonly left?: string
  /** Where it was ended from outside, and not because the run is to stop: why. */
  readonly stopped?: { readonly code: ErrorCode; readonly message: string }
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
export function resultOf(
  { exitCode, signal, ended, stdout, stderr }: CommandEnd,
  breach: readonly string[],
  { left, reason }: { readonly left?: string | undefined; readonly reason: unknown },
): RunResult {
  const stopped = ended === 'aborted' && reason instanceof PlanError && reason.code !== 'interrupted'
  return {
    exitCode: exitCode ?? -1,
    signal: signal ?? '',
    ended,
    stdout: stdout.text(),
    stderr: stderr.text(),
    cut: stdout.cut() || stderr.cut(),
    tail: stderr.tail() || stdout.tail(),
    breach,
    ...(left !== undefined && { left }),
    ...(stopped && { stopped: { code: reason.code, message: reason.message } }),
  }
}

/** The output, whatever became of the command. */
export function outputOf({ exitCode, stdout, stderr, cut }: RunResult): RunOutput {
  return { exitCode, stdout, stderr, cut }
}

/** Whether the command did what it was to do. Errors: `out-of-scope` (a breach), `left` (of which not all could be put back), `timeout`, `interrupted`, `failed`, why it was stopped. */
export function demandDone(unit: RunUnit, result: RunResult): void {
  const { breach, ended, exitCode, signal, stopped, left } = result
  const cause = result.tail === '' ? undefined : { cause: new Error(result.tail) }
  const refuse = (code: 'timeout' | 'interrupted' | 'failed', why: string): never => {
    throw new PlanError(code, `Command "${titleOf(unit)}" ${why}`, cause)
  }
  if (breach.length > 0) throw breached(unit, breach, left)
  if (stopped) throw new PlanError(stopped.code, stopped.message, cause)
  if (ended === 'timeout') refuse('timeout', `was ended: it took longer than ${unit.timeout / 1000} s`)
  if (ended === 'aborted') refuse('interrupted', 'was ended, since the step was stopped')
  if (signal !== '') refuse('failed', `was ended by ${signal}`)
  if (!unit.exitCodes.includes(exitCode)) refuse('failed', `ended with exit code ${exitCode}, not ${unit.exitCodes.join(' or ')}`)
}

function breached(unit: RunUnit, breach: readonly string[], left?: string): PlanError {
  const shown = breach.slice(0, 5).map((path) => `"${path}"`)
  const list = breach.length > 5 ? `${shown.join(', ')} and ${breach.length - 5} more` : shown.join(', ')
  const [rule, instead] =
    unit.effect === 'none'
      ? ['although it is to have no effect', ' instead of `effect: none`']
      : ['which its `writes` does not name, or scope.files excludes', '']
  return new PlanError(
    left === undefined ? 'out-of-scope' : 'left',
    `Command "${titleOf(unit)}" changed ${list}, ${rule}${left === undefined ? '' : `; not put back: ${left}`}`,
    {
      hint: `Name in \`writes\` what it may change${instead}, and have the plan reviewed again`,
    },
  )
}
