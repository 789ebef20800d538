import type { Findings } from '../mistakes/findings.ts'
import type { Mismatched } from '../view/describe-uses.ts'
import { lowered } from '../mistakes/phrases.ts'
import { isOnlyText } from '../mistakes/report-mistake.ts'
import { inputPlace } from '../view/uses.ts'

/**
 * Inputs that do not fit once the values that are known before a run stand in place of their expressions: an error where the type is wrong,
 * since declared types do not change; a warning where only the value is, since a run may be given another. Gives the places that are told.
 */
export function checkKnownValues(findings: Findings, mismatched: readonly Mismatched[]): ReadonlySet<string> {
  const told = new Set<string>()
  for (const { use, environment, mistakes } of mismatched) {
    for (const mistake of mistakes) {
      const { code, message } = mistake
      const place = inputPlace(use, mistake.pointer)
      if (told.has(place)) continue
      told.add(place)
      const report = code === 'wrong-value' ? findings.warning : findings.error
      const text = `${findings.whose(place)}${lowered(message)}, as it is in the environment "${environment.name}"`
      const suggestion = isOnlyText(mistake) ? 'Write string(…) around what stands between ${{ and }}' : undefined
      report(code, place, text, { suggestion })
    }
  }
  return told
}
