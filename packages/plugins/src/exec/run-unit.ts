import { type Infer, isUnbound, PlanError } from '@backout/core/plugin'
import { durationOf } from '../duration.ts'
import { isExclusion } from '../file/glob/syntax.ts'
import { normalPath } from '../file/path.ts'
import type { runInput } from './run-schema.ts'

/** The input of `exec/run`, bound. */
export type RunInput = Infer<typeof runInput>

/** One command with its defaults filled in, as it is journalled. */
export interface RunUnit {
  readonly command: readonly string[]
  /** From the root; `.` for the root. */
  readonly cwd: string
  readonly env: { readonly [name: string]: string }
  /** ms; -1 for none. */
  readonly timeout: number
  readonly writes: readonly string[]
  readonly effect: 'write' | 'none'
  readonly exitCodes: readonly number[]
}

/** The unit of an input. What `scope` (its entries for files) excludes, the command is not to write. Errors: `out-of-scope` for a working directory outside the root. */
export function unitOf(
  { command, cwd = '.', env = {}, timeout, writes = [], effect = 'write', expect }: RunInput,
  scope: readonly string[] = [],
): RunUnit {
  const wanted = expect?.exitCode ?? 0
  return {
    command,
    cwd: directoryOf(cwd),
    env,
    timeout: timeout === undefined ? -1 : durationOf(timeout),
    writes: writes.length === 0 ? writes : [...writes, ...scope.filter(isExclusion)],
    effect,
    exitCodes: typeof wanted === 'number' ? [wanted] : wanted,
  }
}

function directoryOf(cwd: string): string {
  return /^(?:\.\/*)?$/.test(cwd) ? '.' : normalPath(cwd)
}

/** What no schema can refuse. Errors: `invalid`; `out-of-scope` for a working directory outside of the root. */
export function assertSensible({ command, cwd = '', env = {}, timeout = '', writes = [], effect }: RunInput): void {
  assertSendable(command, env)
  if ([...command, cwd, ...writes].some((text) => /\$\{\{[^}]*\bsecrets\b/.test(text))) {
    throw new PlanError('invalid', 'Cannot put a secret into a command: everybody on the machine can read the list of processes', {
      hint: 'Give it in `env`, and let the program read it there',
    })
  }
  if (!isUnbound(cwd)) directoryOf(cwd)
  if (timeout !== '' && !isUnbound(timeout)) durationOf(timeout)
  if (effect === 'none' && writes.length > 0) {
    throw new PlanError('invalid', 'Cannot write with "effect: none": leave out "writes", or "effect"', { about: 'effect' })
  }
}

/** Errors: `invalid` for what no system can hand to a program. */
function assertSendable([program, ...args]: readonly string[], env: NonNullable<RunInput['env']>): void {
  if (program === '')
    throw new PlanError('invalid', 'Cannot run a command without a program: the first word is empty', { about: 'command' })
  const odd = Object.keys(env).find((name) => name === '' || /[=\0]/.test(name))
  if (odd !== undefined)
    throw new PlanError('invalid', `Cannot set environment variable ${JSON.stringify(odd)}: that is no name of one`, { about: 'env' })
  if ([program, ...args, ...Object.values(env)].some((text) => text?.includes('\0')))
    throw new PlanError('invalid', 'Cannot run a command with a NUL character in it')
}

/** `npm test (in services/crm)` */
export function titleOf({ command, cwd }: Pick<RunUnit, 'command' | 'cwd'>): string {
  const line = command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')
  const short = line.length > 100 ? `${line.slice(0, 99)}…` : line
  return cwd === '.' ? short : `${short} (in ${cwd})`
}
