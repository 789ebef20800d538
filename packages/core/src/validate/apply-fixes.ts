import type { Fix } from '../model/index.ts'
import { splice, type TextEdit } from '../load/index.ts'

/**
 * The fixes that can be applied together to the text of one file. A fix is applied whole or not at all: one that overlaps with an earlier one
 * waits for the next round, and so the same fix of several diagnostics is applied once.
 */
export function chooseFixes(fixes: readonly Fix[]): readonly Fix[] {
  const chosen: Fix[] = []
  const taken: TextEdit[] = []
  for (const fix of fixes) {
    if (fix.edits.some((edit) => taken.some((other) => touches(edit, other)))) continue
    chosen.push(fix)
    taken.push(...fix.edits)
  }
  return chosen
}

/** Applies fixes to the text of one file, as far as they can be applied together, and leaves everything else as it is, to the byte. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  return splice(
    text,
    chooseFixes(fixes).flatMap(({ edits }) => edits),
  )
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end)
}
