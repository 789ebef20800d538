import { PlanError } from '../errors.ts'

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The JSON Schema pattern of a duration, as {@link durationOf} reads it. */
export const durationPattern = '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$'
/** ms; a hundred years. What is longer is a slip, and no calendar has its end. */
export const longestDuration = 36_525 * 86_400_000
/** The longest time that a timer can be set to, in ms (about 24 days): with more, it would be over at once. */
export const longestTimer = 2 ** 31 - 1
/** The longest time for a step of one unit where the plan does not say, in ms: 10 minutes. */
export const usualTimeout = 600_000

/** A duration such as `500ms`, `30s`, `5m`, `72h`, `2d` in ms. Errors: `invalid`. */
export function durationOf(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) {
    throw new PlanError('invalid', `Cannot read duration "${text}": it is not a number with a unit (ms, s, m, h, d)`, { text })
  }
  return Math.round(Number(amount) * units[unit]!)
}
