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
