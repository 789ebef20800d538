import type { Findings } from '../mistakes/findings.ts'
import type { Entry } from '../view/view.ts'

/** Warns of a `forEach` whose values nothing reads, or seems to, also by the name that other tools give them: the same would be done again and again. */
export function checkEach(findings: Findings, { entry, pointer, damaged }: Entry): void {
  const { forEach, if: condition, assert, with: input, rollback } = entry
  if (forEach === undefined || forEach.length < 2 || damaged.size > 0) return
  if (/\beach\b|\$\{\{\s*item\b/.test(JSON.stringify([condition, assert, input, rollback]))) return
  const message = `${findings.whose(pointer)}"forEach" makes ${forEach.length} steps that do the same, as nothing reads "each.value"`
  findings.warning('unused-each', `${pointer}/forEach`, message, { part: 'key' })
}
