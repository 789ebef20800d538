import type { Call } from '../terminal/call.ts'
import { isWatched } from './is-watched.ts'
import type { Progress, ProgressPlan } from './progress.ts'

/** A tree at a terminal, timestamped lines elsewhere, nothing with `--json`. All of it goes to stderr. */
export async function openProgress(plan: ProgressPlan, call: Call): Promise<Progress> {
  const { stderr } = process
  if (call.json) return { observe: () => {}, say: (text) => void stderr.write(`${text}\n`), end: async () => {} }
  if (stderr.columns > 0 && isWatched(stderr, call.env)) {
    const { openTree } = await import('./tree.ts')
    return openTree(plan, stderr)
  }
  const { openLines } = await import('./lines.ts')
  return openLines(plan, stderr)
}
