import type { Described } from '../view/describe-uses.ts'
import type { Findings } from '../mistakes/findings.ts'

/** Warns of a `retry` that an `assert` does not get: what was done, and has no undo of its own, is never done twice without a person. */
export function checkRetry(findings: Findings, described: readonly Described[]): void {
  for (const { use, traits } of described) {
    const { entry, pointer } = use.entry
    if (use.rollback || entry.retry === undefined || entry.assert === undefined) continue
    if (traits.effect !== 'write' || traits.undo.kind !== 'none') continue
    const message = `${findings.whose(pointer)}it is not tried again where its "assert" does not hold, as what it did has no derived undo`
    findings.warning('retry-final', `${pointer}/retry`, message, {
      part: 'key',
      suggestion: 'Ask for the result in a check below it, which has the "retry"',
    })
  }
}
