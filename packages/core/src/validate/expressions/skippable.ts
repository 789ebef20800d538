import { conjunctsOf, type Declared } from '../../expression/index.ts'
import { remembering } from '../../model/index.ts'
import type { View } from '../view/view.ts'

/**
 * The steps that may be skipped while a reader with this condition is not: one whose own condition is all part of that one needs no `has()`. Each condition is
 * read once, and no step is looked at before it is asked for: a plan may have as many conditions as steps.
 */
export function skippableFor({ byId }: View): (condition: string | undefined) => NonNullable<Declared['skippable']> {
  const conjuncts = remembering((condition: string | undefined) => (condition === undefined ? [] : conjunctsOf(condition)))
  return (condition) => {
    const held = new Set(conjuncts(condition))
    return { has: (id) => !conjuncts(byId.get(id)?.entry.if).every((one) => held.has(one)) }
  }
}
