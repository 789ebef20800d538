import type { Notice } from '@backout/core/execute'
import type { Call } from '../call.ts'

/** Shows how a run goes on. */
export interface Progress {
  observe(notice: Notice): void
  /** Nothing more will come. */
  end(): Promise<void>
}

/** What is known of a run before it begins. */
export interface ProgressPlan {
  readonly title: string
  /** Ids of the steps, in plan order. */
  readonly steps: readonly string[]
}

/** A tree at a terminal, timestamped lines elsewhere, nothing with `--json`. All of it goes to stderr. */
export async function openProgress(plan: ProgressPlan, call: Call, stderr: NodeJS.WriteStream = process.stderr): Promise<Progress> {
  if (call.json) return { observe: () => {}, end: async () => {} }
  if (stderr.isTTY && stderr.columns > 0 && !call.env['CI'] && call.env['TERM'] !== 'dumb') {
    const { openTree } = await import('./tree.ts')
    return openTree(plan, stderr)
  }
  const { openLines } = await import('./lines.ts')
  return openLines(stderr)
}
