import { conjunctsOf } from '../../expression/index.ts'
import { remembering } from '../../model/index.ts'
import type { View } from '../view/view.ts'

/** The steps that may be skipped while a reader with this condition is not: one whose own condition is all part of that one needs no `has()`. */
export function skippableFor({ entries }: View): (condition: string | undefined) => ReadonlySet<string> {
  const byCondition = Map.groupBy(entries, ({ entry }) => entry.if)
  byCondition.delete(undefined)
  return remembering((condition) => {
    const held = new Set(condition === undefined ? [] : conjunctsOf(condition))
    const others = [...byCondition].filter(([own]) => !conjunctsOf(own!).every((one) => held.has(one)))
    return new Set(others.flatMap(([, some]) => some.map(({ entry }) => entry.id)))
  })
}
