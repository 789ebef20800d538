import type { Notice } from '@backout/core/execute'
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
