import { type Scope, scopeEntries } from '../../model/index.ts'
import { marksIn } from '../../plugin/schema-marks.ts'
import type { PendingTouch } from '../view/context.ts'
import type { Described } from '../view/describe-uses.ts'

/**
 * What a use touches, as far as it decides which of two plans comes first. One that writes and cannot tell what (the drop of an index names no table) counts with
 * all that scope lets it write over its connection, as where runs stack.
 */
export function pendingTouches({ use, traits, touches }: Described, scope: Scope): readonly PendingTouch[] {
  const certain = touches.filter(({ alone }) => alone !== true)
  if (traits.touches !== 'unknown' || traits.effect === 'none') return certain
  const resources = marksIn(use.type?.input, use.input ?? {}).flatMap(({ mark, value }) =>
    typeof mark['connection'] === 'string' && typeof value === 'string' ? [`${mark['connection']}.${value}`] : [],
  )
  const parts = resources.flatMap((resource) => scopeEntries(scope, resource).map((part) => ({ resource, part })))
  return [...certain, ...parts.map((each): PendingTouch => ({ ...each, access: 'write', isGuess: true }))]
}
