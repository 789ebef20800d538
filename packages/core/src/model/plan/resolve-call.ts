import type { Resolution } from '../event.ts'
import { shellWord } from '../text/shell-word.ts'

/** What a person types to say what became of a step; the reason is to be filled in. */
export function resolveCall(run: string, step: string, as: Resolution): string {
  return `plan resolve ${run} ${shellWord(step)} --as ${as} --reason "…"`
}
