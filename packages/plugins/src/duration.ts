import { PlanError } from '@backout/core/plugin'

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** The JSON Schema pattern of a duration: `500ms`, `30s`, `5m`, `72h`, `2d`. */
export const durationPattern = '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$'

/** A duration such as `30s` in ms. Errors: `invalid`. */
export function durationOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  if (!match) throw new PlanError('invalid', `Cannot read duration "${text}": write a number and a unit (ms, s, m, h or d)`)
  return Math.round(Number(match[1]) * units[match[2] as keyof typeof units])
}
