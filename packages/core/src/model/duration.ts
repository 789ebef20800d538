import { PlanError } from './errors.ts'

const units: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration such as `500ms`, `30s`, `5m`, `72h`, `2d` in ms. Errors: `invalid`. */
export function durationOf(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) {
    throw new PlanError('invalid', `Cannot read duration "${text}": it is not a number with a unit (ms, s, m, h, d)`)
  }
  return Math.round(Number(amount) * units[unit]!)
}
