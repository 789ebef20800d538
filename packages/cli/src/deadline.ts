import { durationOf, PlanError } from '@backout/core/model'

/** The time at which a duration given on the command line (`30m`, `2h`) has passed. Errors: `invalid`. */
export function deadlineOf(text: string | undefined, now: Date, flag = '--deadline'): Date | undefined {
  if (text === undefined) return undefined
  try {
    return new Date(now.getTime() + durationOf(text))
  } catch {
    throw new PlanError('invalid', `Cannot read ${flag} "${text}": it is not a number with a unit`, { hint: 'Write it as 90s, 30m or 2h' })
  }
}
