import { durationOf as msOf, longestDuration, PlanError } from '@backout/core/plugin'

/** A duration of an input in ms: of those, nobody else looks whether they are longer than a hundred years. Errors: `invalid`. */
export function durationOf(text: string): number {
  const ms = msOf(text)
  if (ms <= longestDuration) return ms
  throw new PlanError('invalid', `Cannot take duration "${text}": it is longer than a hundred years`, { text })
}
