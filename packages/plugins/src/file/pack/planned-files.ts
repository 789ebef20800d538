import type { ChangeDetail, Value } from '@backout/core/plugin'
import type { FileChange } from './unit.ts'

/** Changes of files that belong together: they come into one unit. */
export interface PlannedFiles {
  readonly changes: readonly FileChange[]
  /** Bytes of old and new content. */
  readonly bytes: number
  /** `src/a.ts: 3 replacements` */
  readonly title: string
  /** What a reviewer sees; computed when asked. */
  details(): readonly ChangeDetail[]
  /** Where to go on after these. Without it: what is done already is seen, and left out. */
  readonly checkpoint?: Value
  /** How far these get through all that is looked at, from 0 to 1. */
  readonly reached?: number
}
