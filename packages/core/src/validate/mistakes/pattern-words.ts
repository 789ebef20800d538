import { durationPattern, isQuick, principalPattern, withinTime } from '../../model/index.ts'
import { idPattern, namePattern, reasonPattern } from '../schema/parts.ts'

/** What a pattern asks for, in words. */
export function patternWords(pattern: string): string {
  return known.get(pattern) ?? `must match ${pattern}`
}

const known: ReadonlyMap<string, string> = new Map([
  [durationPattern, 'must be a duration: a number with ms, s, m, h or d'],
  [idPattern, 'must begin with a small letter and go on with small letters, digits and "_"'],
  [namePattern, 'must begin with a letter and go on with letters, digits, "-" and "_"'],
  ['^[A-Za-z_][A-Za-z0-9_]*$', 'must begin with a letter and go on with letters, digits and "_"'],
  ['^[a-z0-9][a-z0-9._-]*$', 'must begin with a small letter or a digit and go on with small letters, digits, ".", "-" and "_"'],
  [principalPattern, 'must be the name of one person, such as alice@example.com: letters, digits, ".", "_", "+", "@", "=" and "-"'],
  [reasonPattern, 'must be the reason, in words'],
  ['^[^/\\s]+/[^\\s]+$', 'must be the name of a step type: plugin/step'],
])

/** A duration that others write as `30 seconds`, `5min`, `1w`, `1h30m`, `PT5M` or `00:10:00`, in the largest unit of which it is a whole number. */
function duration(text: string): string | undefined {
  const [, hours, minutes, seconds] = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(text) ?? []
  const plain = hours === undefined ? text.replace(/^P(?=.*\d)([\d.]+D)?T?/i, '$1') : `${hours}h${minutes}m${seconds}s`
  if (!/^\s*(?:\d+(?:\.\d+)?\s*[a-z]+[\s,]*)+$/i.test(plain) || plain.length > 40) return undefined
  const parts = [...plain.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)].map(
    ([, count, unit]) => Number(count) * (lengthOf(unit!) ?? Number.NaN),
  )
  const ms = parts.reduce((sum, part) => sum + part, 0)
  const unit = ['d', 'h', 'm', 's', 'ms'].find((one) => Number.isInteger(ms / lengthOf(one)!))
  return unit === undefined || ms <= 0 ? undefined : `${ms / lengthOf(unit)!}${unit}`
}

/** ms of a unit of time, whatever it is called. */
function lengthOf(unit: string): number | undefined {
  const [, ms] = units.find(([name]) => name.test(unit)) ?? []
  return ms
}

const units: readonly (readonly [name: RegExp, ms: number])[] = [
  [/^(?:ms|msecs?|millis|milliseconds?)$/i, 1],
  [/^(?:s|secs?|seconds?)$/i, 1000],
  [/^(?:m|mins?|minutes?)$/i, 60_000],
  [/^(?:h|hrs?|hours?)$/i, 3_600_000],
  [/^(?:d|days?)$/i, 86_400_000],
  [/^(?:w|wks?|weeks?)$/i, 604_800_000],
]

/** Whether a text fits a pattern, which may take longer to find out than a guess is worth. */
export function fits(pattern: string, text: string): boolean {
  const test = (): boolean => new RegExp(pattern, 'u').test(text)
  return isQuick(pattern, text) ? test() : withinTime(50, test) === true
}

/** A text that fits a pattern and differs only in how it is written: `pre_check` for `Pre-check`. */
export function respelt(pattern: string, text: string): string | undefined {
  if (pattern === durationPattern) return duration(text)
  if (/[^\w\s.-]/.test(text)) return undefined
  const lower = text.trim().toLowerCase()
  const spellings = [lower, lower.replace(/[^a-z0-9._-]+/g, '-'), lower.replace(/[^a-z0-9]+/g, '_')]
  return spellings.find((one) => one !== text && fits(pattern, one))
}
