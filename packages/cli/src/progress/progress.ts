import type { Notice } from '@backout/core/execute'
import type { Call } from '../call.ts'
import type { StepWord } from './words.ts'

/** Shows how a run goes on. */
export interface Progress {
  observe(notice: Notice): void
  /** Something that whoever watches should know at once. */
  say(text: string): void
  /** Nothing more will come. */
  end(): Promise<void>
}

/** What is known of a run before it begins. */
export interface ProgressPlan {
  readonly title: string
  /** Ids of the steps, in plan order. */
  readonly steps: readonly string[]
  /** Where steps stand already, of a run that is gone on with. */
  readonly known: ReadonlyMap<string, StepWord>
}

/** A tree at a terminal, timestamped lines elsewhere, nothing with `--json`. All of it goes to stderr. */
export async function openProgress(plan: ProgressPlan, call: Call, stderr: NodeJS.WriteStream = process.stderr): Promise<Progress> {
  if (call.json) return { observe: () => {}, say: (text) => void stderr.write(`${text}\n`), end: async () => {} }
  if (stderr.isTTY && stderr.columns > 0 && !call.env['CI'] && call.env['TERM'] !== 'dumb') {
    const { openTree } = await import('./tree.ts')
    return openTree(plan, stderr)
  }
  const { openLines } = await import('./lines.ts')
  return openLines(stderr)
}
