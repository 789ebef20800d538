import { PlanError, shellWord } from '@backout/core/model'
import { askGit } from './git.ts'

/**
 * Refuses to go on with a run whose record (`folder`, absolute) came with a commit: a resume and a rollback do what a record says, and no sign-off covers what
 * somebody committed there. Errors: `refused`.
 */
export async function demandOwnRecord(run: string, folder: string): Promise<void> {
  // In a container the repository often belongs to another user: git is to read its index for all that, and to run nothing that it configures.
  const tracked = await askGit(folder, ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', 'ls-files'])
  if (!tracked) return
  throw new PlanError('refused', `Cannot go on with run "${run}": its record is under version control, where anybody may have written it`, {
    hint: `If you know where it comes from, take it out: git rm -r --cached --quiet ${shellWord(folder)}`,
  })
}
