import { programAt } from './program.ts'

/** How a process ended. */
export interface ProcessEnd {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** What a process is started with. */
export interface ProcessStart {
  readonly cwd: string
  readonly input?: string | Uint8Array
  /** Added to our own; `undefined` takes a variable away. */
  readonly env?: { readonly [name: string]: string | undefined }
}

/** The exit status that stands for a program that is not there, as in a shell. */
export const notFound = 127

/** Starts `program` of the PATH, as {@link programAt} finds it from `cwd`, waits for its end, and gives what it said. Gives {@link notFound} where there is no such program; never throws for an exit status. */
export async function runProcess(program: string, args: readonly string[], { cwd, input, env }: ProcessStart): Promise<ProcessEnd> {
  const path = programAt(program, cwd, process.env)
  const missing = { exitCode: notFound, stdout: '', stderr: `${program}: not found` }
  if (path === undefined) return missing
  const { execa } = await import('execa')
  const end = await execa(path, [...args], {
    cwd,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
    env,
    reject: false,
    stripFinalNewline: false,
  })
  if (end.code === 'ENOENT') return missing
  return {
    exitCode: end.exitCode ?? 128,
    stdout: end.stdout,
    stderr: end.stderr || (end.code === undefined ? '' : (end.originalMessage ?? '')),
  }
}
