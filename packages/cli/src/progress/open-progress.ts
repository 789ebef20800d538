import type { Call } from '../call.ts'
import type { Progress, ProgressPlan } from './progress.ts'

/** A tree at a terminal, timestamped lines elsewhere, nothing with `--json`. All of it goes to stderr. */
export async function openProgress(plan: ProgressPlan, call: Call, stderr: NodeJS.WriteStream = process.stderr): Promise<Progress> {
  if (call.json) return { observe: () => {}, say: (text) => void stderr.write(`${text}\n`), end: async () => {} }
  if (stderr.isTTY && stderr.columns > 0 && !call.env['CI'] && call.env['TERM'] !== 'dumb') {
    const { openTree } = await import('./tree.ts')
    return openTree(plan, stderr)
  }
  const { openLines } = await import('./lines.ts')
  return openLines(plan, stderr)
}
