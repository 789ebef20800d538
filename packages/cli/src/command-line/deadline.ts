import { durationOf, PlanError } from '@backout/core/model'

/** The time at which a duration given on the command line (`30m`, `2h`) has passed. Errors: `invalid`. */
export function deadlineOf(text: string | undefined, now: Date, flag = '--deadline'): Date | undefined {
  if (text === undefined) return undefined
  const unreadable = (why: string): PlanError =>
    new PlanError('invalid', `Cannot read ${flag} "${text}": ${why}`, { hint: 'Write it as 90s, 30m or 2h' })
  const at = new Date(now.getTime() + msOf(text, unreadable))
  if (at.getTime() < endOfTime) return at
  throw unreadable('it ends after the year 9999')
}

function msOf(text: string, unreadable: (why: string) => PlanError): number {
  try {
    return durationOf(text)
  } catch {
    throw unreadable('it is not a number with a unit')
  }
}

/** From then on ISO 8601 writes years otherwise. */
const endOfTime = Date.UTC(10_000, 0)
