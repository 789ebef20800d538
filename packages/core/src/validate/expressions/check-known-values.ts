import type { Findings } from '../mistakes/findings.ts'
import type { Mismatched } from '../view/describe-uses.ts'
import { lowered } from '../mistakes/phrases.ts'
import { isOnlyText } from '../mistakes/report-mistake.ts'
import { inputPointer } from '../view/uses.ts'

/**
 * Inputs that do not fit once the values that are known before a run stand in place of their expressions: an error where the type is wrong,
 * since declared types do not change; a warning where only the value is, since a run may be given another. Gives the places that are told.
 */
export function checkKnownValues(findings: Findings, mismatched: readonly Mismatched[]): ReadonlySet<string> {
  const told = new Set<string>()
  for (const { use, environment, mistakes } of mismatched) {
    const base = inputPointer(use)
    for (const mistake of mistakes) {
      const { code, pointer, message } = mistake
      if (told.has(`${base}${pointer}`)) continue
      told.add(`${base}${pointer}`)
      const report = code === 'wrong-value' ? findings.warning : findings.error
      const text = `${findings.whose(base)}${lowered(message)}, as it is in the environment "${environment.name}"`
      const suggestion = isOnlyText(mistake) ? 'Write string(…) around what stands between ${{ and }}' : undefined
      report(code, `${base}${pointer}`, text, { suggestion })
    }
  }
  return told
}
