import { PlanError } from '@backout/core/plugin'

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** The JSON Schema pattern of a duration: `500ms`, `30s`, `5m`, `72h`, `2d`. */
export const durationPattern = '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$'

/** The longest time that a timer can be set to, in ms (about 24 days): with more, it would be over at once. */
export const longestTimer = 2 ** 31 - 1

/** ms; a hundred years. What is longer is a slip, and no calendar has its end. */
const longest = 36_525 * 86_400_000

/** A duration such as `30s` in ms. Errors: `invalid`. */
export function durationOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  if (!match) throw new PlanError('invalid', `Cannot read duration "${text}": write a number and a unit (ms, s, m, h or d)`)
  const ms = Math.round(Number(match[1]) * units[match[2] as keyof typeof units])
  if (ms > longest) throw new PlanError('invalid', `Cannot take duration "${text}": it is longer than a hundred years`)
  return ms
}
