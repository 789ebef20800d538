import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const bin = fileURLToPath(new URL('../../packages/cli/bin/plan.js', import.meta.url))

/** What a `plan` process gave. */
export interface CliResult {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs the built command line in a folder, as a user would; never rejects. Signals and colours of the test's own process do not reach it. */
export async function plan(
  cwd: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly signal?: AbortSignal } = {},
): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, ...args], {
    cwd,
    reject: false,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(options.input !== undefined && { input: options.input }),
    ...(options.signal && { cancelSignal: options.signal }),
    env: { NO_COLOR: '1', ...options.env },
  })
  return { exitCode, stdout, stderr }
}

/** Types a line into a shell, where `plan` is the built command line. */
export async function typed(cwd: string, line: string): Promise<CliResult> {
  const script = `plan() { "$PLAN_NODE" "$PLAN_BIN" "$@"; }\n${line}`
  const env = { NO_COLOR: '1', PLAN_NODE: process.execPath, PLAN_BIN: bin }
  const { exitCode, stdout, stderr } = await execa('sh', ['-c', script], { cwd, reject: false, stdin: 'ignore', env })
  return { exitCode, stdout, stderr }
}
