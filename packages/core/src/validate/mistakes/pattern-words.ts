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

/** Whether a text fits a pattern, which may take longer to find out than a guess is worth. */
export function fits(pattern: string, text: string): boolean {
  const test = (): boolean => new RegExp(pattern, 'u').test(text)
  return isQuick(pattern, text) ? test() : withinTime(50, test) === true
}

/** A text that fits a pattern and differs only in how it is written: `pre_check` for `Pre-check`. */
export function respelt(pattern: string, text: string): string | undefined {
  if (/[^\w\s.-]/.test(text)) return undefined
  const lower = text.trim().toLowerCase()
  const spellings = [lower, lower.replace(/[^a-z0-9._-]+/g, '-'), lower.replace(/[^a-z0-9]+/g, '_')]
  return spellings.find((one) => one !== text && fits(pattern, one))
}
