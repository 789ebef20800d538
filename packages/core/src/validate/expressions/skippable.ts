import { conjunctsOf } from '../../expression/index.ts'
import type { View } from '../view/view.ts'

/** The steps that may be skipped while a reader with this condition is not: one whose own condition is all part of that one needs no `has()`. */
export function skippableFor({ entries }: View): (condition: string | undefined) => ReadonlySet<string> {
  const byCondition = Map.groupBy(entries, ({ entry }) => entry.if)
  byCondition.delete(undefined)
  const kept = new Map<string | undefined, ReadonlySet<string>>()
  const skippable = (condition: string | undefined): ReadonlySet<string> => {
    const held = new Set(condition === undefined ? [] : conjunctsOf(condition))
    const others = [...byCondition].filter(([own]) => !conjunctsOf(own!).every((one) => held.has(one)))
    return new Set(others.flatMap(([, some]) => some.map(({ entry }) => entry.id)))
  }
  return (condition) => {
    const known = kept.get(condition) ?? skippable(condition)
    kept.set(condition, known)
    return known
  }
}
