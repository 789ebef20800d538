import { PlanError, shellWord } from '@backout/core/model'
import { trackedIn } from './tracked.ts'

/**
 * Refuses what is `tried` by a run whose record (`folder`, absolute) came with a commit: a resume and a rollback do what a record says, and no sign-off covers what
 * somebody committed there. Errors: `refused`.
 */
export async function demandOwnRecord(tried: string, folder: string): Promise<void> {
  const found = await trackedIn(folder)
  if (found.tracked === false) return
  if (found.tracked === 'unknown') {
    const why = `git does not tell whether its record is under version control: ${found.said}`
    throw refused(tried, why, `See to it that this works: git -c safe.bareRepository=explicit -C ${shellWord(folder)} ls-files`)
  }
  throw refused(
    tried,
    'its record is under version control, where anybody may have written it',
    `If you know where it comes from, take it out: git rm -r --cached --quiet ${shellWord(folder)}`,
  )
}

function refused(tried: string, why: string, hint: string): PlanError {
  return new PlanError('refused', `${tried}: ${why}`, { hint })
}
