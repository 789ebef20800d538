import { durationOf, PlanError } from '@backout/core/model'

/** The time at which `--deadline` (`30m`, `2h`) has passed. Errors: `invalid`. */
export function deadlineOf(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined
  try {
    return new Date(now.getTime() + durationOf(text))
  } catch (cause) {
    throw new PlanError('invalid', `Cannot read --deadline "${text}": it is no duration`, { cause, hint: 'Write it as 90s, 30m or 2h' })
  }
}
