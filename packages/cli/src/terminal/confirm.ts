import { PlanError } from '@backout/core/model'
import type { Call } from './call.ts'

/**
 * Asks a yes-or-no question on stderr. Where nobody can be asked it refuses, and never waits.
 * Errors: `refused` where nobody is there, or where the answer is not yes; `interrupted` on Ctrl-C.
 */
export async function confirm(question: string, tried: string, call: Call): Promise<void> {
  if (!call.interactive) {
    throw new PlanError('refused', `${tried}: it needs confirmation, and nobody is there to ask`, { hint: 'Confirm with --yes' })
  }
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const gone = new AbortController()
  lines.once('SIGINT', () => gone.abort())
  lines.once('close', () => gone.abort())
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal: gone.signal })
    if (!/^y(es)?$/i.test(answer.trim())) throw new PlanError('refused', `${tried}: it was not confirmed`)
  } catch (thrown) {
    throw gone.signal.aborted && !(thrown instanceof PlanError) ? new PlanError('interrupted', `${tried}: it was interrupted`) : thrown
  } finally {
    lines.close()
  }
}
