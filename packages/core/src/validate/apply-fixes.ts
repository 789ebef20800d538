import type { Fix } from '../model/index.ts'
import { splice, type TextEdit } from '../load/index.ts'

/**
 * Applies fixes to the text of one file, and leaves everything else as it is, to the byte. A fix is applied whole or not at all: one that
 * overlaps with an earlier one waits for the next round. The same fix of several diagnostics is applied once.
 */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  const chosen: TextEdit[] = []
  const seen = new Set<string>()
  for (const { edits } of fixes) {
    const key = JSON.stringify(edits)
    if (seen.has(key) || edits.some((edit) => chosen.some((other) => touches(edit, other)))) continue
    seen.add(key)
    chosen.push(...edits)
  }
  return splice(text, chosen)
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start || (a.start < b.end && b.start < a.end)
}
