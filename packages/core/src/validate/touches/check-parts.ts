import { valueAt } from '../../load/index.ts'
import type { Touch } from '../../model/index.ts'
import type { Described } from '../view/describe-uses.ts'
import type { Findings } from '../mistakes/findings.ts'
import { shown } from '../mistakes/phrases.ts'
import { partProblem } from './paths.ts'
import { placeOf } from './place-of-touch.ts'

/** What a plan touches is what its text says: an escape that was none, or a path of another system, is not for the scope to allow. Gives the touches that are told. */
export function checkParts(findings: Findings, described: readonly Described[]): ReadonlySet<Touch> {
  const told = new Set<string>()
  const odd = new Set<Touch>()
  for (const by of described) {
    for (const touch of by.touches) {
      const problem = partProblem(touch)
      if (problem === undefined) continue
      odd.add(touch)
      const pointer = placeOf(by, touch)
      if (told.has(pointer + touch.part)) continue
      told.add(pointer + touch.part)
      const written = valueAt(findings.document.value, pointer)
      const part = typeof written === 'string' ? written : touch.part
      findings.error('path', pointer, `${findings.whose(pointer)}${shown(part)} ${problem}`)
    }
  }
  return odd
}
