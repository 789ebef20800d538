import { usualTimeout } from '@backout/core/model'
import type { ShownStep } from '../shapes/show.ts'
import { durationText } from './duration-text.ts'

/** What a step touches: writes first. `reads` and `writes` as `resource: part, part`. */
export function touchesText({ touches, touchesKnown }: Pick<ShownStep, 'touches' | 'touchesKnown'>): string {
  const groups = Map.groupBy(touches, ({ resource, access, alone }) =>
    alone ? `alone with ${resource}` : `${access === 'write' ? 'writes' : 'reads'} ${resource}`,
  )
  const known = [...groups]
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .map(([key, some]) => `${key}: ${some.map(({ part }) => part).join(', ')}`)
  return [...known, ...(touchesKnown ? [] : ['more may be found when it runs'])].join('; ') || 'nothing'
}

/** How a step is undone. */
export function undoText({ undo, undoReason, rollback }: ShownStep): string {
  switch (undo) {
    case 'written':
      return `written: ${rollback?.map((one) => `${one.uses} (${[touchesText(one), ...limitOf(one)].join('; ')})`).join(', ')}`
    case 'none':
      return `none: ${undoReason ?? ''}`
    case 'not-needed':
      return 'not needed'
    case 'snapshot':
      return 'a snapshot, where it cannot be derived'
    default:
      return undo
  }
}

/** In place of a digest that covers inputs which are not given. */
export const unknownDigest = 'not known until all inputs are given'

/** Conditions and limits of a step, each as one phrase. */
export function conditionsOf(step: ShownStep): readonly string[] {
  const { if: condition, assert, signOff, pointOfNoReturn, onFailure, retry, timeout, every, failureLimit } = step
  return [
    ...(condition === undefined ? [] : [`only if ${condition}`]),
    ...(assert === undefined ? [] : [`asserts ${assert}`]),
    ...(signOff === undefined ? [] : [`waits for sign-off "${signOff}"`]),
    ...(pointOfNoReturn ? ['point of no return'] : []),
    ...(onFailure === 'pause' ? ['pauses on failure'] : []),
    ...(retry ? [`tried every ${durationText(retry.every)} for ${durationText(retry.for)}`] : []),
    ...limitOf({ timeout }),
    ...(every === undefined
      ? []
      : [`every ${durationText(every)}, ${failureLimit} ${failureLimit === 1 ? 'failure is' : 'failures are'} a breach`]),
  ]
}

/** The usual limit, repeated at each step, would hide what is special of one. */
function limitOf({ timeout }: { readonly timeout?: number | undefined }): readonly string[] {
  return timeout === undefined || timeout === usualTimeout ? [] : [`takes at most ${durationText(timeout)}`]
}
