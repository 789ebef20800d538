import { PlanError, shellWord } from '@backout/core/model'
import { trackedIn } from './tracked.ts'

/**
 * Refuses to go on with a run whose record (`folder`, absolute) came with a commit: a resume and a rollback do what a record says, and no sign-off covers what
 * somebody committed there. Errors: `refused`.
 */
export async function demandOwnRecord(run: string, folder: string): Promise<void> {
  const found = await trackedIn(folder)
  if (found.tracked === false) return
  if (found.tracked === 'unknown') {
    const why = `git does not tell whether its record is under version control: ${found.said}`
    throw refused(run, why, `See to it that this works: git -c safe.bareRepository=explicit -C ${shellWord(folder)} ls-files`)
  }
  throw refused(
    run,
    'its record is under version control, where anybody may have written it',
    `If you know where it comes from, take it out: git rm -r --cached --quiet ${shellWord(folder)}`,
  )
}

function refused(run: string, why: string, hint: string): PlanError {
  return new PlanError('refused', `Cannot go on with run "${run}": ${why}`, { hint })
}
