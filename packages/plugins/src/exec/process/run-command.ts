import type { ChildProcess } from 'node:child_process'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { longestTimer, PlanError } from '@backout/core/plugin'
import { type BoundedOutput, collectOutput } from './bounded-output.ts'
import { endGroup } from './process-group.ts'
import { watchdog } from './watchdog.ts'

/** A command to run: without a shell, without input. */
export interface CommandRequest {
  /** The program, and its arguments. */
  readonly command: readonly string[]
  /** Absolute path. */
  readonly cwd: string
  /** The whole environment. */
  readonly env: { readonly [name: string]: string }
  /** ms */
  readonly timeout?: number
  /** ms between SIGTERM and SIGKILL; default {@link killDelay}. */
  readonly killDelay?: number
  /** Absolute path of the note that {@link watchdog} keeps. */
  readonly note?: string
  /** Told of each line of output while the command runs. */
  line?(text: string): void
}

/** How a command ended. */
export interface CommandEnd {
  /** Null where a signal ended it. */
  readonly exitCode: number | null
  readonly signal: string | null
  /** Whether it ended by itself, or was ended. */
  readonly ended: 'itself' | 'timeout' | 'aborted'
  readonly stdout: BoundedOutput
  readonly stderr: BoundedOutput
}

/**
 * Runs a command in a process group of its own, and ends all of that group when the command ends, when its time is up, and on an abort:
 * SIGTERM, then SIGKILL. Resolves also then. Errors: `missing` (no such program, or not allowed to run it): nothing was run.
 */
export async function runCommand(request: CommandRequest, signal: AbortSignal): Promise<CommandEnd> {
  const { execa } = await import('execa')
  const [program, ...args] = request.command as [string, ...string[]]
  const { cwd, env } = request
  const posix = process.platform !== 'win32'
  const options = {
    cwd,
    env,
    extendEnv: false,
    detached: posix,
    // Else NODE_DEBUG=execa would print what a command says, secrets and all.
    verbose: 'none',
    killDescendants: !posix,
    cleanup: !posix,
    stdin: 'ignore',
    buffer: false,
    reject: false,
  } as const
  using guard = watchdog(request.note)
  const child = execa(program, args, options)
  if (child.pid !== undefined) guard.watch(child.pid)
  const line = request.line ?? (() => undefined)
  const [stdout, stderr] = [collectOutput(child.stdout, line), collectOutput(child.stderr, line)]
  const ended = child.pid === undefined ? 'itself' : await follow(child.nodeChildProcess, child.pid, request, signal)
  const result = await child
  if (result.exitCode === undefined && result.signal === undefined) throw notStarted(program, result)
  return { exitCode: result.exitCode ?? null, signal: result.signal ?? null, ended, stdout, stderr }
}

async function follow(child: ChildProcess, pid: number, request: CommandRequest, signal: AbortSignal): Promise<CommandEnd['ended']> {
  const exited = new Promise<'itself'>((resolve) => child.once('exit', () => resolve('itself')))
  using limit = limitOf(request.timeout, signal)
  const ended = await Promise.race([exited, limit.reached])
  if (process.platform === 'win32') child.kill()
  else await endGroup(pid, request.killDelay)
  await exited
  await closeOutput(child)
  return ended
}

function limitOf(timeout: number | undefined, signal: AbortSignal): Disposable & { readonly reached: Promise<'timeout' | 'aborted'> } {
  const { promise: reached, resolve } = Promise.withResolvers<'timeout' | 'aborted'>()
  const abort = (): void => resolve('aborted')
  const timer = timeout === undefined ? undefined : setTimeout(() => resolve('timeout'), Math.min(timeout, longestTimer))
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  return {
    reached,
    [Symbol.dispose]() {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    },
  }
}

/** A process that left the group may keep the pipes open for ever. What was written until then is read, also on a machine so busy that all of the time is over at once. */
async function closeOutput({ stdout, stderr }: ChildProcess): Promise<void> {
  const streams = [stdout, stderr].filter((stream) => stream !== null && !stream.closed)
  const closed = Promise.all(streams.map((stream) => new Promise((resolve) => stream?.once('close', resolve))))
  await Promise.race([closed, sleep(1000, undefined, { ref: false })])
  // Each turn reads up to 64 KiB, and no more than 256 KiB are kept.
  for (let turn = 0; turn < 8; turn++) await nextTurn()
  for (const stream of streams) stream?.destroy()
  await closed
}

function notStarted(program: string, cause: unknown): PlanError {
  const { code = '' } = cause as { readonly code?: string }
  const why = reasons[code] ?? `it does not start${code === '' ? '' : ` (${code})`}`
  return new PlanError('missing', `Cannot run "${program}": ${why}`, { cause: code === '' ? cause : undefined })
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'there is no such program, or no such interpreter as its first line names',
  EACCES: 'it may not be run',
  E2BIG: 'its arguments and environment are longer than the system allows (E2BIG)',
}
