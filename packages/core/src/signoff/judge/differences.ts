import { type BoundPlan, valueIn } from '../../model/index.ts'
import type { Subject } from '../statement.ts'

/** What of a bound plan is no longer as a subject has it, in words: `input "batch" changed`, `file "a.sql" added`. Empty if nothing is. */
export function differences(bound: BoundPlan, { annotations }: Subject): readonly string[] {
  if (annotations.bindingDigest === bound.bindingDigest) return []
  const before = annotations.parts
  const now = bound.bindingParts
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  const found = names.flatMap((name) => change(name, valueIn(before, name), valueIn(now, name)))
  return found.length > 0 ? found : ['the digests differ']
}

function change(name: string, before: string | undefined, now: string | undefined): readonly string[] {
  if (before === now) return []
  const what = name === 'plan' ? 'the plan' : name
  return [`${what} ${before === undefined ? 'was added' : now === undefined ? 'was removed' : 'changed'}`]
}
