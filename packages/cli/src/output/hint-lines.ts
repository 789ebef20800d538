import { onOneLine } from '@backout/core/report/printable'

/** What to do about something, each line of it behind an arrow. */
export function hintLines(hint: string | undefined): readonly string[] {
  return hint === undefined ? [] : hint.split('\n').map((line) => `  → ${onOneLine(line)}`)
}
